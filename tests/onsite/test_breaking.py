"""A lock is broken only with the word of who answers for it and of whoever attends (2.1)."""

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite import queries, refusals
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import BreakingAgreement, BreakingApproval, Opening
from kaketsuke.onsite.signatures import Drawn
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Contract
from kaketsuke.people import keys, sealing
from kaketsuke.people import services as people_services
from tests import door
from tests.world import LONG_AGO

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.1")]


def approve(at, by="owner", actor=None, heard=None):
    onsite_services.approve_breaking(
        at.case.pk,
        approved_by=by,
        heard=heard or onsite_services.HeardOwner(at.world.owner.pk),
        actor=actor or door.operator(at.world),
        now=at.now,
    )


def break_open(at):
    return at.open_door(method="destructive", lock_usable=True)


def test_without_agreement_nothing_is_broken(at):
    at.working()
    with pytest.raises(refusals.CannotAct) as refused:
        break_open(at)
    assert refused.value.sentence == refusals.AGREE_FIRST
    assert at.state == "working"


@pytest.mark.parametrize("by", ["owner", "standing", "company"])
def test_an_approval_that_is_not_on_record_is_none(at, by):
    at.working()
    with pytest.raises(refusals.CannotAct) as refused:
        at.agree_to_break(agreement=door.agreement(by))
    assert refused.value.sentence == refusals.DESTRUCTIVE_NEEDS_APPROVAL
    assert not BreakingAgreement.objects.exists()


@pytest.mark.parametrize("by", ["", "neighbour"])
def test_somebody_else_cannot_approve(at, by):
    at.working()
    with pytest.raises(refusals.CannotAct):
        approve(at, by)
    with pytest.raises(refusals.CannotAct):
        at.agree_to_break(agreement=door.agreement(by))


def test_recorded_and_signed_the_lock_may_be_broken(at):
    at.working()
    for _again in range(2):
        approve(at)
    assert BreakingApproval.objects.count() == 1
    at.agree_to_break(agreement=door.agreement())
    break_open(at)
    opening = Opening.objects.get(case=at.case)
    assert (at.state, opening.destructive_approved_by) == ("opened", "owner")


def test_the_standing_approval_of_the_contract_names_the_model(at):
    contract = Contract.objects.get(buildings=at.world.cover)
    at.verified()
    party_services.approve_breaking(contract, lock_model="SL-1", from_=LONG_AGO)
    at.begin_work(agreement=door.agreement("standing"))
    case = Case.objects.get(pk=at.case.pk)
    assert queries.breaking_approvers(case, at=at.now) == ("standing",)
    assert Entry.objects.get(event="WorkBegun").facts["destructive"] is True
    assert Entry.objects.get(event="BreakingAgreed").facts["lock_model"] == "SL-1"
    break_open(at)
    assert at.state == "opened"


def test_whoever_attends_signs_or_speaks(at):
    at.working()
    approve(at)
    with pytest.raises(refusals.CannotAct) as refused:
        at.agree_to_break(agreement=onsite_services.Agreement("owner"))
    assert refused.value.sentence == refusals.AGREE_FIRST
    hear(at)
    at.agree_to_break(agreement=onsite_services.Agreement("owner", spoken=True))
    assert BreakingAgreement.objects.get().how == "spoken"


def test_the_signature_lies_sealed_with_its_digest(at):
    at.working()
    approve(at)
    at.agree_to_break(agreement=door.agreement())
    row = BreakingAgreement.objects.get()
    assert row.drawn_sealed is not None
    assert row.drawn_sha256 is not None
    key = keys.open_key("case", at.case.pk)
    text = sealing.open_sealed(key, row.drawn_sealed, context=f"onsite.agreement:{row.pk}")
    assert Drawn.kept(text) == door.signature()
    assert bytes(row.drawn_sha256) == door.signature().sha256


def test_before_the_checks_nobody_agrees_to_anything(at):
    at.accept()
    with pytest.raises(refusals.CannotAct) as refused:
        at.agree_to_break(agreement=door.agreement())
    assert refused.value.sentence == refusals.CHECKS_FIRST


def test_asking_for_an_approval_rings_a_human(at):
    at.working()
    at.ask_to_break()
    assert Case.objects.get(pk=at.case.pk).human_needed == "breaking"


def test_the_database_refuses_a_broken_lock_without_agreement(at):
    at.working()
    with pytest.raises(IntegrityError, match="agreement of whoever attends"), transaction.atomic():
        Opening.objects.create(
            company_id=at.world.company.pk,
            case=at.case,
            method="destructive",
            destructive_approved_by="owner",
            lock_usable=True,
            opened_at=at.now,
        )


@pytest.mark.parametrize("how", ["drawn", "spoken"])
def test_the_database_keeps_drawn_and_spoken_apart(at, how):
    at.working()
    sealed = {} if how == "drawn" else {"drawn_sealed": b"x", "drawn_sha256": b"x"}
    with pytest.raises(IntegrityError, match="agreement_drawn_or_spoken"), transaction.atomic():
        BreakingAgreement.objects.create(
            company_id=at.world.company.pk,
            case=at.case,
            technician=at.world.mori,
            approved_by="owner",
            how=how,
            agreed_at=at.now,
            entered_at=at.now,
            **sealed,
        )


def test_an_agreement_never_changes(at):
    at.working()
    approve(at)
    at.agree_to_break(agreement=door.agreement())
    for rows in (BreakingAgreement.objects, BreakingApproval.objects):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            rows.update(approved_by="company")


def test_a_second_technician_is_asked_of_the_centre(at):
    at.working()
    at.call_second(because="two_needed")
    with context.as_system():
        assert Case.objects.get(pk=at.case.pk).human_needed == "second_technician"
    assert at.state == "working"


@pytest.mark.parametrize("state", ["accept", "opened"])
def test_nothing_is_approved_away_from_the_lock(at, state):
    getattr(at, state)()
    for act in (approve, hear):
        with pytest.raises(refusals.CannotAct) as refused:
            act(at)
        assert refused.value.sentence == refusals.APPROVED_AT_THE_DOOR
    assert not BreakingApproval.objects.exists()


def test_for_the_company_a_supervisor_approves(at):
    at.working()
    with pytest.raises(refusals.CannotAct) as refused:
        approve(at, "company")
    assert refused.value.sentence == refusals.COMPANY_IS_THE_SUPERVISOR
    approve(at, "company", actor=door.supervisor(at.world))
    row = BreakingApproval.objects.get()
    assert (row.approved_by, row.heard_owner_id) == ("company", None)


def test_no_technician_approves(at):
    at.working()
    for by in ("owner", "company"):
        with pytest.raises(refusals.CannotAct):
            approve(at, by, actor=Actor(ActorRole.TECHNICIAN, at.technician))


def test_an_owners_approval_says_whose_voice_it_was(at):
    at.working()
    agent = people_services.add_person(
        kind="agent", company_id=at.world.company.pk, family="大野", given="次郎", now=at.now
    )
    stranger = onsite_services.HeardOwner(at.world.owner.pk, agent.pk)
    for heard in (stranger, onsite_services.HeardOwner(agent.pk)):
        with pytest.raises(refusals.CannotAct) as refused:
            approve(at, heard=heard)
        assert refused.value.sentence == refusals.WHICH_OWNER
    party_services.give_mandate(at.world.owner, person_id=agent.pk, now=at.now)
    approve(at, heard=stranger)
    assert BreakingApproval.objects.get().heard_person_id == agent.pk


def test_the_database_knows_no_owners_approval_without_an_owner(at):
    at.working()
    with (
        pytest.raises(IntegrityError, match="onsite_owner_approval_says_who"),
        transaction.atomic(),
    ):
        BreakingApproval.objects.create(
            company_id=at.case.company_id,
            case=at.case,
            approved_by="owner",
            recorded_by_id=at.world.operator.pk,
            recorded_at=at.now,
        )


def hear(at):
    return onsite_services.hear_agreement(at.case.pk, actor=door.operator(at.world), now=at.now)


def test_a_spoken_agreement_counts_once_the_centre_heard_it(at):
    at.working()
    approve(at)
    spoken = onsite_services.Agreement(approved_by="owner", spoken=True)
    with pytest.raises(refusals.CannotAct) as refused:
        at.agree_to_break(agreement=spoken)
    assert refused.value.sentence == refusals.HEARD_BY_THE_CENTRE
    before = at.now
    hear(at.wait(5))
    with pytest.raises(refusals.CannotAct):
        at.agree_to_break(agreement=spoken, event_at=before)
    at.agree_to_break(agreement=spoken)
    assert BreakingAgreement.objects.get().how == "spoken"


def test_an_agreement_is_heard_only_to_what_was_approved(at):
    at.working()
    with pytest.raises(refusals.CannotAct) as refused:
        hear(at)
    assert refused.value.sentence == refusals.DESTRUCTIVE_NEEDS_APPROVAL
