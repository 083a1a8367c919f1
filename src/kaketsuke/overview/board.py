"""The board: every live case of the viewer's companies, what is urgent on top."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choose
from django.db.models import Exists, IntegerField, OuterRef, Q, Value, When

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.models import ENDED, Case
from kaketsuke.database.paging import Page, page_of
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.network import queries as network_queries

SHOWN = 200


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One case as the board shows it."""

    id: uuid.UUID
    number: int
    state: str
    outcome: str
    building: str
    room: str
    opened_at: datetime
    state_since: datetime
    ended_at: datetime | None
    human_needed: str
    technician: str
    firm: str
    arrive_from: datetime | None
    arrive_until: datetime | None
    is_late: bool


_LATE_IN = ("assigned", "en_route")
_ORDERS = {
    "urgent": ("calm", "urgency", "state_since"),
    "newest": ("-opened_at",),
    "oldest": ("opened_at",),
    "place": ("dwelling__building__name", "dwelling__room"),
}


def board(
    viewer: Viewer,
    *,
    now: datetime,
    state: str = "",
    order: str = "urgent",
    ended: bool = False,
    page: int = 1,
) -> Page[BoardRow]:
    """Return a page of the rows, in a constant number of queries."""
    found = Case.objects.filter(company_id__in=viewer.company_ids)
    found = found.filter(state__in=ENDED) if ended else found.exclude(state__in=ENDED)
    if state:
        found = found.filter(state=state)
    late = Q(Exists(dispatch_queries.overdue(now, of=OuterRef("pk"))), state__in=_LATE_IN)
    calm = _place(Q(human_needed__gt="") | late, Value(0), Value(1))
    urgency = _place(
        Q(state__in=["unfilled", "halted", "turned_away"]),
        Value(0),
        _place(Q(human_needed__gt=""), Value(1), Value(2)),
    )
    columns = ("-ended_at",) if ended else _ORDERS.get(order, _ORDERS["urgent"])
    if columns is _ORDERS["urgent"]:
        found = found.annotate(calm=calm, urgency=urgency)
    cases = page_of(
        found.select_related("dwelling__building").order_by(*columns, "id"), page, size=SHOWN
    )
    return cases.showing(_rows(cases.rows, now=now))


def rows_of(viewer: Viewer, case_ids: Collection[uuid.UUID], *, now: datetime) -> list[BoardRow]:
    """Return some cases of the viewer's companies, in a constant number of queries."""
    found = Case.objects.filter(company_id__in=viewer.company_ids, pk__in=case_ids)
    ordered = found.select_related("dwelling__building").order_by("state_since")
    return _rows(list(ordered), now=now)


def _place(holds: Q, then: Value, otherwise: "Value | Choose") -> Choose:
    return Choose(When(holds, then=then), default=otherwise, output_field=IntegerField())


def _rows(cases: list[Case], *, now: datetime) -> list[BoardRow]:
    leads = dispatch_queries.leads_of([case.id for case in cases])
    cards = network_queries.technician_cards({lead.technician_id for lead in leads.values()})
    return [_row(case, leads.get(case.id), cards, now=now) for case in cases]


def _row(
    case: Case,
    lead: dispatch_queries.Bound | None,
    cards: dict[uuid.UUID, network_queries.TechnicianCard],
    *,
    now: datetime,
) -> BoardRow:
    card = cards.get(lead.technician_id) if lead else None
    until = lead.arrive_until if lead else None
    return BoardRow(
        id=case.id,
        number=case.number,
        state=case.state,
        outcome=case.outcome or "",
        building=case.dwelling.building.name,
        room=case.dwelling.room,
        opened_at=case.opened_at,
        state_since=case.state_since,
        ended_at=case.ended_at,
        human_needed=case.human_needed,
        technician=card.name.full if card and card.name else "",
        firm=card.firm_name if card else "",
        arrive_from=lead.arrive_from if lead else None,
        arrive_until=until,
        is_late=case.state in _LATE_IN and until is not None and until < now,
    )
