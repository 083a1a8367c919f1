"""Which facts of a request stand on record, and how they join with what people say.

What the record says is never asked of a caller and never believed from one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kaketsuke.intake.models import Flag, Request
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import Dwelling, Owner
from kaketsuke.residents import queries as resident_queries

# Only people know these.
STATED_BY_PEOPLE: Final = frozenset(
    {
        "danger_to_life",
        "cause",
        "requester.role",
        "requester.is_registrant",
        "target.is_own_home",
        "attendance",
        "photo_id",
        "registrant_objects",
    }
)
# Known only from people as long as no dwelling of ours was found.
STATED_WITHOUT_DWELLING: Final = frozenset(
    {"contract.status", "contract.covers_dwelling", "registration.status"}
)
STATED_WITHOUT_OWNER: Final = frozenset({"owner.is_corporation"})
OWNER_SIDE: Final = ("owner", "owner_agent")
PROTECTIVE: Final = "protective"
NEEDS_TWO: Final = "4.7.9"
NOT_ENTITLED: Final = _(
    "立会いが認められる方として記録にありません。登録された方か、オーナー側の方を選んでください。"
)

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Said:
    """What people said, by path; absent is unknown."""

    facts: Mapping[str, Any]

    def get(self, path: str) -> Any:
        return self.facts.get(path)


def flattened(facts: Mapping[str, Any]) -> Facts:
    """Return nested facts by their dotted paths."""
    flat: Facts = {}
    for key, value in facts.items():
        if isinstance(value, Mapping):
            flat.update({f"{key}.{name}": inner for name, inner in value.items()})
        else:
            flat[key] = value
    return flat


def nested(facts: Mapping[str, Any]) -> Facts:
    """Return facts by path as the JSON object of the decision; unknown ones are left out."""
    made: Facts = {}
    for path, value in facts.items():
        if value is None:
            continue
        group, dot, name = path.partition(".")
        if dot:
            made.setdefault(group, {})[name] = value
        else:
            made[group] = value
    return made


def may_be_stated(request: Request) -> frozenset[str]:
    """Return the paths that people may answer for this request."""
    allowed = STATED_BY_PEOPLE
    if request.dwelling_id is None:
        allowed |= STATED_WITHOUT_DWELLING
    if request.requester_owner_id is None and request.attendant_owner_id is None:
        allowed |= STATED_WITHOUT_OWNER
    return allowed


def joined(request: Request, *, now: datetime) -> Facts:
    """Return all facts of the request as the decision reads them: said, and on record."""
    said = _Said(request.stated)
    flat: Facts = {**request.stated, "received_at": request.received_at.isoformat()}
    role = _role(request, said=said)
    flat["requester.role"] = role
    corporation = _owner_is_corporation(request, said=said)
    if corporation is not None:
        flat["owner.is_corporation"] = corporation
    if request.dwelling_id is not None:
        flat.update(_of_the_dwelling(request, role=role, said=said, now=now))
    flat.update(_of_flags(request, now=now))
    return nested(flat)


def may_attend(
    dwelling: Dwelling | None,
    *,
    attendance: str,
    person_id: UUID | None,
    owner_id: UUID | None,
    at: datetime,
    confirmed_before: datetime | None = None,
) -> bool:
    """Return whether the record knows this person as one who may stand at the door (A1.2.1)."""
    if dwelling is None:
        return False
    if attendance == "registrant":
        registrants = resident_queries.live_registrants(
            dwelling.id, at, confirmed_before=confirmed_before
        )
        return person_id in {each.person_id for each in registrants}
    owners = {each.id: each for each in party_queries.owners_of(dwelling.building_id, at)}
    owner = owners.get(owner_id) if owner_id is not None else None
    if owner is None or attendance not in OWNER_SIDE:
        return False
    if attendance == "owner":
        return True
    return person_id is not None and party_queries.mandate_live(owner.id, person_id, at)


def protected_at(dwelling_id: UUID, *, at: datetime) -> bool:
    """Return whether somebody behind this door is protected at that moment (X-8)."""
    registrants = resident_queries.live_registrants(dwelling_id, at)
    about = Q(dwelling_id=dwelling_id) | Q(person_id__in=[each.person_id for each in registrants])
    return binding_flags(at).filter(about, ground=PROTECTIVE).exists()


def newest_protection(dwelling_id: UUID, *, at: datetime) -> datetime | None:
    """Return when the newest flag was set that protects somebody behind this door (X-8)."""
    registrants = resident_queries.live_registrants(dwelling_id, at)
    about = Q(dwelling_id=dwelling_id) | Q(person_id__in=[each.person_id for each in registrants])
    found = binding_flags(at).filter(about, ground=PROTECTIVE).order_by("-set_at")
    return found.values_list("set_at", flat=True).first()


def protecting(dwelling_id: UUID, *, but_not: UUID, at: datetime) -> QuerySet[Flag]:
    """Return the protective flags behind a door, without those of one person themselves (X-8)."""
    registrants = resident_queries.live_registrants(dwelling_id, at)
    others = [each.person_id for each in registrants if each.person_id != but_not]
    about = Q(dwelling_id=dwelling_id) | Q(person_id__in=others)
    return binding_flags(at).filter(about, ground=PROTECTIVE)


def protected_among(
    registered: Collection[tuple[UUID, UUID]], *, at: datetime
) -> frozenset[tuple[UUID, UUID]]:
    """Return which of these persons at these dwellings are protected (X-8). One query."""
    about = Q(person_id__in={person for person, _ in registered}) | Q(
        dwelling_id__in={dwelling for _, dwelling in registered}
    )
    found = binding_flags(at).filter(about, ground=PROTECTIVE)
    marked = {each for pair in found.values_list("person_id", "dwelling_id") for each in pair}
    return frozenset(pair for pair in registered if marked.intersection(pair))


def protected_since(
    registered: Collection[tuple[UUID, UUID]], *, at: datetime
) -> dict[UUID, datetime]:
    """Return since when somebody behind the doors of these persons and dwellings is protected.

    Only the doors behind which somebody is at that moment (X-8). One query.
    """
    about = Q(person_id__in={person for person, _ in registered}) | Q(
        dwelling_id__in={dwelling for _, dwelling in registered}
    )
    found = binding_flags(at).filter(about, ground=PROTECTIVE)
    since: dict[UUID, datetime] = {}
    for person_id, dwelling_id, set_at in found.values_list("person_id", "dwelling_id", "set_at"):
        for person, dwelling in registered:
            if person == person_id or dwelling == dwelling_id:
                since[dwelling] = min(set_at, since.get(dwelling, set_at))
    return since


def live_flags(at: datetime) -> QuerySet[Flag]:
    """Return the flags that nobody ended, also those that do not bind yet."""
    return Flag.objects.filter(Q(until__isnull=True) | Q(until__gt=at))


def binding_flags(at: datetime) -> QuerySet[Flag]:
    """Return the flags that weigh on requests: the last ground only once confirmed (4.7.9)."""
    return live_flags(at).exclude(ground=NEEDS_TWO, confirmed_by_id__isnull=True)


def flagged(request: Request) -> bool:
    """Return whether two people must decide: a record of conduct or a protective flag stands."""
    return bool(request.facts.get("conduct")) or bool(request.facts.get("protected"))


def asked_by_owner(request: Request) -> bool:
    """Return whether the owner's side asks, who then pays (3.3)."""
    return (request.facts.get("requester") or {}).get("role") in OWNER_SIDE


def _role(request: Request, *, said: _Said) -> str | None:
    """Owners and agents count once the record knows them; an agent without a mandate is other."""
    role: str | None = said.get("requester.role")
    if role not in OWNER_SIDE or request.dwelling is None:
        return role
    at = request.received_at
    if request.requester_owner_id is None:
        return None
    holders = {owner.id for owner in party_queries.owners_of(request.dwelling.building_id, at)}
    if request.requester_owner_id not in holders:
        return "other"
    if role == "owner":
        return role
    if request.requester_person_id is None:
        return None
    owner = party_queries.owner(request.requester_owner_id)
    if not owner.legal_person:
        return role  # the rule on agents of a natural person says why it is declined
    live = party_queries.mandate_live(owner.id, request.requester_person_id, at)
    return role if live else "other"


def _owner_is_corporation(request: Request, *, said: _Said) -> bool | None:
    """Every owner for whom somebody acts must be a corporation."""
    both = (request.requester_owner_id, request.attendant_owner_id)
    involved = [owner_id for owner_id in both if owner_id is not None]
    if involved:
        legal = Owner.objects.filter(pk__in=involved).values_list("legal_person", flat=True)
        return all(legal)
    if said.get("attendance") == "owner_agent" and request.dwelling is not None:
        owners = party_queries.owners_of(request.dwelling.building_id, request.received_at)
        kinds = {owner.legal_person for owner in owners}
        return kinds.pop() if len(kinds) == 1 else None
    return None


def _of_the_dwelling(request: Request, *, role: str | None, said: _Said, now: datetime) -> Facts:
    dwelling, at = request.dwelling, request.received_at
    if dwelling is None:
        return {}
    contract = party_queries.contract_status_at(dwelling.id, at)
    area = party_queries.area_facts(dwelling.building, now)
    registration = _registration(dwelling.id, request=request, role=role, now=now)
    facts: Facts = {
        "contract.status": contract.status,
        "contract.covers_dwelling": contract.covers,
        "registration.status": registration,
        "lock_on_record": party_queries.lock_on_record(dwelling.id, at),
        "force_majeure": area.force_majeure,
        "area_closed": area.area_closed,
    }
    if role == "resident" and said.get("target.is_own_home") is None:
        facts["target.is_own_home"] = _own_home(request, registration=registration)
    return facts


def _registration(
    dwelling_id: UUID, *, request: Request, role: str | None, now: datetime
) -> str | None:
    """A resident's own; for everybody else the dwelling's. Unknown while the caller has no name.

    Who registered after the call began counts once the owner has confirmed them (2.2).
    """
    at = request.received_at
    person = request.requester_person_id if role == "resident" else None
    status = resident_queries.registration_status(
        dwelling_id, person, at=at, usable_before=at, confirmed_before=now
    )
    if person is None and role in (None, "resident") and status == "registered":
        return None
    return status


def _own_home(request: Request, *, registration: str | None) -> bool | None:
    if request.requester_person_id is None:
        return None
    if registration == "registered":
        return True
    at = request.received_at
    homes = resident_queries.registrations_of([request.requester_person_id])
    lives_elsewhere = any(
        home.dwelling_id != request.dwelling_id
        and home.valid.lower <= at
        and (home.valid.upper is None or home.valid.upper > at)
        for home in homes
    )
    return False if lives_elsewhere else None


def _of_flags(request: Request, *, now: datetime) -> Facts:
    """What supervisors recorded against the requester, and whether anybody is protected (X-8)."""
    about = Q(person_id__in=_people_of(request))
    if request.dwelling_id is not None:
        about |= Q(dwelling_id=request.dwelling_id)
    flags = list(binding_flags(now).filter(about).values_list("ground", "person_id"))
    conduct = sorted(
        {
            ground
            for ground, person_id in flags
            if ground != PROTECTIVE
            and person_id is not None
            and person_id == request.requester_person_id
        }
    )
    return {
        "conduct": conduct,
        "protected": any(ground == PROTECTIVE for ground, _person in flags),
    }


def _people_of(request: Request) -> set[UUID]:
    people = {request.requester_person_id, request.attendant_person_id} - {None}
    if request.dwelling_id is not None:
        registrants = resident_queries.live_registrants(request.dwelling_id, request.received_at)
        people |= {each.person_id for each in registrants}
    return {person for person in people if person is not None}
