"""Estimates made without a signal go up later and are reckoned anew; none comes out dearer."""

import json
import uuid
from datetime import timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.money import queries as money_queries
from kaketsuke.money import services as money_services
from kaketsuke.money import signing
from kaketsuke.money.models import Approval, Estimate, Receipt
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import WorkSpan
from tests.web.field.test_drain import OPENED, Queue, entries, outcomes

pytestmark = pytest.mark.clause("A1.3")
STROKES = json.dumps({"strokes": [[[10 + 9 * n, 20 + 4 * (n % 7), n] for n in range(20)]]})
PRICES = {"OT": 100, "SP-1": 5_000, "MAT-1": 3_333}


@pytest.fixture
def at_work(story):
    """Mori has begun the work at the product's moment."""
    story.go("working")
    return story


def shown(subtotal):
    tax = subtotal // 10
    return {
        "subtotal_yen": subtotal,
        "tax_percent": 10,
        "tax_yen": tax,
        "total_yen": subtotal + tax,
    }


class Money(Queue):
    """The presses about money, each a minute after the one before."""

    before = 0

    def estimate(self, minutes=1, prices=PRICES, **quantities):
        lines = [
            {
                "item": code.replace("_", "-"),
                "quantity": n,
                "unit_yen": prices[code.replace("_", "-")],
            }
            for code, n in quantities.items()
        ]
        self.before += sum(line["quantity"] * line["unit_yen"] for line in lines)
        self.press("estimate", minutes, lines=lines, shown=shown(self.before))
        self.of = self.actions[-1]["key"]
        return self

    def answer(self, answer="approve", minutes=1, **given):
        said = {"sheet": "electronic", "signature": STROKES, **given}
        return self.press("answer", minutes, of=self.of, answer=answer, **said)

    def begin_line(self, item, minutes=1, of=None):
        return self.press("begin_line", minutes, of=of or self.of, item=item)

    def collect(self, yen, minutes=1):
        return self.press("collect", minutes, method="cash", shown_yen=str(yen))


def test_signed_without_a_signal_it_counts_from_when_it_was_signed(at_work):
    queue = Money(at_work).estimate(MAT_1=1).answer().begin_line("MAT-1")
    queue.press("open", **OPENED).collect(3_666)
    assert outcomes(queue.send()) == ["applied"] * 5
    with context.as_system():
        approval, receipt = Approval.objects.get(), Receipt.objects.get()
    assert approval.answered_at.isoformat() == queue.actions[1]["at"]
    assert (approval.signed, approval.sheet, receipt.total_yen) == ("drawn", "electronic", 3_666)
    (made,) = entries("EstimateMade")
    assert made.facts["without_signal"] is True
    assert queue.send().json()["answers"][0]["outcome"] == "applied"
    with context.as_system():
        assert Estimate.objects.count() == 1


def test_declined_without_a_signal_costs_nothing(at_work):
    queue = Money(at_work).estimate(MAT_1=1).answer("decline").press("open", **OPENED)
    assert outcomes(queue.press("finish_free").send()) == ["applied"] * 4
    with context.as_system():
        assert Receipt.objects.get().total_yen == 0


def test_a_second_version_carries_the_first_and_its_line_is_begun_by_the_old_name(at_work):
    queue = Money(at_work).estimate(MAT_1=1).answer()
    first = queue.of
    queue.estimate(SP_1=1).answer("decline")
    queue.before -= 5_000
    queue.estimate(SP_1=2).answer().begin_line("MAT-1", of=first).begin_line("SP-1")
    queue.press("open", **OPENED).collect(14_666)
    assert outcomes(queue.send()) == ["applied"] * 10
    with context.as_system():
        assert Receipt.objects.get().total_yen == 14_666


def test_another_price_list_in_the_meantime_is_refused_with_a_sentence(at_work):
    queue = Money(at_work).estimate(minutes=5, MAT_1=1).answer().begin_line("MAT-1")
    with context.as_system():
        money_services.set_price_item(
            at_work.at.world.company.pk,
            code="MAT-1",
            kind="material",
            name="MAT-1",
            name_en="MAT-1",
            unit="個",
            max_unit_yen=3_500,
            now=at_work.moment[0] + timedelta(minutes=2),
        )
    response = queue.send()
    assert outcomes(response) == ["refused", "held", "held"]
    assert "料金表" in response.json()["answers"][0]["sentence"]
    with context.as_system():
        assert not Estimate.objects.exists()


def test_a_list_that_changes_after_the_signing_changes_nothing(at_work):
    queue = Money(at_work).estimate(MAT_1=1).answer()
    with context.as_system():
        money_services.end_price_item(
            at_work.at.world.company.pk,
            code="MAT-1",
            now=at_work.moment[0] + timedelta(minutes=3),
        )
    assert outcomes(queue.send()) == ["applied"] * 2


@pytest.mark.parametrize(
    "altered",
    [
        {"total_yen": 3_000},
        {"tax_yen": 334, "total_yen": 3_667},
        {"tax_percent": 8},
        {"total_yen": "3666"},
        {"total_yen": True},
        {"total_yen": None},
    ],
)
def test_an_altered_total_is_refused(at_work, altered):
    queue = Money(at_work).estimate(MAT_1=1).answer()
    queue.actions[0]["fields"]["shown"].update(altered)
    assert outcomes(queue.send()) == ["refused", "held"]


@pytest.mark.parametrize(
    "line",
    [
        {"quantity": 0},
        {"quantity": 1_000},
        {"quantity": -1},
        {"quantity": 1.5},
        {"unit_yen": 3_334},
        {"unit_yen": 1},
        {"unit_yen": 10**12},
        {"item": "MAT-9"},
        {"item": None},
    ],
)
def test_an_altered_line_is_refused(at_work, line):
    queue = Money(at_work).estimate(MAT_1=1).answer()
    queue.actions[0]["fields"]["lines"][0].update(line)
    assert outcomes(queue.send()) == ["refused", "held"]


@pytest.mark.parametrize("fields", [{}, {"lines": 1}, {"lines": [], "shown": {}}, {"shown": []}])
def test_an_estimate_in_no_form_of_ours_is_refused_and_stops_no_queue(at_work, fields):
    queue = Queue(at_work).press("estimate", **fields)
    assert outcomes(queue.send()) == ["refused"]


@pytest.mark.parametrize(
    "given",
    [
        {"signature": ""},
        {"signature": json.dumps({"strokes": [[[1, 1, 1]]]})},
        {"signature": "", "typed_name": "佐藤", "code": "x"},
        {"sheet": ""},
        {"sheet": "fax"},
    ],
)
def test_an_unsigned_approval_is_refused(at_work, given):
    queue = Money(at_work).estimate(MAT_1=1).answer(**given).begin_line("MAT-1")
    assert outcomes(queue.send()) == ["applied", "refused", "held"]
    with context.as_system():
        assert not Approval.objects.exists()


def test_the_code_beside_the_total_is_that_of_the_phones_own_name(at_work):
    queue = Money(at_work).estimate(MAT_1=1)
    code = signing.code_of(uuid.UUID(queue.of))
    queue.answer(signature="", typed_name="佐藤", code=code)
    assert outcomes(queue.send()) == ["applied"] * 2


def test_a_part_begun_before_its_approval_is_refused(at_work):
    queue = Money(at_work).estimate(MAT_1=1).answer(minutes=9).begin_line("MAT-1")
    queue.actions[2]["at"] = queue.actions[0]["at"]
    assert outcomes(queue.send()) == ["applied"] * 3
    with context.as_system():
        (line,) = Estimate.objects.get().lines.all()
    # A moment before the press that went ahead is not believed.
    assert line.begun_at == at_work.moment[0] >= line.approved_at


def test_a_bill_other_than_the_one_shown_is_not_collected(at_work):
    queue = Money(at_work).estimate(MAT_1=1).answer().begin_line("MAT-1")
    queue.press("open", **OPENED).collect(3_665)
    response = queue.send()
    assert outcomes(response) == ["applied"] * 4 + ["refused"]
    assert "差額" in response.json()["answers"][-1]["sentence"]
    with context.as_system():
        assert not Receipt.objects.exists()


def test_halted_meanwhile_nothing_of_it_is_taken(at_work):
    queue = Money(at_work).estimate(MAT_1=1).answer().begin_line("MAT-1")
    with context.as_system():
        token = case_services.make_link(
            at_work.phone.case.pk, at_work.at.world.sato.pk, now=at_work.moment[0]
        )
        case_services.press_stop(token, now=at_work.moment[0])
    assert outcomes(queue.send()) == ["refused", "held", "held"]
    with context.as_system():
        assert not Estimate.objects.exists()


def spans():
    with context.as_system():
        return [(each.during.lower, each.during.upper) for each in WorkSpan.objects.order_by("pk")]


def timer(story, minutes):
    """The timer looks in at its time, knowing nothing of the phone."""
    with context.as_system():
        at = story.at.now + timedelta(minutes=minutes)
        onsite_services.reach_minutes(story.phone.case.pk, now=at)


@pytest.mark.parametrize("timer_was_there", [True, False])
def test_overtime_signed_in_time_runs_on_whatever_the_timer_did(at_work, timer_was_there):
    queue = Money(at_work).estimate(minutes=55, OT=20).answer()
    queue.press("open", minutes=15, **OPENED).collect(1_210)
    if timer_was_there:
        timer(at_work, 60)
    assert outcomes(queue.send()) == ["applied"] * 4
    ((begun, ended),) = spans()
    assert ended - begun == timedelta(minutes=71)
    with context.as_system():
        bill = money_queries.bill(at_work.phone.case.pk, at=at_work.moment[0])
    assert (bill.minutes, bill.total_yen) == (71, 1_210)


@pytest.mark.parametrize("timer_was_there", [True, False])
def test_overtime_signed_after_the_hour_goes_on_from_the_press(at_work, timer_was_there):
    queue = Money(at_work).estimate(minutes=63, OT=20).answer()
    queue.press("continue").press("open", minutes=10, **OPENED).collect(1_100)
    if timer_was_there:
        timer(at_work, 60)
    assert outcomes(queue.send()) == ["applied"] * 5
    first, second = spans()
    assert first[1] - first[0] == timedelta(minutes=60)
    assert second[1] - second[0] == timedelta(minutes=10)


@pytest.mark.parametrize("step", ["pause", "attendant_left"])
def test_a_stop_before_the_hour_comes_up_after_the_timer(at_work, step):
    queue = Queue(at_work).press(step, minutes=40, because="fetching_tools")
    timer(at_work, 60)
    assert outcomes(queue.send(later=30)) == ["applied"]
    ((begun, ended),) = spans()
    assert ended - begun == timedelta(minutes=40)


def test_the_phone_is_given_prices_tax_and_the_words_of_the_sheet(at_work):
    given = at_work.phone.get("bundle/").json()["money"]
    assert given["percent"] == 10
    assert given["items"]["MAT-1"]["unit_yen"] == 3_333
    assert "クーリング・オフ" in given["payer"]
    assert "花子" not in json.dumps(given)
    key, code = given["spare"][0]
    assert code == signing.code_of(uuid.UUID(key))
