"""A second technician helps the lead: bound by the desk alone, and never able to lead."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Entry
from kaketsuke.dispatch import queries, refusals, services
from kaketsuke.dispatch.models import Assignment
from kaketsuke.network.models import Technician
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.refusals import CannotAct
from tests import door, world


@pytest.fixture
def called(at):
    """The lead is at work and has called for a second."""
    at.working()
    at.call_second(because="two_needed")
    at.helper = at.world.hayashi.pk if at.technician == at.world.mori.pk else at.world.mori.pk
    return at


def second(at, *, technician=None, actor=None):
    return services.assign_second(
        at.case.pk,
        technician=technician or at.helper,
        actor=actor or door.operator(at.world),
        now=at.now,
    )


@pytest.mark.clause("4.1")
@pytest.mark.clause("2.1")
def test_the_desk_binds_a_second_beside_the_lead(called):
    bound = second(called)
    assert bound.role == "second"
    assert queries.lead_of(called.case.pk).technician_id == called.technician
    assert queries.second_of(called.case.pk).technician_id == called.helper
    entry = Entry.objects.get(case=called.case, event="SecondAssigned")
    assert entry.facts["chain"]
    called.case.refresh_from_db()
    assert (called.state, called.case.human_needed) == ("working", "")


def test_nobody_is_bound_who_was_not_called_for(at):
    at.working()
    with pytest.raises(refusals.CannotAssign, match="呼んでいる"):
        second(at, technician=at.world.hayashi.pk)
    assert Assignment.objects.filter(role="second").count() == 0


def test_only_the_desk_binds_a_second(called):
    for role in (ActorRole.TECHNICIAN, ActorRole.CONTRACTOR, ActorRole.RESIDENT):
        with pytest.raises(refusals.CannotAssign):
            second(called, actor=Actor(role, called.technician))


def test_the_lead_is_no_second_and_there_is_one_second(called):
    with pytest.raises(refusals.CannotAssign):
        second(called, technician=called.technician)
    second(called)
    third = world.add_technician(
        Technician.objects.get(pk=called.helper).firm,
        family="三宅",
        given="実",
        badge="T-9",
        latitude=35.7,
        now=world.LONG_AGO,
    )
    with pytest.raises(refusals.CannotAssign, match="もう決まっています"):
        second(called, technician=third.pk)
    with pytest.raises(IntegrityError, match="one_second_per_case"), transaction.atomic():
        Assignment.objects.create(
            company_id=called.case.company_id,
            case=called.case,
            technician=third,
            role="second",
            since=called.now,
        )


PRESSES: dict[str, dict[str, Any]] = {
    "pause": {"because": "waiting"},
    "attendant_left": {},
    "open_door": {"method": "non_destructive", "lock_usable": True},
    "could_not_open": {"because": "lock_broken", "door_secured": True},
    "call_second": {"because": "two_needed"},
    "safe_exit": {},
    "cancel_at_the_door": {"door_secured": True, "door_open": False},
}


@pytest.mark.parametrize("press", PRESSES)
def test_the_second_presses_none_of_the_leads_steps(called, press):
    second(called)
    before = Entry.objects.count()
    with pytest.raises(CannotAct):
        getattr(onsite_services, press)(
            called.case.pk, technician=called.helper, now=called.now, **PRESSES[press]
        )
    assert Entry.objects.count() == before


def test_the_lead_lets_the_second_go_and_nobody_else(called):
    second(called)
    for_second = Actor(ActorRole.TECHNICIAN, called.helper)
    with pytest.raises(refusals.CannotRelease):
        services.release_second(called.case.pk, actor=for_second, now=called.now)
    lead = Actor(ActorRole.TECHNICIAN, called.technician)
    for _again in range(2):
        services.release_second(called.case.pk, actor=lead, now=called.now)
    assert queries.second_of(called.case.pk) is None
    assert queries.lead_of(called.case.pk) is not None
    assert Entry.objects.filter(event="SecondReleased").count() == 1


def test_the_end_of_the_case_frees_the_second(called):
    second(called)
    called.could_not_open(because="lock_broken", door_secured=True)
    assert queries.live_assignment(called.helper) is None
