"""The board: every live case of the viewer's companies, what is urgent on top."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choose
from django.db.models import IntegerField, Value, When

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.models import ENDED, Case
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
    "urgent": ("urgency", "state_since"),
    "newest": ("-opened_at",),
    "oldest": ("opened_at",),
    "place": ("dwelling__building__name", "dwelling__room"),
}


def board(
    viewer: Viewer, *, now: datetime, state: str = "", order: str = "urgent", ended: bool = False
) -> list[BoardRow]:
    """Return the rows, in a constant number of queries."""
    found = Case.objects.filter(company_id__in=viewer.company_ids)
    found = found.filter(state__in=ENDED) if ended else found.exclude(state__in=ENDED)
    if state:
        found = found.filter(state=state)
    urgency = Choose(
        When(state__in=["unfilled", "halted", "turned_away"], then=Value(0)),
        When(human_needed__gt="", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    columns = ("-ended_at",) if ended else _ORDERS.get(order, _ORDERS["urgent"])
    cases = list(
        found.annotate(urgency=urgency)
        .select_related("dwelling__building")
        .order_by(*columns)[:SHOWN]
    )
    leads = dispatch_queries.leads_of([case.id for case in cases])
    cards = network_queries.technician_cards({lead.technician_id for lead in leads.values()})
    rows = [_row(case, leads.get(case.id), cards, now=now) for case in cases]
    return sorted(rows, key=_is_calm) if order == "urgent" and not ended else rows


def rows_of(viewer: Viewer, case_ids: Collection[uuid.UUID], *, now: datetime) -> list[BoardRow]:
    """Return some cases of the viewer's companies, in a constant number of queries."""
    cases = list(
        Case.objects.filter(company_id__in=viewer.company_ids, pk__in=case_ids)
        .select_related("dwelling__building")
        .order_by("state_since")
    )
    leads = dispatch_queries.leads_of([case.id for case in cases])
    cards = network_queries.technician_cards({lead.technician_id for lead in leads.values()})
    return [_row(case, leads.get(case.id), cards, now=now) for case in cases]


def _is_calm(row: BoardRow) -> bool:
    return not (row.human_needed or row.is_late)


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
