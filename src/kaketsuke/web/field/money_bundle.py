"""What a phone needs to make and sign an estimate without a signal, and to say what is to pay.

Prices, tax and words come from the server; the phone adds up whole yen and microseconds by the same
steps as `money` and the written service, which reckon everything anew when it goes up (A1.3).
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from kaketsuke.money import handing, payers, refusals, signing
from kaketsuke.money import queries as money_queries
from kaketsuke.money.bills import AgreedLine
from kaketsuke.money.queries import EstimateCard, PriceLine
from kaketsuke.onsite import clocks, signatures
from kaketsuke.onsite import refusals as onsite_refusals
from kaketsuke.overview.field import Job
from kaketsuke.rules import figures
from kaketsuke.web import data_words
from kaketsuke.web.answering import CHOOSE, SHEETS, SIGN_OR_TYPE, SignedAnswerForm
from kaketsuke.web.field import presenting, words
from kaketsuke.web.field.estimate_views import MOST, EstimateForm
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.templatetags.kaketsuke import yen

# So many estimates can be made until the next contact; each has a name of its own, and its code.
SPARE: Final = 12
READ_HERE: Final = _(
    "この画面で読み、PDF はお客さまのページで受け取ります（電子で受け取ることに同意します）"
)
SAMPLE: Final = 1_234_567
# When a carried line was first approved and begun.
Carried = tuple[datetime | None, datetime | None]
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def money(request: PageRequest, job: Job) -> dict[str, Any]:
    """Return prices, tax, the clock's stretches, what is agreed, and the screens to fill."""
    items = money_queries.price_list(job.company_id, on=request.now)
    cards = money_queries.estimates_of(job.case_id)
    agreed = next((card for card in cards if card.approved), None)
    waiting = next((card for card in cards if card.open), None)
    percent = figures.tax_percent(money_queries.worked_on(job.case_id, at=request.now))
    return {
        "percent": percent,
        "free_minutes": job.free_minutes,
        "spans": [[_moment(a), _moment(b)] for a, b in clocks.spans_of(job.case_id)],
        "items": {item.code: _item(item) for item in items},
        "agreed": _agreed(agreed) if agreed else None,
        "waiting": _waiting(waiting) if waiting else None,
        "versions": money_queries.versions_made(job.case_id),
        "spare": [[str(key), signing.code_of(key)] for key in (uuid4() for _each in range(SPARE))],
        "form": _form(request, job, items),
        "payer": _payer(request, job, percent=percent),
        "words": _words(job),
        "signature": _signature(),
    }


def _moment(at: datetime | None) -> int | None:
    """Return microseconds, which a script counts exactly."""
    return None if at is None else (at - EPOCH) // timedelta(microseconds=1)


def _item(item: PriceLine) -> dict[str, Any]:
    return {
        "name": data_words.item_name(item),
        "unit": str(data_words.UNITS.get(item.unit, item.unit)),
        "kind": item.kind,
        "unit_yen": item.max_unit_yen,
    }


def _line(line: AgreedLine, carried: Carried | None = None) -> dict[str, Any]:
    approved, begun = carried or (line.approved_at, line.begun_at)
    return {
        "of": str(line.id),
        "item": line.item,
        "name": data_words.item_name(line),
        "unit": str(data_words.UNITS.get(line.unit, line.unit)),
        "kind": line.kind,
        "quantity": line.quantity,
        "unit_yen": line.unit_yen,
        "approved": _moment(approved),
        "begun": _moment(begun),
    }


def _agreed(card: EstimateCard) -> dict[str, Any]:
    return {"total_yen": card.total_yen, "lines": [_line(line) for line in card.lines]}


def _waiting(card: EstimateCard) -> dict[str, Any]:
    carried = money_queries.moments_carried(card.id)
    return {
        "of": str(card.id),
        "code": signing.code_of(card.id),
        "version": card.version,
        "lines": [_line(line, carried.get(line.id)) for line in card.lines],
    }


def _form(request: PageRequest, job: Job, items: list[PriceLine]) -> str:
    form = EstimateForm(items=items)
    context = {
        **presenting.around(job), "form": form, "lines": form.by_item(), "kinds": words.KINDS,
        "approved": None, "layout": "field/part.html", "alone": True,
    }  # fmt: skip
    return render_to_string("field/estimate.html", context, request)


def _payer(request: PageRequest, job: Job, *, percent: int) -> str:
    form = SignedAnswerForm(estimate_id=job.case_id)
    form.fields["sheet"].widget.choices = (("electronic", READ_HERE), *SHEETS[1:])
    context = {
        **presenting.around(job),
        "payer": job.requested_by,
        "signs_here": payers.is_at_the_door(job.case_id),
        "tax_percent": percent,
        "form": form,
        "sheet": handing.sheet_words(job.case_id, at=request.now),
    }
    return render_to_string("field/payer_alone.html", context, request)


def _words(job: Job) -> dict[str, Any]:
    return {
        "yen": {
            tax: yen(SAMPLE, tax=tax).replace(f"{SAMPLE:,}", "{n}") for tax in ("with", "none")
        },
        "most": MOST,
        "no_lines": str(refusals.NO_LINES),
        "quantity": str(refusals.QUANTITY_RANGE),
        "no_more": str(refusals.NO_MORE_ALONE),
        "sheet": str(CHOOSE),
        "sign": str(SIGN_OR_TYPE),
        "name": str(refusals.NAME_MISSING),
        "code": str(refusals.CODE_WRONG),
        "number": handing.sheet_number(job.number, "{n}"),
    }


def _signature() -> dict[str, Any]:
    return {
        "points": signatures.FEWEST_POINTS,
        "most": signatures.MOST_POINTS,
        "width": signatures.LEAST_WIDTH,
        "height": signatures.LEAST_HEIGHT,
        "first": str(onsite_refusals.SIGN_FIRST),
        "larger": str(onsite_refusals.SIGN_LARGER),
        "again": str(onsite_refusals.SIGN_AGAIN),
    }
