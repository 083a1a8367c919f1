"""An owner's roster is a list of invitations: compared with last time, then kept, each line sealed.

An invitation is no registration. It is erased when the dwelling declines, when the person has
registered, when the owner takes it back, and after 90 days in any case.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.database import bulk, ids
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties.models import Dwelling
from kaketsuke.people import keys, sealing
from kaketsuke.residents import rosters
from kaketsuke.residents.models import Invitation

INVITATION_LIFE: Final = timedelta(days=90)
ROW: Final = (
    "id",
    "company_id",
    "dwelling_id",
    "content_sealed",
    "phone_index",
    "line_index",
    "digest",
    "moved_in_on",
    "moved_out_on",
)
NO_HOMES: Final[Mapping[uuid.UUID, uuid.UUID]] = MappingProxyType({})


class CannotInvite(Refusal):
    """The owner's word that the residents were told is missing, or a line stands twice."""


_REFUSALS = {
    "residents_invitation_line_once": CannotInvite(
        _("同じ部屋に、同じ氏名と電話番号の行が二つあります。一つにしてください。")
    ),
}


class Invitee(NamedTuple):
    """One line of a roster: who lives where, as the owner says. The phone is in its one form.

    `who` is the digest of name and phone where it was made before.
    """

    dwelling_id: uuid.UUID
    name: str
    phone: str
    kana: str = ""
    email: str = ""
    moved_in_on: date | None = None
    moved_out_on: date | None = None
    who: bytes = b""

    def __repr__(self) -> str:
        """Keep the line out of logs and tracebacks."""
        return f"Invitee({self.dwelling_id})"


# An invitee with the digests of the phone, of who is meant, and of the whole line.
_Digested = tuple[Invitee, bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Invited:
    """What a roster changed, in lines.

    New ones, new wordings of a line that stood, lines that stood as they are, and lines whose phone
    is registered at that dwelling.
    """

    added: int
    replaced: int
    unchanged: int
    registered: int


def invite_next(
    invitees: Sequence[Invitee],
    *,
    new_homes: Mapping[uuid.UUID, uuid.UUID] = NO_HOMES,
    told_by_id: uuid.UUID,
    now: datetime,
    writer: bulk.Writer,
) -> Invited:
    """Keep the next some thousand lines of a roster as invitations, in the caller's transaction.

    The same lines again change nothing: a line is known again by dwelling, phone and name; where
    the rest of it changed, the new wording replaces the old one. `new_homes`: dwellings that this
    transaction made for these lines, with their company; nobody is known there. What the writer
    took is inserted later, and CannotInvite raised by it then where a line stands twice.
    """
    found = _compare(invitees, new_homes, now=now)
    take_back(found.outdated, now=now)
    _keep(found.fresh, new_homes, told_by_id=told_by_id, now=now, writer=writer)
    return found.counts


def compare_with_last(invitees: Sequence[Invitee], *, now: datetime) -> Invited:
    """Return what `invite_next` would change, and change nothing."""
    return _compare(invitees, NO_HOMES, now=now).counts


@dataclass(frozen=True, slots=True)
class _Comparison:
    fresh: list[_Digested]
    outdated: list[uuid.UUID]
    counts: Invited


def _compare(
    invitees: Sequence[Invitee], new_homes: Collection[uuid.UUID], *, now: datetime
) -> _Comparison:
    homes = {each.dwelling_id for each in invitees}.difference(new_homes)
    registered = rosters.registered_phones(homes, at=now) if homes else set()
    known = _known_lines(homes) if homes else {}
    fresh: list[_Digested] = []
    outdated, unchanged, passed = [], 0, 0
    for line in _digested(invitees):
        invitee, phone, who, whole = line
        if (invitee.dwelling_id, phone) in registered:
            passed += 1
            continue
        before = known.get((invitee.dwelling_id, who))
        if before is not None and before[1] == whole:
            unchanged += 1
            continue
        if before is not None:
            outdated.append(before[0])
        fresh.append(line)
    counts = Invited(len(fresh) - len(outdated), len(outdated), unchanged, passed)
    return _Comparison(fresh, outdated, counts)


def _digested(invitees: Iterable[Invitee]) -> Iterator[_Digested]:
    """Yield each with the phone's blind index, the digest of who is meant, and the line's."""
    phones, lines = sealing.indexer("phone"), sealing.indexer("roster.line")
    who_is_meant = rosters.recogniser()
    for each in invitees:
        _home, name, phone, kana, email, moved_in, moved_out, known = each
        who = known or who_is_meant(name, phone)
        yield each, phones(phone), who, lines(f"{name}\0{kana}\0{email}\0{moved_in}\0{moved_out}")


def _known_lines(
    dwelling_ids: Collection[uuid.UUID],
) -> dict[tuple[uuid.UUID, bytes], tuple[uuid.UUID, bytes]]:
    found = Invitation.objects.filter(
        dwelling__id__any_of=dwelling_ids,
        origin="roster",
    )
    rows = found.values_list("dwelling_id", "line_index", "id", "digest")
    return {(home, bytes(who or b"")): (pk, bytes(whole or b"")) for home, who, pk, whole in rows}


def _keep(
    lines: Sequence[_Digested],
    new_homes: Mapping[uuid.UUID, uuid.UUID],
    *,
    told_by_id: uuid.UUID,
    now: datetime,
    writer: bulk.Writer,
) -> None:
    if not lines:
        return
    homes = {invitee.dwelling_id for invitee, *_ in lines}.difference(new_homes)
    companies = {**new_homes, **(_companies(homes) if homes else {})}
    pks = list(ids.new_ids(len(lines)))
    opened = keys.create_many("invitation", pks, writer=writer)
    rows = (
        (
            pk,
            companies[invitee.dwelling_id],
            invitee.dwelling_id,
            rosters.seal_line(key, invitee, invitation_id=pk),
            phone,
            who,
            whole,
            invitee.moved_in_on,
            invitee.moved_out_on,
        )
        for pk, key, (invitee, phone, who, whole) in zip(pks, opened, lines, strict=True)
    )
    same = {
        "origin": "roster",
        "told_at": now,
        "told_by_id": told_by_id,
        "created_at": now,
        "expires_at": now + INVITATION_LIFE,
    }
    writer.take(Invitation, ROW, rows, same=same, refusals=_REFUSALS)


def _companies(dwelling_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    found = Dwelling.objects.filter(pk__any_of=dwelling_ids)
    return dict(found.values_list("id", "building__company_id"))


@transaction.atomic
def take_back(invitation_ids: Collection[uuid.UUID], *, now: datetime) -> int:
    """Erase invitations with their keys; return how many there were."""
    if not invitation_ids:
        return 0
    keys.destroy_many("invitation", invitation_ids, now=now)
    return Invitation.objects.filter(pk__in=invitation_ids).delete()[0]
