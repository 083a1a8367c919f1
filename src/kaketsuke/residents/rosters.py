"""What an owner's roster says of one resident, sealed under the invitation's own key."""

import itertools
import json
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from kaketsuke.parties import naming
from kaketsuke.parties.models import Dwelling
from kaketsuke.people import keys, sealing
from kaketsuke.people.models import ContactPoint
from kaketsuke.residents.models import Invitation, Registration

AT_A_TIME: Final = 2_000
_as_text: Final = json.JSONEncoder(ensure_ascii=False).encode


class Line(Protocol):
    """What is sealed of a line."""

    @property
    def name(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def kana(self) -> str: ...
    @property
    def email(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RosterLine:
    """An invitation, opened. It prints as nothing, since what prints may end in a log."""

    id: uuid.UUID
    dwelling_id: uuid.UUID
    name: str
    kana: str
    phone: str
    email: str
    moved_in_on: date | None
    moved_out_on: date | None
    sent_at: datetime | None

    def __repr__(self) -> str:
        """Keep the line out of logs and tracebacks."""
        return f"RosterLine({self.id})"


def _place(invitation_id: uuid.UUID) -> str:
    return f"residents.invitation.content:{invitation_id}"


def seal_line(key: bytes, line: Line, *, invitation_id: uuid.UUID) -> bytes:
    """Return a line of a roster, sealed to its invitation."""
    text = _as_text([line.name, line.kana, line.phone, line.email])
    return sealing.seal(key, text, context=_place(invitation_id))


def open_lines(invitations: Collection[Invitation]) -> dict[uuid.UUID, RosterLine]:
    """Return the lines that can still be opened, by invitation. One query."""
    opened = keys.open_keys("invitation", [each.pk for each in invitations])
    return {
        each.pk: _opened(each, key=opened[each.pk])
        for each in invitations
        if each.pk in opened and each.content_sealed is not None
    }


def _opened(invitation: Invitation, *, key: bytes) -> RosterLine:
    text = sealing.open_sealed(key, invitation.content_sealed or b"", context=_place(invitation.pk))
    name, kana, phone, email = json.loads(text)
    return RosterLine(
        id=invitation.pk,
        dwelling_id=invitation.dwelling_id,
        name=name,
        kana=kana,
        phone=phone,
        email=email,
        moved_in_on=invitation.moved_in_on,
        moved_out_on=invitation.moved_out_on,
        sent_at=invitation.sent_at,
    )


def recogniser() -> Callable[[str, str], bytes]:
    """Return what makes the digest of name and phone by which a line is known again next time.

    Blanks aside. Its key is looked up once, for all the lines of a roster.
    """
    index = sealing.indexer("roster.who")

    def who_is_meant(name: str, phone: str) -> bytes:
        return index(f"{phone}\0{''.join(name.split())}")

    return who_is_meant


def names_anybody(building_id: uuid.UUID) -> bool:
    """Return whether invitations of a roster stand in a building."""
    return Invitation.objects.filter(dwelling__building=building_id, origin="roster").exists()


def known_lines(building_id: uuid.UUID) -> Iterator[tuple[uuid.UUID, str, bytes]]:
    """Yield id, room and digest of everybody whom the last roster of a building named.

    Some dwellings at a time, by their index: right after many rows were written the database knows
    too little of its tables to join them well.
    """
    homes = Dwelling.objects.filter(building=building_id).values_list("id", "room")
    rows = homes.iterator(chunk_size=AT_A_TIME)
    while rooms := dict(itertools.islice(rows, AT_A_TIME)):
        found = Invitation.objects.filter(
            dwelling__id__any_of=rooms,
            origin="roster",
        )
        for pk, dwelling_id, who in found.values_list("id", "dwelling_id", "line_index"):
            yield pk, rooms[dwelling_id], bytes(who or b"")


def registrants_by_phone(
    building_id: uuid.UUID, *, at: datetime
) -> dict[tuple[uuid.UUID, bytes], uuid.UUID]:
    """Return the registrants of a building by dwelling and blind index of a phone. Two queries."""
    live = Registration.objects.filter(dwelling__building=building_id, valid__contains=at)
    homes = dict(live.values_list("person_id", "dwelling_id"))
    points = ContactPoint.objects.filter(person__in=homes, kind="phone", ended_at__isnull=True)
    return {
        (homes[person_id], bytes(index)): person_id
        for person_id, index in points.values_list("person_id", "index")
    }


def lines_of_number(dwelling_id: uuid.UUID, phone: str) -> dict[uuid.UUID, RosterLine]:
    """Return what a roster says of a home with this number (in its one form), opened."""
    index = sealing.blind_index("phone", phone)
    named = Invitation.objects.filter(dwelling=dwelling_id, origin="roster", phone_index=index)
    return open_lines(list(named))


def of_names(lines: Mapping[uuid.UUID, RosterLine], names: set[str]) -> list[uuid.UUID]:
    """Return which of these lines mean one of the folded names; near is not the same."""
    said = names - {""}
    return [
        pk
        for pk, line in lines.items()
        if said & {naming.folded(line.name), naming.folded(line.kana)}
    ]


def registered_phones(
    dwelling_ids: Collection[uuid.UUID], *, at: datetime
) -> set[tuple[uuid.UUID, bytes]]:
    """Return dwelling and phone's blind index of everybody who is proven to live there.

    Two queries. Who still waits for a proof may be invited: the roster is one.
    """
    homes: dict[uuid.UUID, list[uuid.UUID]] = {}
    live = Registration.objects.filter(
        dwelling__id__any_of=dwelling_ids,
        valid__contains=at,
        proof__isnull=False,
    )
    for person_id, dwelling_id in live.values_list("person_id", "dwelling_id"):
        homes.setdefault(person_id, []).append(dwelling_id)
    points = ContactPoint.objects.filter(
        person__in=homes, kind="phone", ended_at__isnull=True
    ).values_list("person_id", "index")
    return {(home, bytes(index)) for person_id, index in points for home in homes[person_id]}
