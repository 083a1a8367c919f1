"""Who comes instead of somebody turned away, and for whom a leave holds."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import attendance
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Leave
from kaketsuke.cases.refusals import CannotAdvance, CannotOpenCase
from tests import stories, world
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def turned_away(here: World) -> Case:
    case = stories.sato_is_helped(here)
    mori = stories.technician(here.mori)
    for event, facts in (
        (Event.OFFER_ACCEPTED, {"offer_live": True, "chain_live": True}),
        (Event.ARRIVED, {"position_known": True}),
        (Event.CHECKS_FAILED, {"site_outcome": "decline"}),
    ):
        case_services.advance(case.id, event=event, actor=mori, now=NOW, facts=facts)
    return Case.objects.get(pk=case.pk)


@pytest.mark.clause("A1.2.1")
def test_only_somebody_whom_the_record_knows_may_come_instead(
    here: World, turned_away: Case
) -> None:
    desk = stories.operator(here)
    for role, person_id, owner_id in (
        ("registrant", here.aoki.pk, None),
        ("registrant", None, None),
        ("owner_agent", here.aoki.pk, here.owner.pk),
        ("owner", None, here.company.pk),
        ("other", here.sato.pk, here.owner.pk),
    ):
        with pytest.raises(CannotAdvance):
            case_services.name_other_attendant(
                turned_away.id, role=role, person_id=person_id, owner_id=owner_id,
                actor=desk, now=NOW,
            )  # fmt: skip
    case_services.name_other_attendant(
        turned_away.id, role="owner", owner_id=here.owner.pk, actor=desk, now=NOW
    )
    come = Case.objects.get(pk=turned_away.pk)
    assert come.state == "arrived"
    assert attendance.attendant_of(come) == attendance.Attendant("owner", None, here.owner.pk)


@pytest.mark.clause("A1.2.2")
def test_a_leave_is_for_whoever_was_named_last(here: World, turned_away: Case) -> None:
    twin = world.add_resident(here.company, family="同居", given="次郎", phone="090-0000-0298")
    world.register(twin, dwelling=here.home, terms=here.terms)
    case_services.name_other_attendant(
        turned_away.id,
        role="registrant",
        person_id=twin.pk,
        actor=stories.operator(here),
        now=NOW,
    )
    leave = case_services.issue_leave(
        turned_away.id, supervisor=stories.supervisor(here), reason="身分証は室内", now=NOW
    )
    assert Leave.objects.get(pk=leave.pk).attendant_person_id == twin.pk


@pytest.mark.clause("4.7.3")
def test_no_operator_gives_a_leave(here: World) -> None:
    case = stories.sato_is_helped(here)
    second = world.add_account(
        "second", label="見本 二人目", role="operator", company_id=here.company.pk
    )
    for actor in (
        stories.operator(here),
        Actor(ActorRole.OPERATOR, second.pk),
        stories.technician(here.mori),
    ):
        with pytest.raises(CannotOpenCase):
            case_services.issue_leave(case.id, supervisor=actor, reason="身分証は室内", now=NOW)
    assert not Leave.objects.exists()


def test_a_case_names_no_leave_that_is_none_of_its_own(here: World, turned_away: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS cases_case_leave_of_its_own IMMEDIATE")
    with pytest.raises(IntegrityError, match="cases_case_leave_of_its_own"), transaction.atomic():
        Case.objects.filter(pk=turned_away.pk).update(leave_id=uuid.uuid4())
