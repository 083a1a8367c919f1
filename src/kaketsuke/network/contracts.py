"""The contracts between a company and its contractor firms, as the office reads them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.network.models import Edge
from kaketsuke.places import queries as place_queries


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed for a time; no municipalities: wherever the company works."""

    edge: Edge
    municipalities: tuple[str, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """A firm's terms, those that hold first, then the earlier ones from the newest on."""

    firm_name: str
    terms: tuple[Terms, ...]


def live(edge_id: uuid.UUID, company_ids: Collection[uuid.UUID], *, at: datetime) -> Edge | None:
    """Return a contract of these companies that holds at a moment."""
    found = Edge.objects.filter(pk=edge_id, company_id__in=company_ids, valid__contains=at)
    return found.select_related("firm").first()


def contracts_of(company_id: uuid.UUID, at: datetime) -> list[Contract]:
    """Return the company's contracts, each firm below the one that hands it work. Two queries."""
    found = Edge.objects.filter(company_id=company_id).select_related("firm")
    edges = list(found.order_by("firm__path", "-valid"))
    codes = {code for edge in edges for code in edge.municipalities}
    names = place_queries.municipality_names(codes)
    firms: dict[uuid.UUID, list[Terms]] = {}
    for edge in edges:
        where = tuple(names.get(code, code) for code in edge.municipalities)
        holds = edge.valid.lower <= at and (edge.valid.upper is None or at < edge.valid.upper)
        firms.setdefault(edge.firm_id, []).append(Terms(edge, where, holds))
    return [Contract(terms[0].edge.firm.name, tuple(terms)) for terms in firms.values()]
