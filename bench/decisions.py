"""How many request decisions a second does one core make, in process and without any cache?

Measured over varied facts: every outcome, every kind of caller. The reference is the 50,000 a
second that the product promises; a bare loop of dictionary look-ups says how fast the machine
was in the same run. Every answer is checked against the same facts answered through JSON.
"""

import json
import os
import random
import time
from collections import Counter

from kaketsuke.rules import request

PROMISED_A_SECOND = 50_000
FACTS = 4_000
ROUNDS = 15


def varied_facts() -> list[request.RequestFacts]:
    """Facts in which most of what is needed is known, as at the end of a real call."""
    chance = random.Random(20220615)
    made = []
    for _ in range(FACTS):
        facts = {}
        for fact in request.READER.facts:
            if not fact.kind.domain or chance.random() < 0.1:
                continue
            good = chance.random() < 0.7
            facts[fact.field] = fact.kind.domain[0] if good else chance.choice(fact.kind.domain)
        for flag in ("area_closed", "registrant_objects", "protected", "force_majeure"):
            facts[flag] = chance.random() < 0.1
        made.append(request.RequestFacts(**facts))
    return made


def decisions_a_second(every: list[request.RequestFacts]) -> float:
    """The best of some rounds, so that neighbours on the machine count less."""
    decide = request.decide
    best = 0.0
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for facts in every:
            decide(facts)
        best = max(best, len(every) / (time.perf_counter() - begun))
    return best


def lookups_a_second() -> float:
    """The machine's own measure: bare dictionary look-ups by a pair of words."""
    table = {(role, cause): 1 for role in request.Role for cause in request.Cause}
    keys = list(table) * 2_000
    best = 0.0
    for _ in range(5):
        begun = time.perf_counter()
        for key in keys:
            table[key]
        best = max(best, len(keys) / (time.perf_counter() - begun))
    return best


def from_json_a_second(every: list[request.RequestFacts]) -> float:
    """Facts read from their JSON object, decided, and the answer made JSON again."""
    objects = [facts.to_json() for facts in every]
    begun = time.perf_counter()
    for obj in objects:
        request.decide(request.RequestFacts.from_json(obj)).to_json()
    return len(objects) / (time.perf_counter() - begun)


def main() -> None:
    every = varied_facts()
    outcomes = Counter(str(request.decide(facts).outcome) for facts in every)
    assert len(outcomes) == len(request.Outcome), "the facts must reach every outcome"
    for facts in every:
        again = request.RequestFacts.from_json(facts.to_json())
        assert request.decide(again) == request.decide(facts)
    value = decisions_a_second(every)
    lookups = lookups_a_second()
    print(
        json.dumps(
            {
                "name": "request decisions",
                "value": round(value),
                "unit": "1/s on one core",
                "reference": PROMISED_A_SECOND,
                "ratio": round(value / PROMISED_A_SECOND, 2),
                "raw": {
                    "decisions_a_second": round(value),
                    "dictionary_lookups_a_second": round(lookups),
                    "lookups_in_the_time_of_a_decision": round(lookups / value, 1),
                    "from_json_to_json_a_second": round(from_json_a_second(every)),
                    "outcomes": dict(outcomes),
                },
                "cores": os.cpu_count(),
                "load": round(os.getloadavg()[0], 2),
            }
        )
    )


if __name__ == "__main__":
    main()
