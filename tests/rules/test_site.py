"""The decision at the door: row by row, then every combination against a plain second writing."""

from itertools import product

import pytest

from kaketsuke.rules import questions, site
from tests.rules.worlds import SITE, cited, nested

PUBLIC = ("drivers_license", "my_number_card", "passport", "residence_card", "other_public")


def decide(base=SITE, **changed):
    facts = {**base, **{path.replace("__", "."): value for path, value in changed.items()}}
    return questions.answer("site", nested(facts))


@pytest.mark.clause("A1.2.1", "4.7.3")
@pytest.mark.parametrize(
    "changed",
    [
        {"attendee__present": False},
        {"attendee__role": "other"},
        {"attendee__role": "owner_agent", "owner__is_corporation": False},
    ],
)
def test_nobody_entitled_at_the_door_declines(changed):
    answer = decide(**changed)
    assert answer["outcome"] == "decline"
    assert cited(answer, "declines") == ["A1.2.1", "4.7.3"]


@pytest.mark.clause("A1.2.2", "4.7.3")
@pytest.mark.parametrize(
    "changed",
    [
        {"photo_id__kind": "none"},
        {"photo_id__kind": "not_public"},
        {"photo_id__has_photo": False},
        {"photo_id__expired": True},
        {"photo_id__name_matches": False},
        {"photo_id__face_matches": False},
        {"photo_id__kind": "locked_inside"},
        {"photo_id__kind": "locked_inside", "leave": False},
    ],
)
def test_a_document_that_shows_nothing_declines(changed):
    answer = decide(**changed)
    assert answer["outcome"] == "decline"
    assert cited(answer, "declines") == ["A1.2.2", "4.7.3"]


@pytest.mark.clause("A1.2.2")
def test_with_a_leave_the_document_inside_is_checked_after_opening():
    present = {"attendee.role": "registrant", "attendee.present": True}
    answer = decide(base=present, photo_id__kind="locked_inside", leave=True)
    assert answer["outcome"] == "accept"
    assert answer["duties"] == ["check_identity_after_opening"]
    assert cited(answer, "informs") == ["A1.2.2"]
    assert answer["questions"] == []


def test_a_leave_does_not_replace_the_attendant():
    inside = {"photo_id.kind": "locked_inside", "leave": True}
    assert decide(base=inside)["questions"] == ["attendee.role", "attendee.present"]
    assert decide(base={**inside, "attendee.present": False})["outcome"] == "decline"


def test_what_is_known_of_a_document_counts_even_under_a_leave():
    answer = decide(photo_id__kind="locked_inside", leave=True, photo_id__face_matches=False)
    assert answer["outcome"] == "decline"


@pytest.mark.parametrize("kind", PUBLIC)
@pytest.mark.parametrize("address", [False, "not_shown"])
def test_an_address_not_confirmed_is_made_good_by_a_call(kind, address):
    answer = decide(photo_id__kind=kind, photo_id__address_matches=address)
    assert (answer["outcome"], answer["duties"]) == ("accept", ["call_back_registered_phone"])


def test_an_owner_is_not_asked_for_an_address():
    facts = {**SITE, "attendee.role": "owner", "photo_id.address_matches": None}
    assert decide(base=facts)["outcome"] == "accept"
    assert decide(base=facts, photo_id__address_matches=False)["duties"] == []
    assert decide(photo_id__address_matches=None)["questions"] == ["photo_id.address_matches"]


def test_of_the_document_only_what_its_kind_needs_is_asked():
    present = {"attendee.role": "registrant", "attendee.present": True}
    assert decide(base=present)["questions"] == ["photo_id.kind"]
    assert decide(base=present, photo_id__kind="passport")["questions"] == [
        "photo_id.has_photo",
        "photo_id.expired",
        "photo_id.name_matches",
        "photo_id.face_matches",
        "photo_id.address_matches",
    ]


def test_a_corporation_is_asked_about_only_where_an_agent_attends():
    assert decide(attendee__role="owner_agent")["questions"] == ["owner.is_corporation"]
    assert decide(attendee__role="owner")["outcome"] == "accept"


FLAG = (None, True, False)


def expected(f):
    role, kind = f["attendee.role"], f["photo_id.kind"]
    agent_of_person = role == "owner_agent" and f["owner.is_corporation"] is False
    declines = []
    if f["attendee.present"] is False or role == "other" or agent_of_person:
        declines.append("attendance")
    if kind in ("none", "not_public") or (kind == "locked_inside" and not f["leave"]):
        declines.append("kind")
    if f["photo_id.has_photo"] is False or f["photo_id.expired"]:
        declines.append("void")
    if f["photo_id.name_matches"] is False or f["photo_id.face_matches"] is False:
        declines.append("another")
    needed = ["attendee.role", "attendee.present", "photo_id.kind"]
    if role == "owner_agent":
        needed.append("owner.is_corporation")
    if kind in PUBLIC:
        needed += [f"photo_id.{n}" for n in ("has_photo", "expired", "name_matches")]
        needed += ["photo_id.face_matches"]
        if role == "registrant":
            needed.append("photo_id.address_matches")
    missing = {path for path in needed if f[path] is None}
    return "decline" if declines else "ask" if missing else "accept", missing


def test_every_combination_at_the_door():
    domains = {
        "attendee.role": (None, "registrant", "owner", "owner_agent", "other"),
        "attendee.present": FLAG,
        "owner.is_corporation": FLAG,
        "photo_id.kind": (None, "drivers_license", "not_public", "locked_inside", "none"),
        "photo_id.has_photo": FLAG,
        "photo_id.expired": FLAG,
        "photo_id.name_matches": (None, True),
        "photo_id.face_matches": FLAG,
        "photo_id.address_matches": (None, True, "not_shown"),
        "leave": (None, True),
    }
    for values in product(*domains.values()):
        facts = dict(zip(domains, values, strict=True))
        answer = site.decide(site.SiteFacts.from_json(nested(facts)))
        outcome, missing = expected(facts)
        assert answer.outcome == outcome, facts
        assert set(answer.questions) == (missing if outcome == "ask" else set()), facts
        assert bool(answer.duties) <= (outcome == "accept"), facts


def test_facts_survive_the_way_through_json():
    for address in (True, False, "not_shown"):
        facts = site.SiteFacts.from_json(nested({**SITE, "photo_id.address_matches": address}))
        assert site.SiteFacts.from_json(facts.to_json()) == facts
