"""Each row of the table of request decisions, on facts with which nothing else is wrong."""

import pytest

from kaketsuke.rules import questions, request
from tests.rules.worlds import AGENT_REQUEST, REQUEST, cited, nested

ONE_MOMENT = "確認いたしますので、少々お待ちください"


def decide(base=REQUEST, **changed):
    """Decide on the base with some facts changed; a path is written with two underscores."""
    facts = {**base, **{path.replace("__", "."): value for path, value in changed.items()}}
    return questions.answer("request", nested(facts))


DECLINED = [
    pytest.param(
        {"cause": "not_lockout"}, ["2.1"], marks=pytest.mark.clause("2.1"), id="no lockout"
    ),
    pytest.param(
        {"cause": "riot", "area_closed": True},
        ["4.7.2"],
        marks=pytest.mark.clause("4.7.2"),
        id="riot in a closed area",
    ),
    pytest.param(
        {"requester__role": "other"},
        ["3.1", "A1.1", "4.7.1"],
        marks=pytest.mark.clause("3.1", "A1.1", "4.7.1"),
        id="a stranger asks",
    ),
    pytest.param(
        {"requester__is_registrant": False}, ["3.1", "A1.1", "4.7.1"], id="a flat-mate asks"
    ),
    pytest.param(
        {"contract__status": "none"}, ["1.1"], marks=pytest.mark.clause("1.1"), id="no contract"
    ),
    pytest.param({"contract__covers_dwelling": False}, ["1.1"], id="a home not covered"),
    pytest.param(
        {"contract__status": "ended"}, ["1.2"], marks=pytest.mark.clause("1.2"), id="ended"
    ),
    pytest.param({"contract__status": "service_removed"}, ["1.2"], id="service removed"),
    pytest.param(
        {"registration__status": "none"}, ["2.2"], marks=pytest.mark.clause("2.2"), id="none"
    ),
    pytest.param({"registration__status": "withdrawn"}, ["2.2"], id="withdrawn"),
    pytest.param(
        {"registration__status": "declined"}, ["2.3"], marks=pytest.mark.clause("2.3"), id="no"
    ),
    pytest.param(
        {"target__is_own_home": False},
        ["4.7.4"],
        marks=pytest.mark.clause("4.7.4"),
        id="the neighbour's door",
    ),
    pytest.param(
        {"attendance": "none"},
        ["A1.2.1", "4.7.3"],
        marks=pytest.mark.clause("A1.2.1", "4.7.3"),
        id="nobody attends",
    ),
    pytest.param(
        {"attendance": "owner_agent", "owner__is_corporation": False},
        ["A1.2.1", "4.7.3"],
        id="the agent of a single person attends",
    ),
    pytest.param(
        {"photo_id": "none"},
        ["A1.2.2", "4.7.3"],
        marks=pytest.mark.clause("A1.2.2", "4.7.3"),
        id="no photo identity document",
    ),
]


@pytest.mark.parametrize(("changed", "clauses"), DECLINED)
def test_one_known_fact_declines_with_its_clauses(changed, clauses):
    answer = decide(**changed)
    assert answer["outcome"] == "decline"
    assert cited(answer, "declines") == clauses
    assert answer["questions"] == answer["duties"] == []


@pytest.mark.parametrize(("changed", "clauses"), DECLINED)
def test_it_declines_also_while_all_else_is_unknown(changed, clauses):
    needed = {
        "owner__is_corporation": {"attendance": "owner_agent"},
        "requester__is_registrant": {"requester__role": "resident"},
        "target__is_own_home": {"requester__role": "resident"},
    }
    alone = dict(changed)
    for fact in changed:
        alone |= needed.get(fact, {})
    answer = decide(base={}, **alone)
    assert answer["outcome"] == "decline"
    assert cited(answer, "declines") == clauses


REFERRED = [
    pytest.param({"lock_on_record": False}, ["2.1"], id="no lock on record"),
    pytest.param({"cause": "disaster"}, ["4.7.2"], id="disaster"),
    pytest.param({"photo_id": "locked_inside"}, ["A1.2.2", "4.7.3"], id="document inside"),
    pytest.param({"protected": True}, ["X-8"], id="protective flag"),
    pytest.param({"conduct": ["4.7.5"]}, ["4.7.5"], marks=pytest.mark.clause("4.7.5")),
    pytest.param({"conduct": ["4.7.6"]}, ["4.7.6"], marks=pytest.mark.clause("4.7.6")),
    pytest.param({"conduct": ["4.7.7"]}, ["4.7.7"], marks=pytest.mark.clause("4.7.7")),
    pytest.param({"conduct": ["4.7.8"]}, ["4.7.8"], marks=pytest.mark.clause("4.7.8")),
    pytest.param({"conduct": ["4.7.9"]}, ["4.7.9"], marks=pytest.mark.clause("4.7.9")),
    pytest.param({"conduct": ["4.7.9", "4.7.5", "4.7.9"]}, ["4.7.5", "4.7.9"], id="two grounds"),
]


@pytest.mark.parametrize(("changed", "clauses"), REFERRED)
def test_what_a_person_must_judge_is_referred(changed, clauses):
    answer = decide(**changed)
    assert answer["outcome"] == "refer"
    assert cited(answer, "refers") == clauses
    assert answer["duties"] == ["explain_costs", "attend_in_person", "show_photo_id"]


@pytest.mark.parametrize(
    "changed",
    [{"protected": True}, *({"conduct": [ground]} for ground in request.Ground)],
)
def test_nobody_learns_of_a_flag_or_a_record_from_what_is_said(changed):
    answer = decide(**changed)
    said = {found["say"] for found in answer["findings"] if found["effect"] == "refers"}
    assert said == {ONE_MOMENT}


@pytest.mark.clause("2.1")
def test_an_owner_against_an_objection_is_referred_and_a_resident_is_not():
    assert decide(AGENT_REQUEST, registrant_objects=True)["outcome"] == "refer"
    assert decide(REQUEST, registrant_objects=True)["outcome"] == "accept"


@pytest.mark.clause("4.4")
def test_force_majeure_informs_and_hinders_nothing():
    answer = decide(force_majeure=True)
    assert answer["outcome"] == "accept"
    assert cited(answer, "informs") == ["4.4"]


def test_a_good_request_is_accepted_with_the_clauses_that_allow_it():
    answer = decide()
    assert answer["outcome"] == "accept"
    assert cited(answer, "allows") == ["2.1", "3.1", "A1.1", "1.1", "2.2", "A1.2.1", "A1.2.2"]
    assert cited(answer, "declines", "refers", "informs") == []


@pytest.mark.parametrize("role", ["owner", "owner_agent"])
def test_registrants_are_told_where_the_owner_side_asks(role):
    duties = decide(AGENT_REQUEST, requester__role=role)["duties"]
    assert duties == ["explain_costs", "attend_in_person", "show_photo_id", "notify_registrant"]


@pytest.mark.parametrize("changed", [{}, {"attendance": None}, {"cause": "not_lockout"}])
def test_danger_to_life_puts_the_emergency_numbers_first_and_changes_nothing_else(changed):
    calm, danger = decide(**changed), decide(**changed, danger_to_life=True)
    assert danger["duties"] == ["emergency_numbers", *calm["duties"]]
    assert {**danger, "duties": []} == {**calm, "duties": []}


def test_unknown_photo_id_asks_instead_of_declining():
    answer = decide(photo_id=None)
    assert (answer["outcome"], answer["questions"]) == ("ask", ["photo_id"])


def test_a_referral_waits_until_everything_needed_is_known():
    answer = decide(protected=True, photo_id=None)
    assert (answer["outcome"], answer["questions"]) == ("ask", ["photo_id"])
    assert cited(answer, "refers") == ["X-8"]


def test_with_nothing_known_the_call_begins_with_what_ends_it_soonest():
    answer = decide(base={})
    assert answer["questions"] == [
        "cause",
        "requester.role",
        "registration.status",
        "contract.status",
        "contract.covers_dwelling",
        "attendance",
        "photo_id",
    ]


def test_facts_of_one_kind_of_caller_are_asked_of_that_kind_only():
    of_resident = decide(base={"requester.role": "resident"})["questions"]
    of_agent = decide(base={"requester.role": "owner_agent"})["questions"]
    of_owner = decide(base={"requester.role": "owner"})["questions"]
    assert {"requester.is_registrant", "target.is_own_home"} <= set(of_resident)
    assert "owner.is_corporation" in of_agent
    assert not {"requester.is_registrant", "target.is_own_home"} & set(of_agent + of_owner)
    assert "owner.is_corporation" not in of_resident + of_owner


def test_a_corporation_is_asked_about_where_its_agent_only_attends():
    answer = decide(attendance="owner_agent")
    assert answer["questions"] == ["owner.is_corporation"]


def test_facts_that_were_not_to_be_asked_do_not_count():
    owner = decide(
        AGENT_REQUEST,
        requester__role="owner",
        attendance="owner",
        requester__is_registrant=False,
        target__is_own_home=False,
        owner__is_corporation=False,
    )
    assert owner["outcome"] == "accept"


def test_when_the_call_came_in_is_never_asked_for():
    assert decide(received_at=None)["outcome"] == "accept"


def test_facts_survive_the_way_through_json():
    facts = request.RequestFacts.from_json(nested({**AGENT_REQUEST, "conduct": ["4.7.6"]}))
    assert request.RequestFacts.from_json(facts.to_json()) == facts
