"""Nothing is charged that the payer did not approve beforehand."""

import pytest
from django.db import IntegrityError, connection, transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Case, Entry
from kaketsuke.money import queries, refusals, services, signing
from kaketsuke.money.models import Approval, Estimate, EstimateLine
from tests import door


@pytest.fixture
def working(at):
    door.price_list(at.world)
    return at.working()


@pytest.mark.clause("A1.3")
def test_an_estimate_shows_the_total_with_tax_once(working):
    estimate = working.estimate(("MAT-1", 3))
    assert (estimate.subtotal_yen, estimate.tax_yen, estimate.total_yen) == (9_999, 999, 10_998)
    assert queries.open_estimate(working.case.pk).id == estimate.pk


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize("item", ["TRAVEL", "NIGHT", "CANCEL", ""])
def test_travel_night_and_cancelling_have_no_line(working, item):
    with pytest.raises(refusals.CannotEstimate) as refused:
        working.estimate((item, 1))
    assert refused.value.sentence == refusals.NOT_LISTED


@pytest.mark.clause("A1.3")
def test_a_dearer_line_is_refused(working):
    draft = services.LineDraft("SP-1", 1, unit_yen=5_001)
    with pytest.raises(refusals.CannotEstimate) as refused:
        services.make_estimate(
            working.case.pk, [draft], technician=working.technician, now=working.now
        )
    assert refused.value.sentence == refusals.TOO_DEAR


@pytest.mark.parametrize("price", [0, -1])
def test_a_price_of_nothing_or_less_is_refused(working, price):
    with pytest.raises(refusals.CannotEstimate):
        services.make_estimate(
            working.case.pk,
            [services.LineDraft("SP-1", 1, unit_yen=price)],
            technician=working.technician,
            now=working.now,
        )


@pytest.mark.parametrize("quantity", [0, -1, 1_000])
def test_a_senseless_quantity_is_refused(working, quantity):
    with pytest.raises(refusals.CannotEstimate):
        working.estimate(("SP-1", quantity))


def test_an_estimate_needs_a_line_and_work(working, at):
    with pytest.raises(refusals.CannotEstimate):
        working.estimate()
    at.open_door(method="non_destructive", lock_usable=True)
    with pytest.raises(refusals.CannotEstimate) as refused:
        at.estimate(("SP-1", 1))
    assert refused.value.sentence == refusals.ONLY_AT_WORK


@pytest.mark.clause("A1.3")
def test_approval_opens_the_gates_of_the_case(working):
    working.answer(working.estimate(("OT", 30), ("SP-1", 1)))
    case = Case.objects.get(pk=working.case.pk)
    assert (case.approved_minutes, case.approved_total_yen) == (30, 8_800)


@pytest.mark.clause("A1.3")
def test_declining_costs_nothing_and_begins_nothing(working):
    estimate = working.estimate(("SP-1", 1))
    working.answer(estimate, approved=False)
    line = EstimateLine.objects.get(estimate=estimate)
    with pytest.raises(refusals.CannotBegin):
        services.begin_line(line.pk, technician=working.technician, now=working.now)
    assert queries.bill(working.case.pk, at=working.now).total_yen == 0
    assert Entry.objects.filter(case=working.case, event="EstimateDeclined").exists()


@pytest.mark.clause("A1.3")
def test_a_line_begins_only_after_its_approval(working):
    estimate = working.estimate(("SP-1", 1))
    line = EstimateLine.objects.get(estimate=estimate)
    with pytest.raises(refusals.CannotBegin):
        services.begin_line(line.pk, technician=working.technician, now=working.now)
    working.answer(estimate)
    services.begin_line(line.pk, technician=working.technician, now=working.wait(1).now)
    assert queries.bill(working.case.pk, at=working.now).total_yen == 5_500


@pytest.mark.clause("A1.3")
def test_approved_and_never_begun_costs_nothing(working):
    working.answer(working.estimate(("SP-1", 1)))
    assert queries.bill(working.case.pk, at=working.now).total_yen == 0


def test_a_further_version_carries_what_was_agreed_and_begun(working):
    first = working.estimate(("SP-1", 1))
    working.answer(first)
    line = EstimateLine.objects.get(estimate=first)
    second = working.estimate(("MAT-1", 1))
    assert second.total_yen == 9_166
    services.begin_line(line.pk, technician=working.technician, now=working.wait(1).now)
    working.answer(second)
    carried = EstimateLine.objects.get(estimate=second, item__code="SP-1")
    line.refresh_from_db()
    assert (carried.approved_at, carried.begun_at) == (line.approved_at, line.begun_at)
    assert queries.bill(working.case.pk, at=working.now).total_yen == 5_500


def test_a_declined_further_version_leaves_the_former_in_force(working):
    working.answer(working.estimate(("SP-1", 1)))
    working.answer(working.estimate(("MAT-1", 1)), approved=False)
    assert queries.approved_estimate(working.case.pk).version == 1
    assert Case.objects.get(pk=working.case.pk).approved_total_yen == 5_500


def test_an_older_version_cannot_be_answered(working):
    first = working.estimate(("SP-1", 1))
    working.estimate(("MAT-1", 1))
    with pytest.raises(refusals.CannotAnswerEstimate) as refused:
        working.answer(first)
    assert refused.value.sentence == refusals.NEWER_VERSION


def test_the_same_answer_twice_is_one_answer(working):
    estimate = working.estimate(("SP-1", 1))
    assert working.answer(estimate).pk == working.answer(estimate).pk
    with pytest.raises(refusals.CannotAnswerEstimate):
        working.answer(estimate, approved=False)


@pytest.mark.clause("3.3")
def test_a_resident_does_not_answer_for_an_owner_who_asked(working):
    Case.objects.filter(pk=working.case.pk).update(requested_by="owner")
    estimate = working.estimate(("SP-1", 1))
    with pytest.raises(refusals.CannotAnswerEstimate) as refused:
        services.answer_estimate(
            estimate.pk,
            approved=True,
            how="own_phone",
            actor=Actor(ActorRole.RESIDENT, working.world.sato.pk),
            now=working.now,
        )
    assert refused.value.sentence == refusals.NOT_THE_PAYER


@pytest.mark.clause("3.3")
def test_the_resident_approves_on_their_own_phone_with_a_sealed_signature(working):
    estimate = working.estimate(("SP-1", 1))
    approval = services.answer_estimate(
        estimate.pk,
        approved=True,
        how="own_phone",
        actor=Actor(ActorRole.RESIDENT, working.world.sato.pk),
        now=working.now,
        signed=signing.Signed("typed", "佐藤 花子"),
        sheet="electronic",
    )
    assert (approval.signed, approval.sheet) == ("typed", "electronic")
    assert "佐藤".encode() not in bytes(approval.signature_sealed or b"")


@pytest.mark.clause("3.3")
def test_nobody_but_the_payer_and_the_technician_at_the_door_answers(working):
    estimate = working.estimate(("SP-1", 1))
    here = working.world
    for actor, how in (
        (Actor(ActorRole.RESIDENT, here.aoki.pk), "own_phone"),
        (Actor(ActorRole.RESIDENT, None), "own_phone"),
        (Actor(ActorRole.RESIDENT, here.sato.pk), "technicians_screen"),
        (Actor(ActorRole.TECHNICIAN, here.hayashi.pk), "technicians_screen"),
        (Actor(ActorRole.TECHNICIAN, working.technician), "own_phone"),
        (Actor(ActorRole.OPERATOR, here.operator.pk), "technicians_screen"),
    ):
        with pytest.raises(refusals.CannotAnswerEstimate):
            services.answer_estimate(
                estimate.pk, approved=True, how=how, actor=actor, now=working.now
            )
    assert Case.objects.get(pk=working.case.pk).approved_total_yen == 0


def test_overtime_has_no_begin_button(working):
    estimate = working.estimate(("OT", 10))
    working.answer(estimate)
    line = EstimateLine.objects.get(estimate=estimate)
    with pytest.raises(refusals.CannotBegin) as refused:
        services.begin_line(line.pk, technician=working.technician, now=working.now)
    assert refused.value.sentence == refusals.BEGINS_BY_ITSELF


@pytest.mark.parametrize(
    "change", [{"quantity": 9}, {"unit_yen": 1}, {"approved_at": None}, {"kind": "material"}]
)
def test_an_agreed_line_never_changes(working, change):
    working.answer(working.estimate(("SP-1", 1)))
    with pytest.raises(IntegrityError), transaction.atomic():
        EstimateLine.objects.update(**change)


@pytest.mark.parametrize("table", [Estimate, EstimateLine, Approval])
def test_an_agreement_is_never_removed(working, table):
    working.answer(working.estimate(("SP-1", 1)))
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.all()._raw_delete("default")


def test_the_database_refuses_a_line_begun_without_approval(working):
    working.estimate(("SP-1", 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        EstimateLine.objects.update(begun_at=working.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        EstimateLine.objects.update(approved_at=working.now, begun_at=working.now)


def test_the_database_refuses_a_total_that_is_not_lines_plus_tax(working):
    estimate = working.estimate(("SP-1", 1))
    estimate.pk, estimate.version, estimate.total_yen = None, 9, estimate.total_yen + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        estimate.save(force_insert=True)


def _a_line(estimate, **otherwise):
    like = EstimateLine.objects.filter(estimate=estimate).get()
    given = {name: getattr(like, name) for name in ("company_id", "item", "kind", "description")}
    return EstimateLine(**{**given, "estimate": estimate, "quantity": 1, "unit_yen": 1} | otherwise)


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize("wrong", [{"unit_yen": 5_001}, {"kind": "material"}])
def test_the_database_refuses_a_line_dearer_than_its_item_or_of_another_kind(working, wrong):
    estimate = working.estimate(("SP-1", 1))
    with pytest.raises(IntegrityError, match="price list"), transaction.atomic():
        _a_line(estimate, **wrong).save(force_insert=True)


@pytest.mark.clause("A1.3")
def test_the_database_refuses_a_version_that_is_not_the_sum_of_its_lines(working):
    estimate = working.estimate(("SP-1", 1))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS money_version_is_its_lines IMMEDIATE")
        with pytest.raises(IntegrityError, match="sum of its lines"), transaction.atomic():
            _a_line(estimate).save(force_insert=True)
        cursor.execute("SET CONSTRAINTS money_version_is_its_lines DEFERRED")
