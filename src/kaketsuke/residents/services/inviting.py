"""Ways in: a letter carries a dwelling's code; what a roster invites to is sent and runs out."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from kaketsuke.notify import services as notify_services
from kaketsuke.parties.models import Building, Dwelling
from kaketsuke.people import keys
from kaketsuke.residents import codes, rosters
from kaketsuke.residents.models import Attempt, Invitation, OneTimeCode
from kaketsuke.residents.services.roster_lines import take_back

CODE_LIFE = timedelta(days=60)
ATTEMPTS_KEPT = timedelta(days=1)
SENT_AT_ONCE = 200
SEND = "residents.send_invitations"


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
