"""How good is a plan made in a second, against the quick rules and a routing solver's 10 seconds?

Instances of docs/engine.md, seeds 1 to 10, one core. Every plan is checked: each case once, and
the total added up again from the queues. Numbers after the name choose seeds.
"""

import itertools
import json
import os
import statistics
import sys
from typing import Any

from bench import _surge
from kaketsuke.engine import instances, one_by_one, plan

SIZES = ((60, 20), (150, 50), (300, 100))
SECONDS, ROUTING_SECONDS, LONG_SECONDS = 1.0, 10, 60.0


def total(given: instances.Instance, queues: Any) -> float:
    """The sum of response times; the plan must serve every case once."""
    assert sorted(itertools.chain(*queues)) == list(range(len(given.service)))
    return plan.total(given, queues)


def compared(seed: int, cases: int, technicians: int) -> dict[str, float]:
    """One instance, all ways."""
    given = _surge.instance(seed, cases, technicians)
    found = plan.plan(given, seconds=SECONDS)
    assert found.total_response_seconds == total(given, found.queues)
    assert found.elapsed_seconds <= SECONDS * 1.1, found.elapsed_seconds
    routed = _surge.routed(given, ROUTING_SECONDS)
    rules = (one_by_one.nearest_when_free, one_by_one.rolling_assignment)
    return {
        "seed": seed,
        "plan": found.total_response_seconds,
        "steps": found.steps,
        "rule": min(total(given, rule(given)) for rule in rules),
        "routing": total(given, routed) if routed else float("inf"),
    }


def measured(cases: int, technicians: int, seeds: list[int]) -> dict[str, Any]:
    """All seeds of one size."""
    rows = [compared(seed, cases, technicians) for seed in seeds]
    long_run = plan.plan(
        _surge.instance(seeds[0], cases, technicians), seconds=LONG_SECONDS, seed=1
    ).total_response_seconds
    against_rule = [row["plan"] / row["rule"] for row in rows]
    against_routing = [row["plan"] / row["routing"] for row in rows]
    return {
        "name": f"surge of {cases} cases for {technicians} technicians in {SECONDS} s",
        "value": round(statistics.mean(row["plan"] for row in rows)),
        "unit": "s of response in all",
        "reference": round(statistics.mean(row["rule"] for row in rows)),
        "ratio": round(statistics.mean(against_rule), 4),
        "raw": {
            "against_the_better_rule": {
                "mean": round(statistics.mean(against_rule), 4),
                "worst": round(max(against_rule), 4),
            },
            f"against_routing_of_{ROUTING_SECONDS}_s": {
                "mean": round(statistics.mean(against_routing), 4),
                "worst": round(max(against_routing), 4),
            },
            f"first_seed_against_{LONG_SECONDS:.0f}_s": round(rows[0]["plan"] / long_run, 4),
            "seeds": [{name: round(value) for name, value in row.items()
                       if value != float("inf")} for row in rows],
        },
    }  # fmt: skip


def main() -> None:
    """Print one JSON object a size."""
    seeds = [int(word) for word in sys.argv[1:]] or list(range(1, 11))
    plan.warm_up()
    for cases, technicians in SIZES:
        measure = measured(cases, technicians, seeds)
        load = round(os.getloadavg()[0], 2)
        print(json.dumps({**measure, "cores": os.cpu_count(), "load": load}), flush=True)


if __name__ == "__main__":
    main()
