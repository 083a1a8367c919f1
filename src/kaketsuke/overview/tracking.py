"""What a resident sees of one case through its link: the state, who comes, what it costs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases import attendance
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import ENDS, LIVE
from kaketsuke.cases.models import Case, Link
from kaketsuke.cases.services import links
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch.queries import Bound
from kaketsuke.money import payers
from kaketsuke.money import queries as money_queries
from kaketsuke.money.queries import EstimateCard, ReceiptCard, SettlementCard
from kaketsuke.network import queries as network_queries
from kaketsuke.network.queries import TechnicianCard
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.overview import arrivals, contacts, places
from kaketsuke.overview.arrivals import Expected
from kaketsuke.overview.contacts import Number
from kaketsuke.overview.places import Places
from kaketsuke.people import queries as people_queries

ON_THE_WAY = ("assigned", "en_route")
WITH_TECHNICIAN = (*ON_THE_WAY, "arrived", "verified", "working", "opened", "turned_away")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: one case, for one person where it was sent to a known one."""

    case_id: UUID
    person_id: UUID | None

    @property
    def viewer(self) -> Viewer:
        """Return the visitor as the database and the guards know them: this case, nothing else."""
        people: Collection[UUID] = () if self.person_id is None else (self.person_id,)
        return Viewer(case_ids=frozenset({self.case_id}), person_ids=frozenset(people))


@dataclass(frozen=True, slots=True)
class Tracking:
    """The page of one case."""

    case_id: UUID
    number: int
    state: str
    outcome: str
    last_seq: int
    since: datetime
    building: str
    company: str
    contacts: tuple[Number, ...]
    attendance: str
    code_word: str
    technician: TechnicianCard | None
    has_portrait: bool
    arrival: Expected | None
    check_owed: bool
    requested_by: str
    is_payer: bool
    may_stop: bool
    estimate: EstimateCard | None
    agreed: EstimateCard | None
    breaking_agreed: bool
    has_objected: bool
    receipt: ReceiptCard | None
    settlement: SettlementCard | None
    places: Places | None

    @property
    def is_over(self) -> bool:
        """Whether the case has ended."""
        return self.state in ENDS

    @property
    def may_object(self) -> bool:
        """Whether the payer may say that a word given in their name was none of theirs."""
        in_force = self.agreed is not None or self.breaking_agreed
        if not self.is_payer or self.has_objected:
            return False
        return in_force and self.state in ("working", "opened", "halted")

    @property
    def code_word_matters(self) -> bool:
        """Whether the code word is still to be said."""
        return self.state in (*ON_THE_WAY, "arrived")

    @property
    def technician_is_coming(self) -> bool:
        """Whether the arrival is still ahead."""
        return self.state in ON_THE_WAY


def open_link(token: str, *, now: datetime, papers: bool = False) -> Opened | None:
    """Return what a token opens, or nothing where it is unknown or dead.

    The payer's papers open longer than the page of the case.
    """
    link = case_services.link_by_token(token, now=now, papers=papers)
    return None if link is None else Opened(link.case_id, link.person_id)


def was_made(token: str) -> bool:
    """Return whether there ever was such a link: a dead one is not an unknown one."""
    return Link.objects.filter(token_sha256=links.digest_of(token)).exists()


def has_papers(opened: Opened) -> bool:
    """Return whether the link's holder is the payer of a settled case."""
    with context.acting_as(opened.viewer):
        case = Case.objects.select_related("request").get(pk=opened.case_id)
        settled = case.settled_total_yen is not None
        return settled and payers.pays(case, opened.person_id)


def language_of(person_id: UUID | None) -> str:
    """Return the language that a link's holder reads, where that is known."""
    if person_id is None:
        return ""
    return people_queries.languages_of([person_id]).get(person_id, "")


def tracking_page(opened: Opened, *, at: datetime) -> Tracking:
    """Return the case for the holder of a link. A constant number of queries."""
    case = Case.objects.select_related("request", "company", "dwelling__building").get(
        pk=opened.case_id
    )
    lead = dispatch_queries.lead_of(case.id) if case.state in WITH_TECHNICIAN else None
    estimates = money_queries.estimates_of(case.id)
    payer = payers.pays(case, opened.person_id)
    return Tracking(
        case_id=case.id,
        number=case.number,
        state=case.state,
        outcome=case.outcome or "",
        last_seq=case.last_seq,
        since=case.state_since,
        building=case.dwelling.building.name,
        company=case.company.name,
        contacts=contacts.numbers_of(case.request.terms_version_id),
        attendance=attendance.attendant_of(case).role,
        code_word="" if _reads_on_a_borrowed_phone(case, opened.person_id) else case.code_word,
        technician=network_queries.technician_card(lead.technician_id) if lead else None,
        has_portrait=lead is not None and network_queries.has_portrait(lead.technician_id),
        arrival=arrivals.expected(case.id) if case.state in ON_THE_WAY else None,
        check_owed=case.check_owed,
        requested_by=case.requested_by,
        is_payer=payer,
        may_stop=case.state in LIVE and opened.person_id is not None,
        estimate=next((card for card in estimates if card.newest), None),
        agreed=next((card for card in estimates if card.approved), None),
        breaking_agreed=bool(onsite_queries.breaking_agreed(case.id)) if payer else False,
        has_objected=payer and case.payer_objected,
        receipt=money_queries.receipt_of(case.id) if payer else None,
        settlement=money_queries.settlement_of(case.id, at=at) if payer else None,
        places=_places(case, lead),
    )


def _places(case: Case, lead: Bound | None) -> Places | None:
    """The technician is shown on the way and nowhere else; the map is of no use after that."""
    if lead is None or case.state not in ON_THE_WAY:
        return None
    on_the_way = lead.technician_id if case.state == "en_route" else None
    return places.places(case.dwelling.building, technician_id=on_the_way, since=lead.since)


def _reads_on_a_borrowed_phone(case: Case, person_id: UUID | None) -> bool:
    """The code word is read out by the operator where the own phone lies inside."""
    return case.phone_inside and person_id in (None, case.request.requester_person_id)
