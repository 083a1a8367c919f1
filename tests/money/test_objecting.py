"""A word given in the payer's name is told to the payer, who can take it back (A1.3, 2.1)."""

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry, Link
from kaketsuke.cases.refusals import CannotAdvance
from kaketsuke.money import queries, refusals, services, tasks
from kaketsuke.money.models import Approval, DisownedApproval, EstimateLine, Receipt
from kaketsuke.notify import queries as notify_queries
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import BreakingAgreement
from kaketsuke.people.models import ContactPoint
from tests import door, stories
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A1.3")]


@pytest.fixture
def signed(at):
    """Something was signed on the technician's glass, in the payer's name."""
    door.price_list(at.world)
    case_services.make_link(at.case.pk, at.world.sato.pk, now=NOW)
    at.working()
    at.first = at.estimate(("SP-1", 1))
    at.answer(at.first)
    return at


def told(at, template):
    found = notify_queries.about("case", [at.case.pk])
    return [each for each in found if each.template == template]


def payer(at):
    return Actor(ActorRole.RESIDENT, at.world.sato.pk)


def objects(at, **how):
    return services.object_to_word(
        at.case.pk, actor=how.pop("actor", payer(at)), now=at.wait(1).now, **how
    )


def heard(at, *, version=None, breaking=None, actor=None):
    return services.hear_payer(
        at.case.pk,
        owned=services.Owned(version=version, breaking=breaking),
        words="電話でご本人と話した",
        actor=actor or door.supervisor(at.world),
        now=at.wait(1).now,
    )


def resume(at):
    return case_services.advance(
        at.case.pk,
        event=Event.RESUMED,
        actor=door.supervisor(at.world),
        now=at.wait(1).now,
        facts={"attendant_same": True},
        words="続けてよい",
    )


def test_a_signature_is_told_to_the_payer_once_with_amount_version_and_the_way_to_object(signed):
    approval = Approval.objects.get()
    for _again in range(2):
        tasks.tell_of_approval(approval_id=str(approval.pk))
    [sent] = told(signed, "approved_on_glass")
    assert "第 1 版" in sent.body
    assert "5,500 円" in sent.body
    assert "/object/" in sent.body
    assert Entry.objects.filter(event="PayerToldOfWord").count() == 1


@pytest.mark.clause("4.7.5")
def test_behind_a_door_that_is_protected_since_the_product_tells_nobody(signed):
    stories.recorded(signed.world, "protective", now=signed.now)
    sent = case_services.tell_of_word(
        Case.objects.get(pk=signed.case.pk),
        signed.world.sato.pk,
        template="approved_on_glass",
        parameters={},
        word_id=Approval.objects.get().pk,
        now=signed.now,
    )
    assert sent == 0
    assert not told(signed, "approved_on_glass")


def test_two_approvals_in_a_row_are_both_told_however_late_the_jobs_run(signed):
    signed.answer(signed.estimate(("MAT-1", 1)))
    for approval in Approval.objects.all():
        services.tell_of_approval(approval.pk, now=signed.now)
    assert len(told(signed, "approved_on_glass")) == 2


def test_a_word_by_telephone_is_told_and_the_own_phone_needs_no_telling(at):
    door.price_list(at.world)
    case_services.make_link(at.case.pk, at.world.sato.pk, now=NOW)
    at.working()
    for how, actor in (("own_phone", payer(at)), ("by_telephone", door.operator(at.world))):
        made = at.estimate(("SP-1", 1))
        services.answer_estimate(
            made.pk, approved=True, how=how, actor=actor, sheet="electronic", now=at.wait(1).now
        )
    jobs = jobs_for("money.tell_of_approval")
    assert len(jobs) == 1
    tasks.tell_of_approval(**jobs[0])
    assert len(told(at, "approved_by_telephone")) == 1


def jobs_for(name):
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=name)]


@pytest.mark.parametrize("why", ["unproven", "disowned", "never_told"])
def test_where_nothing_proven_reaches_the_payer_a_human_is_rung(signed, why):
    if why == "unproven":
        ContactPoint.objects.filter(person_id=signed.world.sato.pk).update(proven_at=None)
    elif why == "disowned":
        Link.objects.filter(person_id=signed.world.sato.pk).update(ended_at=NOW)
    else:
        Link.objects.all().delete()
    services.tell_of_approval(Approval.objects.get().pk, now=signed.now)
    assert not told(signed, "approved_on_glass")
    assert Case.objects.get(pk=signed.case.pk).human_needed == "payer_unreached"


def test_an_objection_halts_the_case_until_a_supervisor_has_heard_the_payer(signed):
    objects(signed)
    assert signed.state == "halted"
    assert Case.objects.get(pk=signed.case.pk).human_needed == "halted"
    with pytest.raises(CannotAdvance):
        resume(signed)
    with pytest.raises(refusals.CannotObject):
        heard(signed, version=0, actor=door.operator(signed.world))
    with pytest.raises(refusals.CannotObject) as refused:
        heard(signed)
    assert refused.value.sentence == refusals.WHICH_IS_OWNED
    heard(signed, version=0)
    resume(signed)
    assert signed.state == "working"
    case = Case.objects.get(pk=signed.case.pk)
    assert (case.approved_total_yen, case.payer_objected) == (0, False)
    assert queries.binding_estimate(case.pk) is None
    line = EstimateLine.objects.get()
    with pytest.raises(refusals.CannotBegin):
        services.begin_line(line.pk, technician=signed.technician, now=signed.now)


def test_what_was_begun_under_a_disowned_version_costs_nothing_and_what_was_agreed_stays(signed):
    forged = signed.estimate(("MAT-1", 2))
    signed.answer(forged)
    for line in EstimateLine.objects.filter(estimate=forged):
        services.begin_line(line.pk, technician=signed.technician, now=signed.wait(1).now)
    objects(signed)
    heard(signed, version=1)
    resume(signed)
    assert queries.bill(signed.case.pk, at=signed.now).total_yen == 5_500
    signed.open_door(method="non_destructive", lock_usable=True)
    assert signed.settle("cash").total_yen == 5_500
    [sheet] = [card for card in queries.estimates_of(signed.case.pk) if card.version == 2]
    assert sheet.approved is False


@pytest.mark.parametrize("waited", [False, True])
def test_after_a_disowned_signature_the_glass_takes_no_other_only_the_own_phone(signed, waited):
    before = signed.now
    objects(signed)
    heard(signed, version=0)
    resume(signed)
    made = signed.estimate(("SP-1", 1))
    with pytest.raises(refusals.CannotAnswerEstimate) as refused:
        services.answer_estimate(
            made.pk,
            approved=True,
            how="technicians_screen",
            actor=Actor(ActorRole.TECHNICIAN, signed.technician),
            signed=door.SIGNED,
            sheet="paper",
            now=signed.wait(1).now,
            event_at=before if waited else None,
        )
    assert refused.value.sentence == refusals.SIGNATURE_WAS_DISOWNED
    services.answer_estimate(
        made.pk,
        approved=True,
        how="own_phone",
        actor=payer(signed),
        sheet="electronic",
        now=signed.now,
    )
    assert Case.objects.get(pk=signed.case.pk).approved_total_yen == 5_500


def test_a_payer_who_owns_to_it_after_all_pays_what_was_agreed(signed):
    objects(signed)
    heard(signed, version=1)
    resume(signed)
    assert not DisownedApproval.objects.exists()
    assert Case.objects.get(pk=signed.case.pk).approved_total_yen == 5_500


def test_a_press_while_it_stands_still_holds_the_supervisor_too(signed):
    signed.attendant_left()
    objects(signed)
    with pytest.raises(CannotAdvance):
        resume(signed)


def test_after_the_door_is_open_nothing_is_collected_while_the_payer_objects(signed):
    line = EstimateLine.objects.get()
    services.begin_line(line.pk, technician=signed.technician, now=signed.wait(1).now)
    signed.open_door(method="non_destructive", lock_usable=True)
    objects(signed)
    with pytest.raises(refusals.CannotSettle):
        signed.settle("cash")
    heard(signed, version=0)
    resume(signed)
    assert signed.settle().total_yen == 0


def test_only_the_payer_objects_and_only_to_what_was_given(at):
    door.price_list(at.world)
    at.working()
    with pytest.raises(refusals.CannotObject) as refused:
        objects(at)
    assert refused.value.sentence == refusals.NOTHING_TO_OBJECT_TO
    at.answer(at.estimate(("SP-1", 1)))
    for actor in (
        Actor(ActorRole.RESIDENT, at.world.aoki.pk),
        Actor(ActorRole.OWNER, at.world.sato.pk),
    ):
        with pytest.raises(refusals.CannotObject) as refused:
            objects(at, actor=actor)
        assert refused.value.sentence == refusals.NOT_THE_PAYER
    objects(at, actor=door.operator(at.world), by_telephone=True)
    assert at.state == "halted"


def test_who_entered_a_word_as_heard_is_not_who_asks_the_payer_about_it(at):
    door.price_list(at.world)
    at.working()
    boss, another = door.supervisor(at.world), at.world.other_operator.pk
    services.answer_estimate(
        at.estimate(("SP-1", 1)).pk,
        approved=True,
        how="by_telephone",
        actor=boss,
        sheet="electronic",
        now=at.wait(1).now,
    )
    objects(at)
    with pytest.raises(refusals.CannotObject) as refused:
        heard(at, version=1)
    assert refused.value.sentence == refusals.ONLY_A_SUPERVISOR_HEARS
    heard(at, version=0, actor=Actor(ActorRole.SUPERVISOR, another))


def test_settled_it_is_cancelled_instead(signed):
    signed.open_door(method="non_destructive", lock_usable=True)
    signed.settle()
    with pytest.raises(refusals.CannotObject) as refused:
        objects(signed)
    assert refused.value.sentence == refusals.ONLY_WHILE_IT_RUNS


@pytest.mark.clause("2.1")
def test_the_payer_is_told_that_the_lock_may_be_broken_and_can_say_no(signed):
    onsite_services.approve_breaking(
        signed.case.pk,
        approved_by="company",
        actor=door.supervisor(signed.world),
        now=signed.now,
    )
    signed.agree_to_break(agreement=door.agreement("company"))
    [job] = jobs_for("money.tell_of_breaking")
    for _again in range(2):
        tasks.tell_of_breaking(**job)
    [sent] = told(signed, "breaking_agreed_on_glass")
    assert "/object/" in sent.body
    objects(signed)
    with pytest.raises(refusals.CannotObject) as refused:
        heard(signed, version=1)
    assert refused.value.sentence == refusals.IS_BREAKING_OWNED
    heard(signed, version=1, breaking=False)
    resume(signed)
    assert onsite_queries.breaking_agreed(signed.case.pk) == ""
    assert BreakingAgreement.objects.exists()
    with pytest.raises(Exception, match="壊"):
        signed.open_door(method="destructive", lock_usable=True)
    signed.agree_to_break(agreement=door.agreement("company"))
    assert onsite_queries.breaking_agreed(signed.case.pk) == "company"


def test_the_database_holds_the_work_and_the_receipt_to_the_payers_word(signed):
    objects(signed)
    with (
        pytest.raises(IntegrityError, match="cases_no_work_while_the_payer_objects"),
        transaction.atomic(),
    ):
        Case.objects.filter(pk=signed.case.pk).update(state="working")
    heard(signed, version=0)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        DisownedApproval.objects.all().delete()
    Case.objects.filter(pk=signed.case.pk).update(approved_total_yen=5_500)
    lead = signed.world.firm
    with pytest.raises(IntegrityError, match="disowned"), transaction.atomic():
        Receipt.objects.create(
            company_id=signed.case.company_id,
            case=signed.case,
            firm=lead,
            number=1,
            issuer_name=lead.name,
            estimate=signed.first,
            subtotal_yen=5_000,
            tax_percent=10,
            tax_yen=500,
            total_yen=5_500,
            lines=[],
            method="cash",
            worked_on=NOW.date(),
            issued_at=signed.now,
            recipient_sealed=b"",
        )
