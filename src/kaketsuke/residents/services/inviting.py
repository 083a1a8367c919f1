"""Ways in: an owner's roster is a list of invitations; a letter carries a dwelling's code.

An invitation is no registration. It is erased when the dwelling declines, when the person has
registered, when the owner takes it back, and after 90 days in any case.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kaketsuke.database import bulk, constraints, ids
from kaketsuke.database.refusals import Refusal
from kaketsuke.notify import services as notify_services
from kaketsuke.parties.models import Building, Dwelling
from kaketsuke.people import keys, sealing
from kaketsuke.people.models import SubjectKey
from kaketsuke.residents import codes, rosters
from kaketsuke.residents.models import Attempt, Invitation, OneTimeCode

INVITATION_LIFE = timedelta(days=90)
CODE_LIFE = timedelta(days=60)
ATTEMPTS_KEPT = timedelta(days=1)
SENT_AT_ONCE = 200
SEND = "residents.send_invitations"
ROW = (
    "id",
    "company_id",
    "dwelling_id",
    "origin",
    "content_sealed",
    "phone_index",
    "line_index",
    "digest",
    "moved_in_on",
    "moved_out_on",
    "told_at",
    "told_by_id",
    "created_at",
    "expires_at",
)
KEY_ROW = ("id", "subject_kind", "subject_id", "wrapped_key", "epoch")


class CannotInvite(Refusal):
    """The owner's word that the residents were told is missing, or a line stands twice."""


_REFUSALS = {
    "residents_invitation_line_once": CannotInvite(
        _("同じ部屋に、同じ氏名と電話番号の行が二つあります。一つにしてください。")
    ),
}


@dataclass(frozen=True, slots=True)
class Invitee:
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


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A dwelling's code in clear, for the one print that follows: only its digest is kept."""

    dwelling_id: uuid.UUID
    room: str
    code: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Keep the code out of logs."""
        return f"MadeCode({self.dwelling_id})"

    @property
    def address(self) -> str:
        """Return the address that the square on the letter leads to."""
        return address_of(self.code)


def address_of(code: str) -> str:
    """Return the address at which a code opens the registration."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/r/{code}/"


def invite(invitee: Invitee, *, told_by_id: uuid.UUID, now: datetime) -> Invited:
    """Invite one resident; `told_by_id` gave the owner's word that the resident was told."""
    return invite_many([invitee], told_by_id=told_by_id, now=now)


@transaction.atomic
def invite_many(invitees: Sequence[Invitee], *, told_by_id: uuid.UUID, now: datetime) -> Invited:
    """Keep lines of a roster as invitations; the same lines again change nothing.

    Call it with some thousand lines at a time, in one transaction around all of them. A line is
    known again by dwelling, phone and name; where the rest of it changed, the new wording replaces
    the old one. Raises CannotInvite where a line stands twice.
    """
    found = _compare(invitees, now=now)
    take_back(found.outdated, now=now)
    _insert(found.fresh, told_by_id=told_by_id, now=now)
    return found.counts


def compare_with_last(invitees: Sequence[Invitee], *, now: datetime) -> Invited:
    """Return what `invite_many` would change, and change nothing."""
    return _compare(invitees, now=now).counts


@dataclass(frozen=True, slots=True)
class _Comparison:
    fresh: list[_Digested]
    outdated: list[uuid.UUID]
    counts: Invited


def _compare(invitees: Sequence[Invitee], *, now: datetime) -> _Comparison:
    dwelling_ids = {each.dwelling_id for each in invitees}
    registered = rosters.registered_phones(dwelling_ids, at=now)
    known = _known_lines(dwelling_ids)
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
        rest = f"{each.name}\0{each.kana}\0{each.email}\0{each.moved_in_on}\0{each.moved_out_on}"
        who = each.who or who_is_meant(each.name, each.phone)
        yield each, phones(each.phone), who, lines(rest)


def _known_lines(
    dwelling_ids: Collection[uuid.UUID],
) -> dict[tuple[uuid.UUID, bytes], tuple[uuid.UUID, bytes]]:
    found = Invitation.objects.filter(
        dwelling__id__any_of=dwelling_ids,
        origin="roster",
    )
    rows = found.values_list("dwelling_id", "line_index", "id", "digest")
    return {(home, bytes(who or b"")): (pk, bytes(whole or b"")) for home, who, pk, whole in rows}


def _insert(lines: Sequence[_Digested], *, told_by_id: uuid.UUID, now: datetime) -> None:
    companies = _companies({invitee.dwelling_id for invitee, *_ in lines})
    sealed = [(ids.new_id(), sealing.new_key(), line) for line in lines]
    bulk.insert(SubjectKey, KEY_ROW, _key_rows((pk, key) for pk, key, _line in sealed))
    rows = (
        (
            pk,
            companies[invitee.dwelling_id],
            invitee.dwelling_id,
            "roster",
            rosters.seal_line(key, invitee, invitation_id=pk),
            phone,
            who,
            whole,
            invitee.moved_in_on,
            invitee.moved_out_on,
            now,
            told_by_id,
            now,
            now + INVITATION_LIFE,
        )
        for pk, key, (invitee, phone, who, whole) in sealed
    )
    with constraints.refusing(_REFUSALS):
        bulk.insert(Invitation, ROW, rows)


def _key_rows(opened: Iterator[tuple[uuid.UUID, bytes]]) -> Iterator[tuple[object, ...]]:
    for subject_id, key in opened:
        wrapped = sealing.wrap(key, subject_kind="invitation", subject_id=subject_id)
        yield ids.new_id(), "invitation", subject_id, wrapped, 1


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


@transaction.atomic
def make_dwelling_codes(
    dwelling_ids: Collection[uuid.UUID], *, now: datetime, life: timedelta = CODE_LIFE
) -> list[MadeCode]:
    """Make one code for each dwelling, by room; an older unused code of the dwelling dies with it.

    A code opens one registration until it expires. It is in the answer only: print it now.
    """
    homes = Dwelling.objects.filter(pk__in=dwelling_ids).select_related("building")
    made = [
        (home, MadeCode(home.id, home.room, codes.new(), now + life))
        for home in sorted(homes, key=lambda home: (len(home.room), home.room))
    ]
    Invitation.objects.filter(
        dwelling__in=dwelling_ids, origin="letter", used_at__isnull=True
    ).delete()
    Invitation.objects.bulk_create(
        [
            Invitation(
                company_id=home.building.company_id,
                dwelling=home,
                origin="letter",
                code_hash=codes.of_letter(each.code),
                created_at=now,
                expires_at=each.expires_at,
            )
            for home, each in made
        ],
        batch_size=1000,
    )
    return [each for _home, each in made]


def ask_to_send(building_id: uuid.UUID) -> None:
    """Have the invitations of a building that were not sent yet sent in the background."""
    app.configure_task(SEND, allow_unknown=True).defer(building_id=str(building_id))


@transaction.atomic
def send_waiting(building_id: uuid.UUID, *, now: datetime, limit: int = SENT_AT_ONCE) -> int:
    """Send the next unsent invitations of a building by SMS, and by e-mail where known.

    Returns how many; fewer than `limit` means that none is left.
    """
    building = Building.objects.get(pk=building_id)
    waiting = list(
        Invitation.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(dwelling__building=building, origin="roster", sent_at__isnull=True)
        .filter(expires_at__gt=now)
        .select_related("dwelling")
        .order_by("created_at", "id")[:limit]
    )
    lines = rosters.open_lines(waiting)
    for invitation in waiting:
        line = lines.get(invitation.pk)
        if line is not None:
            _send(invitation, line, building=building, now=now)
    return len(waiting)


def _send(
    invitation: Invitation, line: rosters.RosterLine, *, building: Building, now: datetime
) -> None:
    code = codes.new()
    invitation.code_hash, invitation.sent_at = codes.of_letter(code), now
    invitation.save(update_fields=["code_hash", "sent_at"])
    ways: list[dict[str, str]] = [{"temporary_number": line.phone}]
    if line.email:
        ways.append({"temporary_email": line.email})
    for way in ways:
        notify_services.send(
            template="invitation",
            subject_kind="invitation",
            subject_id=invitation.pk,
            company_id=invitation.company_id,
            contact_point_id=None,
            person_id=None,
            language="ja",
            parameters={"building": building.name, "room": invitation.dwelling.room},
            link=address_of(code),
            now=now,
            **way,
        )


@transaction.atomic
def expire(*, now: datetime, limit: int = 5000) -> int:
    """Erase what has had its time: invitations, letters, one-time codes and counted attempts."""
    over = Invitation.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:limit]
    gone = take_back(list(over), now=now)
    old = OneTimeCode.objects.filter(expires_at__lte=now - ATTEMPTS_KEPT)
    old_ids = list(old.values_list("id", flat=True)[:limit])
    keys.destroy_many("one_time_code", old_ids, now=now)
    gone += OneTimeCode.objects.filter(pk__in=old_ids).delete()[0]
    Attempt.objects.filter(at__lte=now - ATTEMPTS_KEPT).delete()
    return gone
