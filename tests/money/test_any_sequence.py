"""Whatever is pressed in whatever order: nobody pays what they did not approve first (A1.3)."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaketsuke.database.refusals import Refusal
from kaketsuke.money import queries, services
from kaketsuke.money.models import Estimate, Receipt
from tests import door

pytestmark = pytest.mark.clause("A1.3", "3.3")
PRICES = {"OT": 100, "SP-1": 5_000, "MAT-1": 3_333}
KINDS = (("OT", "overtime", "分"), ("SP-1", "special_work", "回"), ("MAT-1", "material", "個"))
LINES = st.lists(
    st.tuples(st.sampled_from(sorted(PRICES)), st.integers(1, 25)), min_size=1, max_size=3
)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("estimate"), LINES),
        st.tuples(st.just("answer"), st.booleans()),
        st.tuples(st.just("answer_older"), st.booleans()),
        st.tuples(st.just("begin"), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.integers(1, 50)),
        st.tuples(st.just("new_list"), st.sampled_from([0.5, 2])),
        st.tuples(st.just("next_technician"), st.none()),
    ),
    max_size=9,
)


class Story:
    """Plays the events, and keeps by itself what the payer has approved and when."""

    def __init__(self, at):
        self.at = at
        self.approved_total = 0
        self.approved_at = {}
        self.listed = dict(PRICES)
        self.dearest = {}
        self.is_second = False

    def estimate(self, lines):
        made = self.at.estimate(*lines)
        for line in made.lines.select_related("item"):
            # What was agreed before keeps its price, what is new has that of the day.
            before = self.dearest.get(line.carried_from_id)
            self.dearest[line.id] = before or self.listed[line.item.code]

    def new_list(self, factor):
        """At midnight everything costs half or double."""
        self.at.wait(1)
        for code, kind, unit in KINDS:
            self.listed[code] = int(self.listed[code] * factor)
            services.set_price_item(
                self.at.world.company.pk,
                code=code,
                kind=kind,
                name=code,
                name_en=code,
                unit=unit,
                max_unit_yen=self.listed[code],
                now=self.at.now,
            )

    def next_technician(self, _nothing):
        if not self.is_second:  # nobody is sent twice
            self.at.next_one_works()
            self.approved_total, self.approved_at, self.is_second = 0, {}, True

    def answer(self, approved):
        newest = Estimate.objects.order_by("-version").first()
        if newest is not None:
            self._answer(newest, approved)

    def answer_older(self, approved):
        older = Estimate.objects.order_by("version").first()
        if older is not None:
            self._answer(older, approved)

    def _answer(self, estimate, approved):
        was_open = not hasattr(estimate, "approval")
        self.at.answer(estimate, approved=approved)
        if approved and was_open:
            self.approved_total = estimate.total_yen
            self.approved_at = {
                line.id: self.approved_at.get(line.carried_from_id, self.at.now)
                for line in estimate.lines.all()
            }

    def begin(self, place):
        lines = queries.approved_estimate(self.at.case.pk)
        chosen = lines.lines[place % len(lines.lines)] if lines else None
        if chosen is not None:
            now = self.at.wait(0.5).now
            services.begin_line(chosen.id, technician=self.at.technician, now=now)

    def wait(self, minutes):
        self.at.wait(minutes)


@pytest.fixture
def working(at):
    door.price_list(at.world)
    return at.working()


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=EVENTS)
def test_the_bill_never_exceeds_what_was_approved_before_it_was_begun(working, events):
    began, first = working.now, working.technician
    with transaction.atomic():
        story = Story(working)
        for name, value in events:
            try:
                with transaction.atomic():
                    getattr(story, name)(value)
            except Refusal:
                pass  # what may not be done is refused, and the story goes on
        _holds(working, story)
        transaction.set_rollback(True)
    working.now, working.technician = began, first


def _holds(at, story):
    at.open_door(method="non_destructive", lock_usable=True)
    bill = queries.bill(at.case.pk, at=at.now)
    assert bill.total_yen <= story.approved_total
    for each in bill.charged:
        assert story.approved_at[each.line.id] <= each.line.begun_at
        assert each.line.unit_yen <= story.dearest[each.line.id]
        assert each.amount_yen == each.line.quantity * each.line.unit_yen
    assert bill.subtotal_yen == sum(each.amount_yen for each in bill.charged)
    assert bill.tax_yen == bill.subtotal_yen * 10 // 100  # once, over all lines
    receipt = at.settle("cash" if bill.total_yen else "none")
    kept = Receipt.objects.get(pk=receipt.pk)
    assert (kept.subtotal_yen, kept.tax_yen, kept.total_yen) == (
        bill.subtotal_yen,
        bill.tax_yen,
        bill.total_yen,
    )
    _receipt_is_the_estimate_where_all_of_it_was_done(at, kept)


def _receipt_is_the_estimate_where_all_of_it_was_done(at, receipt):
    agreed = queries.approved_estimate(at.case.pk)
    if agreed is None:
        assert receipt.total_yen == 0
        return
    done = {line["item"]: 0 for line in receipt.lines}
    for line in receipt.lines:
        done[line["item"]] += line["quantity"]
    wanted = {line.item: 0 for line in agreed.lines}
    for line in agreed.lines:
        wanted[line.item] += line.quantity
    assert all(done[item] <= wanted[item] for item in done)
    if done == wanted:
        assert receipt.total_yen == agreed.total_yen
