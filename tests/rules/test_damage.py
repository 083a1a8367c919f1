import pytest

from kaketsuke.rules import damage, questions
from kaketsuke.rules.facts import MalformedFacts

DAMAGE = {
    "occurred_on": "2026-05-01",
    "damage_yen": 100_000,
    "fault": "slight_negligence",
    "caused_by": "contractor",
    "connected_to_unlock_work": True,
}


def decide(**changed):
    return questions.answer("damage", {**DAMAGE, **changed})


@pytest.mark.clause("4.2")
@pytest.mark.parametrize("fault", ["intent", "gross_negligence"])
@pytest.mark.parametrize("damage_yen", [0, 660, 100_000])
def test_intent_and_gross_negligence_have_no_cap(fault, damage_yen):
    answer = decide(fault=fault, damage_yen=damage_yen)
    assert (answer["payable_yen"], answer["cap_yen"]) == (damage_yen, None)
    assert [found["clause"] for found in answer["findings"]] == ["4.2"]


@pytest.mark.clause("4.2")
@pytest.mark.parametrize(("damage_yen", "payable"), [(0, 0), (659, 659), (660, 660), (661, 660)])
def test_slight_negligence_is_paid_up_to_the_cap(damage_yen, payable):
    answer = decide(damage_yen=damage_yen)
    assert (answer["payable_yen"], answer["cap_yen"]) == (payable, 660)


@pytest.mark.parametrize(
    ("occurred_on", "cap"), [("2019-09-30", 648), ("2019-10-01", 660), ("2014-03-31", 630)]
)
def test_the_cap_follows_the_tax_of_the_day(occurred_on, cap):
    assert decide(occurred_on=occurred_on)["cap_yen"] == cap


@pytest.mark.parametrize(
    ("changed", "clause"),
    [
        ({"fault": "none"}, "4.2"),
        ({"connected_to_unlock_work": False}, "4.2"),
        ({"connected_to_unlock_work": False, "fault": None}, "4.2"),
        ({"caused_by": "other"}, "4.2"),
        ({"caused_by": "other", "fault": None, "connected_to_unlock_work": None}, "4.2"),
        pytest.param({"caused_by": "force_majeure"}, "4.4", marks=pytest.mark.clause("4.4")),
    ],
)
def test_nothing_is_paid_for_what_no_contractor_did_wrong(changed, clause):
    answer = decide(**changed)
    assert (answer["payable_yen"], answer["cap_yen"]) == (0, None)
    assert [found["clause"] for found in answer["findings"]] == [clause]


def test_the_clause_is_silent_on_the_damage_of_others_and_says_so():
    assert decide(caused_by="other")["findings"][0]["effect"] == "informs"


@pytest.mark.clause("4.2")
def test_the_operating_company_pays_for_owner_and_contractor():
    answer = decide()
    assert answer["payer"] == "operating_company"
    assert answer["on_behalf_of"] == ["owner", "contractor"]


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"damage_yen": -1}, "damage_yen"),
        ({"damage_yen": 1.5}, "damage_yen"),
        ({"damage_yen": True}, "damage_yen"),
        ({"damage_yen": None}, "damage_yen"),
        ({"occurred_on": "1989-03-31"}, "occurred_on"),
        ({"occurred_on": "2026-05-01T00:00:00+09:00"}, "occurred_on"),
        ({"occurred_on": None}, "occurred_on"),
        ({"caused_by": None}, "caused_by"),
        ({"caused_by": "owner"}, "caused_by"),
        ({"fault": None}, "fault"),
        ({"fault": "negligence"}, "fault"),
        ({"connected_to_unlock_work": None}, "connected_to_unlock_work"),
        ({"connected_to_unlock_work": "yes"}, "connected_to_unlock_work"),
        ({"claimant": "x"}, "claimant"),
    ],
)
def test_malformed_damage_names_the_path(changed, path):
    with pytest.raises(MalformedFacts) as fault:
        decide(**changed)
    assert fault.value.path == path


def test_facts_survive_the_way_through_json():
    facts = damage.DamageFacts.from_json(DAMAGE)
    assert damage.DamageFacts.from_json(facts.to_json()) == facts
