"""The phone adds up what the server adds up: the same whole yen, over many drawn cases."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from kaketsuke.database.ids import new_id
from kaketsuke.money import bills
from kaketsuke.money.bills import AgreedLine
from kaketsuke.rules import charge, figures

pytestmark = pytest.mark.browser
BEGUN = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
SCRIPT = Path(__file__).parents[2] / "src/kaketsuke/web/static/kaketsuke/phone_money.js"
KINDS = ("overtime", "special_work", "material")
MICROSECOND = timedelta(microseconds=1)
CASES = 400


def micros(moment):
    return None if moment is None else (moment - datetime(1970, 1, 1, tzinfo=UTC)) // MICROSECOND


class Drawn:
    """Work with pauses around the free hour, and lines agreed before, at and after it."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.spans, at = [], BEGUN
        for _stretch in range(chance.randint(1, 4)):
            end = at + self.around()
            self.spans.append((at, end))
            at = end + timedelta(seconds=chance.randint(0, 900))
        self.until = at
        if chance.random() < 0.3:
            self.spans[-1] = (self.spans[-1][0], None)
        self.lines = [self.line() for _line in range(chance.randint(0, 5))]

    def around(self):
        minutes = self.chance.choice([1, 20, 30, 59, 60, 61, 75])
        return timedelta(minutes=minutes) + MICROSECOND * self.chance.randint(-1, 1)

    def line(self):
        approved = self.chance.choice([None, self.moment(), self.moment()])
        begun = self.chance.choice([None, self.moment()])
        kind = self.chance.choice(KINDS)
        return AgreedLine(
            id=new_id(),
            item=kind,
            kind=kind,
            description=kind,
            unit="分",
            quantity=self.chance.choice([1, 2, 15, 999]),
            unit_yen=self.chance.choice([1, 105, 3_333, 999_999]),
            approved_at=approved,
            begun_at=max(approved, begun) if approved and begun else None,
        )

    def moment(self):
        return BEGUN + timedelta(minutes=self.chance.choice([5, 59, 60, 61, 80]))

    def asked(self):
        lines = [
            {
                "of": str(line.id),
                "kind": line.kind,
                "quantity": line.quantity,
                "unit_yen": line.unit_yen,
                "approved": micros(line.approved_at),
                "begun": micros(line.begun_at),
            }
            for line in self.lines
        ]
        spans = [[micros(a), micros(b)] for a, b in self.spans]
        return {"lines": lines, "spans": spans, "until": micros(self.until)}

    def figures(self):
        entries = [
            charge.PriceListEntry(item=kind, kind=charge.LineKind(kind), max_unit_price=999_999)
            for kind in KINDS
        ]
        bill = bills.bill(
            self.lines,
            spans=self.spans,
            until=self.until,
            worked_on=BEGUN.date(),
            payer="resident",
            price_list=entries,
            approved_total_yen=0,
        )
        agreed = sum(line.amount_yen for line in self.lines)
        tax = figures.tax_yen(agreed, on=BEGUN.date())
        return [bill.subtotal_yen, bill.tax_yen, bill.total_yen, agreed, tax, agreed + tax]


@pytest.mark.clause("A1.3")
def test_the_phone_and_the_server_come_to_the_same_yen(page: Page):
    drawn = [Drawn(random.Random(seed)) for seed in range(CASES)]
    page.evaluate("() => { window.kaketsukePhone = {}; }")
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
    found = page.evaluate(
        """({ cases, percent, free }) => cases.map(({ lines, spans, until }) => {
          const { bill, totalsOf } = window.kaketsukePhone.money;
          return [bill(lines, { spans, until, free, percent }), totalsOf(lines, percent)]
            .flatMap((each) => [each.subtotal_yen, each.tax_yen, each.total_yen]);
        })""",
        {
            "cases": [each.asked() for each in drawn],
            "percent": figures.tax_percent(BEGUN.date()),
            "free": figures.free_minutes(BEGUN.date()),
        },
    )
    for seed, each in enumerate(drawn):
        assert found[seed] == each.figures(), f"drawn with seed {seed}"
