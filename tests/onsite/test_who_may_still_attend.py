"""Who may attend is read when they stand there, not when the case was opened (A1.2.1, X-8)."""

import pytest

from kaketsuke.cases import attendance
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.cases.refusals import CannotAdvance
from kaketsuke.onsite import refusals
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Registration
from tests import door, rewritten, stories, world

pytestmark = pytest.mark.clause("A1.2.1")


@pytest.fixture
def jiro(people):
    """Lives with Sato and is registered as well."""
    twin = world.add_resident(people.company, family="同居", given="次郎", phone="090-0000-0298")
    world.register(twin, dwelling=people.home, terms=people.terms)
    return twin


def moves_out(person, at):
    [kept] = Registration.objects.filter(person=person.pk)
    resident_services.move_out(kept.pk, now=at.wait(1).now)


def entitled(at, role="registrant"):
    case = Case.objects.select_related("request", "dwelling").get(pk=at.case.pk)
    return attendance.entitled(case, role=role, at=at.now)


def test_a_registrant_who_moved_out_while_the_case_ran_passes_no_check(at):
    at.at_the_door()
    moves_out(at.world.sato, at)
    with pytest.raises(refusals.CannotPassChecks, match="いまの記録にありません"):
        at.answer_check(facts=door.SATO_HERE, code_word_said=True)
    assert at.state == "arrived"


def test_whoever_moved_out_is_not_covered_by_who_stays(at, jiro):
    at.at_the_door()
    assert set(entitled(at)) == {at.world.sato.pk, jiro.pk}
    moves_out(jiro, at)
    assert entitled(at) == [at.world.sato.pk]


@pytest.mark.clause("4.7.5")
def test_behind_a_protected_door_only_who_was_decided_on_may_attend(at, jiro):
    at.at_the_door()
    stories.recorded(at.world, "protective", now=at.now)
    assert entitled(at) == [at.world.sato.pk]
    assert entitled(at, "owner_agent") == []


@pytest.mark.clause("4.7.5")
def test_behind_a_protected_door_no_operator_names_another_attendant(at, jiro):
    at.at_the_door()
    wrong = {**door.SATO_HERE, "photo_id": {**door.LICENCE, "face_matches": False}}
    at.answer_check(facts=wrong, code_word_said=True)
    stories.recorded(at.world, "protective", now=at.now)
    named = {"role": "registrant", "person_id": jiro.pk, "now": at.wait(1).now}
    with pytest.raises(CannotAdvance, match="責任者に伝えて"):
        case_services.name_other_attendant(at.case.pk, actor=door.operator(at.world), **named)
    rewritten.request(at.case.request_id, operator_id=at.world.supervisor.pk)
    with pytest.raises(CannotAdvance, match="責任者に伝えて"):
        case_services.name_other_attendant(at.case.pk, actor=door.supervisor(at.world), **named)
    rewritten.request(at.case.request_id, operator_id=at.world.operator.pk)
    case_services.name_other_attendant(at.case.pk, actor=door.supervisor(at.world), **named)
    assert at.state == "arrived"
    assert entitled(at) == [jiro.pk]
