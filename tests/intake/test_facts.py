"""What people say joined with what the record says, which nobody overrules."""

from datetime import timedelta
from typing import Any

import pytest

from kaketsuke.intake import queries as intake_queries
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Request
from kaketsuke.intake.refusals import CannotStateFact
from kaketsuke.parties import events
from kaketsuke.parties import services as party_services
from kaketsuke.residents import queries as resident_queries
from kaketsuke.residents import services as resident_services
from tests import stories, world
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def begun(here: World, **chosen: Any) -> Request:
    actor = stories.operator(here)
    request = intake_services.start_request(
        None, company_id=here.company.pk, actor=actor, received_at=NOW, now=NOW
    )
    if chosen:
        intake_services.choose_dwelling(request.id, actor=actor, now=NOW, **chosen)
    return Request.objects.get(pk=request.id)


def outcome_of(request: Request) -> tuple[str, set[str]]:
    fresh = Request.objects.get(pk=request.pk)
    assert fresh.answer is not None
    clauses = {
        finding["clause"]
        for finding in fresh.answer["findings"]
        if finding["effect"] in ("declines", "refers")
    }
    return fresh.answer["outcome"], clauses


def test_a_fresh_request_asks_first_for_the_cause(here: World) -> None:
    request = begun(here)
    assert request.answer is not None
    assert request.answer["questions"][0] == "cause"
    assert request.terms_version_id == here.terms.pk


def test_the_record_answers_what_it_knows(here: World) -> None:
    request = stories.sato_calls(here)
    assert request.facts["contract"] == {"status": "active", "covers_dwelling": True}
    assert request.facts["registration"] == {"status": "registered"}
    assert request.facts["target"] == {"is_own_home": True}
    assert outcome_of(request) == ("accept", set())


@pytest.mark.parametrize(
    "fact",
    [{"contract.status": "active"}, {"registration": {"status": "registered"}}, {"shoe_size": 1}],
)
def test_what_stands_on_record_cannot_be_stated(here: World, fact: dict[str, Any]) -> None:
    request = begun(here, dwelling_id=here.home.pk)
    with pytest.raises(CannotStateFact):
        intake_services.state_facts(request.id, facts=fact, actor=stories.operator(here), now=NOW)


def test_an_answer_outside_the_choices_is_refused(here: World) -> None:
    request = begun(here, dwelling_id=here.home.pk)
    with pytest.raises(CannotStateFact):
        intake_services.state_facts(
            request.id, facts={"cause": "bored"}, actor=stories.operator(here), now=NOW
        )


def test_none_makes_a_fact_unknown_again(here: World) -> None:
    request = stories.sato_calls(here)
    intake_services.state_facts(
        request.id, facts={"cause": None}, actor=stories.operator(here), now=NOW
    )
    assert outcome_of(request)[0] == "ask"


@pytest.mark.clause("2.2")
def test_a_registration_made_after_the_call_began_does_not_count(here: World) -> None:
    world.register(here.aoki, dwelling=here.next_door, terms=here.terms, now=NOW)
    request = begun(here, dwelling_id=here.next_door.pk, requester_person_id=here.aoki.pk)
    later = Request.objects.filter(pk=request.pk)
    later.update(received_at=NOW - timedelta(minutes=1))
    facts = {"requester.role": "resident", "requester.is_registrant": True}
    intake_services.state_facts(request.id, facts=facts, actor=stories.operator(here), now=NOW)
    outcome, clauses = outcome_of(request)
    assert outcome == "decline"
    assert "2.2" in clauses


@pytest.mark.clause("2.2")
def test_whoever_moved_out_is_registered_no_more(here: World) -> None:
    sato = resident_queries.live_registrants(here.home.pk, NOW)[0]
    resident_services.move_out(sato.registration_id, now=NOW - timedelta(days=1))
    assert "2.2" in outcome_of(stories.sato_calls(here))[1]


@pytest.mark.clause("4.7.4")
def test_another_home_than_ones_own_is_declined(here: World) -> None:
    request = begun(here, dwelling_id=here.next_door.pk, requester_person_id=here.sato.pk)
    facts = {"requester.role": "resident", "requester.is_registrant": True}
    intake_services.state_facts(request.id, facts=facts, actor=stories.operator(here), now=NOW)
    outcome, clauses = outcome_of(request)
    assert outcome == "decline"
    assert "4.7.4" in clauses


@pytest.mark.clause("1.2")
def test_an_ended_contract_declines_from_its_end_on(here: World) -> None:
    party_services.end_contract(here.cover.pk, at=NOW, now=NOW)
    before = stories.sato_calls(here, now=NOW - timedelta(seconds=1))
    assert outcome_of(before)[0] == "accept"
    assert outcome_of(stories.sato_calls(here)) == ("decline", {"1.2"})


@pytest.mark.clause("2.1b")
@pytest.mark.clause("2.1")
def test_a_door_without_a_lock_of_ours_is_referred(here: World) -> None:
    party_services.remove_lock(here.home.pk, now=NOW - timedelta(days=1))
    assert outcome_of(stories.sato_calls(here)) == ("refer", {"2.1"})


@pytest.mark.clause("4.7.2")
@pytest.mark.parametrize(("closes", "outcome"), [(False, "refer"), (True, "decline")])
def test_a_disaster_is_for_a_supervisor_until_the_area_is_closed(
    here: World, closes: bool, outcome: str
) -> None:
    events.declare_area_event(
        events.AreaEventKind.NATURAL_DISASTER,
        municipality_codes=["13104"],
        source="気象庁の警報",
        declared_by_id=here.supervisor.pk,
        closes_service=closes,
        now=NOW - timedelta(hours=1),
    )
    request = stories.sato_calls(here, facts={"cause": "disaster"})
    assert request.facts["force_majeure"]
    assert outcome_of(request) == (outcome, {"4.7.2"})


@pytest.mark.clause("4.7.7")
def test_recorded_conduct_refers_and_is_not_told(here: World) -> None:
    intake_services.record_flag(
        "4.7.7",
        company_id=here.company.pk,
        facts="夜間に三十回の電話",
        set_by_id=here.supervisor.pk,
        review_on=NOW.date(),
        person_id=here.sato.pk,
        now=NOW - timedelta(days=3),
    )
    request = stories.sato_calls(here)
    assert outcome_of(request) == ("refer", {"4.7.7"})
    assert request.answer is not None
    said = [f["say"] for f in request.answer["findings"] if f["clause"] == "4.7.7"]
    assert said == ["確認いたしますので、少々お待ちください"]


@pytest.mark.clause("A1.2.1")
def test_an_agent_speaks_only_with_a_live_mandate(here: World) -> None:
    agent = world.add_resident(here.company, family="管理", given="太郎", kind="agent")
    without = stories.owner_calls(here, agent=agent.pk)
    assert without.facts["requester"]["role"] == "other"
    assert outcome_of(without)[0] == "decline"
    party_services.give_mandate(here.owner, person_id=agent.pk, now=NOW - timedelta(days=1))
    with_one = stories.owner_calls(here, agent=agent.pk)
    assert with_one.facts["owner"] == {"is_corporation": True}
    assert outcome_of(with_one)[0] == "accept"


@pytest.mark.clause("A1.2.1")
def test_an_agent_of_a_natural_owner_is_declined(here: World) -> None:
    owner_person = world.add_resident(here.company, family="大家", given="正", kind="owner")
    owner = party_services.add_owner(here.company, person_id=owner_person.pk)
    party_services.attach_owner(here.building, owner=owner, now=world.LONG_AGO)
    request = begun(
        here,
        dwelling_id=here.home.pk,
        requester_person_id=here.aoki.pk,
        requester_owner_id=owner.pk,
    )
    intake_services.state_facts(
        request.id,
        facts={"requester.role": "owner_agent"},
        actor=stories.operator(here),
        now=NOW,
    )
    outcome, clauses = outcome_of(request)
    assert outcome == "decline"
    assert {"3.1", "A1.1"} <= clauses


@pytest.mark.clause("A1.2.1")
def test_only_those_on_record_are_named_as_attendants(here: World) -> None:
    request = stories.sato_calls(here)
    actor = stories.operator(here)
    with pytest.raises(CannotStateFact):
        intake_services.name_attendant(
            request.id, attendance="registrant", person_id=here.aoki.pk, actor=actor, now=NOW
        )
    with pytest.raises(CannotStateFact):
        intake_services.name_attendant(
            request.id,
            attendance="owner_agent",
            person_id=here.aoki.pk,
            owner_id=here.owner.pk,
            actor=actor,
            now=NOW,
        )
    intake_services.name_attendant(
        request.id, attendance="owner", owner_id=here.owner.pk, actor=actor, now=NOW
    )
    named = Request.objects.get(pk=request.pk)
    assert named.attendant_owner_id == here.owner.pk
    assert named.facts["attendance"] == "owner"


def test_a_caller_without_a_name_is_unknown_not_declined(here: World) -> None:
    request = begun(here, dwelling_id=here.home.pk)
    facts = {"cause": "card_lost", "requester.role": "resident", "requester.is_registrant": True}
    answer = intake_services.state_facts(
        request.id, facts=facts, actor=stories.operator(here), now=NOW
    )
    assert answer.outcome == "ask"
    assert "registration.status" in answer.questions


@pytest.mark.clause("2.1")
def test_the_note_of_another_cause_is_sealed_on_the_record_and_no_fact(here: World) -> None:
    request = stories.sato_calls(here)
    actor, said = stories.operator(here), {"cause": "other_lockout"}
    with pytest.raises(CannotStateFact):
        intake_services.state_facts(request.id, facts=said, actor=actor, now=NOW)
    intake_services.state_facts(request.id, facts=said, note="鍵穴の異物", actor=actor, now=NOW)
    line = intake_queries.request_timeline(request.id)[-1]
    assert line.words == "鍵穴の異物"
    assert "異物" not in str(line.facts)
    assert "異物".encode() not in bytes(request.entries.latest("seq").words_sealed or b"")
