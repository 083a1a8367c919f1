"""The records of conduct and protection as supervisors read them. For nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.intake import record
from kaketsuke.intake.models import Flag, FlagNote, Request
from kaketsuke.parties.models import Dwelling
from kaketsuke.people import keys, sealing
from kaketsuke.residents import queries as resident_queries


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A live record of conduct or protection, opened for a supervisor."""

    id: UUID
    ground: str
    facts: str
    set_by_id: UUID
    set_at: datetime
    review_on: date
    awaits_second: bool
    person_id: UUID | None
    places: tuple[str, ...]
    until: datetime | None = None
    document: str = ""
    clause: str = ""
    confirmed_by_id: UUID | None = None
    confirmed_at: datetime | None = None
    appealed: bool = False
    registered: bool = False


@dataclass(frozen=True, slots=True)
class NoteLine:
    """What was noted of a record afterwards, opened."""

    kind: str
    words: str
    written_by_id: UUID | None
    written_at: datetime


def note_place(note_id: UUID) -> str:
    """Return the context to which a note's words are sealed."""
    return f"intake.flagnote.words:{note_id}"


def appeal_open(flag_id: UUID) -> bool:
    """Return whether the newest appeal against a record has not been decided."""
    return flag_id in _appealed([flag_id])


def notes_of(flag_id: UUID) -> list[NoteLine]:
    """Return what was noted of a record, newest first."""
    key = keys.open_key("flag", flag_id)
    return [
        NoteLine(
            kind=note.kind,
            words=sealing.open_sealed(key, note.words_sealed, context=note_place(note.id))
            if note.words_sealed is not None
            else "",
            written_by_id=note.written_by_id,
            written_at=note.written_at,
        )
        for note in FlagNote.objects.filter(flag=flag_id).order_by("-written_at", "-pk")
    ]


def facts_place(flag_id: UUID) -> str:
    """Return the context to which a flag's facts are sealed."""
    return f"intake.flag.facts:{flag_id}"


def flags_about(request: Request, *, at: datetime) -> list[FlagLine]:
    """Return the live flags that weigh on a request, opened, also those not yet confirmed."""
    about = Q(person_id=request.requester_person_id, person_id__isnull=False)
    if request.dwelling_id is not None:
        registrants = resident_queries.live_registrants(request.dwelling_id, at)
        about |= Q(dwelling_id=request.dwelling_id)
        about |= Q(person_id__in=[each.person_id for each in registrants])
    return _lines(record.live_flags(at).filter(about))


def live_flags(viewer: Viewer, *, at: datetime) -> list[FlagLine]:
    """Return every live flag of the viewer's companies, the next to be reviewed first.

    A constant number of queries, however many there are.
    """
    return _lines(_of(viewer, at=at).order_by("review_on", "set_at"))


def reviews(viewer: Viewer, *, at: datetime) -> list[tuple[UUID, str, date]]:
    """Return id, ground and day of review of the live records; nothing of them is opened."""
    return list(_of(viewer, at=at).order_by("review_on").values_list("pk", "ground", "review_on"))


def live_flag(viewer: Viewer, flag_id: UUID, *, at: datetime) -> FlagLine | None:
    """Return one live flag where the viewer may see it."""
    return next(iter(_lines(_of(viewer, at=at).filter(pk=flag_id))), None)


def _of(viewer: Viewer, *, at: datetime) -> QuerySet[Flag]:
    found = record.live_flags(at).filter(company_id__in=viewer.company_ids)
    return found if viewer.has("supervisor") else found.none()


def _lines(found: QuerySet[Flag]) -> list[FlagLine]:
    flags = list(found)
    opened = keys.open_keys("flag", [flag.id for flag in flags])
    rooms, homes = _rooms(flags), _homes(flags)
    appealed = _appealed([flag.id for flag in flags])
    registered = _registered(flag.id for flag in flags)
    return [
        FlagLine(
            id=flag.id,
            ground=flag.ground,
            facts=sealing.open_sealed(
                opened[flag.id], flag.facts_sealed, context=facts_place(flag.id)
            ),
            set_by_id=flag.set_by_id,
            set_at=flag.set_at,
            review_on=flag.review_on,
            awaits_second=flag.ground == record.NEEDS_TWO and flag.confirmed_by_id is None,
            person_id=flag.person_id,
            until=flag.until,
            document=flag.document,
            clause=flag.clause,
            confirmed_by_id=flag.confirmed_by_id,
            confirmed_at=flag.confirmed_at,
            appealed=flag.id in appealed,
            registered=flag.id in registered,
            places=tuple(
                [rooms[flag.dwelling_id]]
                if flag.dwelling_id in rooms
                else homes.get(flag.person_id, [])
            ),
        )
        for flag in flags
        if flag.id in opened
    ]


def _appealed(flag_ids: list[UUID]) -> set[UUID]:
    """Return the records whose newest appeal nobody has decided."""
    return _whose_newest_is("appealed", flag_ids, until="upheld")


def _registered(flag_ids: Iterable[UUID]) -> set[UUID]:
    """Return the records at whose home somebody registered since they were looked at."""
    return _whose_newest_is("registered", flag_ids, until="reviewed")


def _whose_newest_is(kind: str, flag_ids: Iterable[UUID], *, until: str) -> set[UUID]:
    found = FlagNote.objects.filter(flag__in=list(flag_ids), kind__in=[kind, until])
    newest = found.order_by("flag_id", "-written_at", "-pk").distinct("flag_id")
    return {note.flag_id for note in newest if note.kind == kind}


def registered_at_protected(viewer: Viewer, *, at: datetime) -> int:
    """Return at how many protected homes somebody registered whom no supervisor has looked at."""
    if not viewer.has("supervisor"):
        return 0
    found = _of(viewer, at=at).filter(ground=record.PROTECTIVE, notes__kind="registered")
    return len(_registered(found.values_list("pk", flat=True).distinct()))


def _rooms(flags: Iterable[Flag]) -> dict[UUID | None, str]:
    wanted = [flag.dwelling_id for flag in flags if flag.dwelling_id]
    if not wanted:
        return {}
    found = Dwelling.objects.filter(pk__in=wanted).select_related("building")
    return {each.id: _words(each) for each in found}


def _homes(flags: Iterable[Flag]) -> dict[UUID | None, list[str]]:
    people = [flag.person_id for flag in flags if flag.person_id]
    homes: dict[UUID | None, list[str]] = {}
    for home in resident_queries.registrations_of(people) if people else ():
        homes.setdefault(home.person_id, []).append(_words(home.dwelling))
    return homes


def _words(dwelling: Dwelling) -> str:
    return f"{dwelling.building.name} {dwelling.room}"
