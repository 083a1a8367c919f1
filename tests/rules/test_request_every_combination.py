"""The request table once more, written plainly and apart, against every combination of facts."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaketsuke.rules import questions
from tests.rules.worlds import AGENT_REQUEST, REQUEST, cited, nested

FLAG = (None, True, False)
DOMAINS = {
    "cause": (
        None,
        "lock_fault",
        "card_lost",
        "code_forgotten",
        "other_lockout",
        "disaster",
        "riot",
        "not_lockout",
    ),
    "requester.role": (None, "resident", "owner", "owner_agent", "other"),
    "requester.is_registrant": FLAG,
    "owner.is_corporation": FLAG,
    "target.is_own_home": FLAG,
    "registration.status": (None, "registered", "declined", "withdrawn", "none"),
    "contract.status": (None, "active", "ended", "service_removed", "none"),
    "contract.covers_dwelling": FLAG,
    "attendance": (None, "registrant", "owner", "owner_agent", "none"),
    "photo_id": (None, "in_hand", "locked_inside", "none"),
    "lock_on_record": FLAG,
    "conduct": (None, [], ["4.7.5"], ["4.7.6", "4.7.9"], ["4.7.7", "4.7.8"]),
    "force_majeure": FLAG,
    "area_closed": FLAG,
    "registrant_objects": FLAG,
    "protected": FLAG,
    "danger_to_life": FLAG,
}
ASKED = list(DOMAINS)[:10]


def agent_of_a_person(f, who):
    return f[who] == "owner_agent" and f["owner.is_corporation"] is False


def declined_caller(f):
    role = f["requester.role"]
    unregistered = role == "resident" and f["requester.is_registrant"] is False
    if role == "other" or unregistered or agent_of_a_person(f, "requester.role"):
        yield from ("3.1", "A1.1", "4.7.1")


def declined_home(f):
    if f["contract.status"] == "none" or f["contract.covers_dwelling"] is False:
        yield "1.1"
    if f["contract.status"] in ("ended", "service_removed"):
        yield "1.2"
    if f["registration.status"] in ("none", "withdrawn"):
        yield "2.2"
    if f["registration.status"] == "declined":
        yield "2.3"
    if f["requester.role"] == "resident" and f["target.is_own_home"] is False:
        yield "4.7.4"


def declined_checks(f):
    if f["attendance"] == "none" or agent_of_a_person(f, "attendance"):
        yield from ("A1.2.1", "4.7.3")
    if f["photo_id"] == "none":
        yield from ("A1.2.2", "4.7.3")


def declined_cause(f):
    if f["cause"] == "not_lockout":
        yield "2.1"
    if f["cause"] in ("disaster", "riot") and f["area_closed"]:
        yield "4.7.2"


def referred(f):
    if f["lock_on_record"] is False:
        yield "2.1"
    if f["cause"] in ("disaster", "riot") and not f["area_closed"]:
        yield "4.7.2"
    if f["photo_id"] == "locked_inside":
        yield from ("A1.2.2", "4.7.3")
    yield from f["conduct"] or ()
    if f["requester.role"] in ("owner", "owner_agent") and f["registrant_objects"]:
        yield "2.1"
    if f["protected"]:
        yield "X-8"


def expected(f):
    parts = (declined_cause, declined_caller, declined_home, declined_checks)
    return [clause for part in parts for clause in part(f)], list(referred(f))


def still_needed(f):
    needed = ["cause", "requester.role"]
    if f["requester.role"] == "resident":
        needed += ["requester.is_registrant", "target.is_own_home"]
    if f["requester.role"] == "owner_agent" or f["attendance"] == "owner_agent":
        needed += ["owner.is_corporation"]
    needed += ["registration.status", "contract.status", "contract.covers_dwelling"]
    needed += ["attendance", "photo_id"]
    return [path for path in ASKED if path in needed and f[path] is None]


def outcome_of(f):
    declines, refers = expected(f)
    if declines:
        return "decline"
    if still_needed(f):
        return "ask"
    return "refer" if refers else "accept"


def check(f):
    answer = questions.answer("request", nested(f))
    declines, refers = expected(f)
    outcome = outcome_of(f)
    duties = ["emergency_numbers"] if f["danger_to_life"] else []
    if outcome in ("accept", "refer"):
        duties += ["explain_costs", "attend_in_person", "show_photo_id"]
        if f["requester.role"] in ("owner", "owner_agent"):
            duties += ["notify_registrant"]
    assert answer["outcome"] == outcome
    assert cited(answer, "declines") == declines
    assert cited(answer, "refers") == refers
    assert cited(answer, "informs") == (["4.4"] if f["force_majeure"] else [])
    assert answer["questions"] == (still_needed(f) if outcome == "ask" else [])
    assert answer["duties"] == duties
    return answer


def combinations_of(base, *paths):
    rest = dict.fromkeys(DOMAINS) | base
    rest.pop("received_at", None)
    for values in product(*(DOMAINS[path] for path in paths)):
        yield {**rest, **dict(zip(paths, values, strict=True))}


@pytest.mark.parametrize("base", [REQUEST, AGENT_REQUEST, {}], ids=["resident", "agent", "nothing"])
def test_every_combination_of_who_asks_and_who_attends(base):
    for facts in combinations_of(
        base,
        "requester.role",
        "requester.is_registrant",
        "owner.is_corporation",
        "target.is_own_home",
        "attendance",
        "registrant_objects",
    ):
        check(facts)


@pytest.mark.parametrize("base", [REQUEST, AGENT_REQUEST], ids=["resident", "agent"])
def test_every_combination_of_door_contract_and_registration(base):
    for facts in combinations_of(
        base,
        "cause",
        "area_closed",
        "contract.status",
        "contract.covers_dwelling",
        "registration.status",
        "photo_id",
    ):
        check(facts)


@pytest.mark.parametrize("base", [REQUEST, AGENT_REQUEST], ids=["resident", "agent"])
def test_every_combination_of_what_is_on_record(base):
    for facts in combinations_of(
        base,
        "conduct",
        "protected",
        "force_majeure",
        "lock_on_record",
        "danger_to_life",
        "registrant_objects",
        "photo_id",
    ):
        check(facts)


def test_twenty_thousand_combinations_of_everything():
    chance = random.Random(20220615)
    for _ in range(20_000):
        check({path: chance.choice(domain) for path, domain in DOMAINS.items()})


FACTS = st.fixed_dictionaries({path: st.sampled_from(domain) for path, domain in DOMAINS.items()})


@settings(max_examples=150)
@given(FACTS, st.data())
def test_a_new_known_fact_never_takes_a_refusal_back(facts, data):
    unknown = [path for path in ASKED if facts[path] is None]
    if not unknown or outcome_of(facts) != "decline":
        return
    path = data.draw(st.sampled_from(unknown))
    more = {**facts, path: data.draw(st.sampled_from(DOMAINS[path][1:]))}
    assert questions.answer("request", nested(more))["outcome"] == "decline"


@settings(max_examples=150)
@given(FACTS, st.data())
def test_answering_the_questions_in_any_order_comes_to_an_end(facts, data):
    for _ in range(len(ASKED) + 1):
        answer = check(facts)
        if answer["outcome"] != "ask":
            return
        path = data.draw(st.sampled_from(answer["questions"]))
        assert facts[path] is None
        facts = {**facts, path: data.draw(st.sampled_from(DOMAINS[path][1:]))}
    pytest.fail("the questions did not end")
