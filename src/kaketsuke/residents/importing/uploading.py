"""A roster from a page: sent, read in the background, looked at, then committed or thrown away."""

import base64
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kaketsuke.database.refusals import Refusal
from kaketsuke.parties.models import Building
from kaketsuke.people import keys, sealing
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.importing import committing
from kaketsuke.residents.importing.reading import NotARoster
from kaketsuke.residents.importing.summary import Summary
from kaketsuke.residents.models import RosterUpload
from kaketsuke.residents.services import CannotInvite

READ: Final = "residents.read_upload"
COMMIT: Final = "residents.commit_upload"
LARGEST_BYTES: Final = 16 * 2**20
LIVES: Final = timedelta(days=1)


class CannotCommitUpload(Refusal):
    """The owner's word is missing, or the upload is in no state to be committed."""


@transaction.atomic
def upload(
    building_id: uuid.UUID,
    content: bytes,
    *,
    language: str,
    uploaded_by_id: uuid.UUID,
    now: datetime,
) -> RosterUpload:
    """Keep a file sealed and have it read. Raises NotARoster for one that is too large."""
    if len(content) > LARGEST_BYTES:
        raise NotARoster(_("ファイルが大きすぎます。16 MB までにしてください。"))
    building = Building.objects.get(pk=building_id)
    kept = RosterUpload(
        company_id=building.company_id,
        building=building,
        language=language,
        uploaded_by_id=uploaded_by_id,
        uploaded_at=now,
        expires_at=now + LIVES,
    )
    key = keys.create("roster", kept.pk)
    text = base64.b85encode(content).decode()
    kept.content_sealed = sealing.seal(key, text, context=_place(kept.pk))
    kept.save(force_insert=True)
    app.configure_task(READ, allow_unknown=True).defer(upload_id=str(kept.pk))
    return kept


@transaction.atomic
def read(upload_id: uuid.UUID, *, now: datetime) -> None:
    """Read a waiting upload and keep what it would change, or why it is no roster."""
    kept = _locked(upload_id)
    if kept is None or kept.state != "waiting":
        return
    with _file(kept) as path, translation.override(kept.language):
        try:
            summary = committing.preview(path, building_id=kept.building_id, now=now)
        except NotARoster as refusal:
            kept.state, kept.refusal = "refused", str(refusal)[:200]
            _forget_file(kept, now)
        else:
            kept.state, kept.summary = "read", summary.to_kept()
    kept.save()


@transaction.atomic
def ask_to_commit(
    upload_id: uuid.UUID, *, residents_were_told: bool, told_by_id: uuid.UUID, now: datetime
) -> None:
    """Have an upload committed, once the owner says that the residents were told of it.

    Raises CannotCommitUpload.
    """
    kept = _locked(upload_id)
    if not residents_were_told:
        raise CannotCommitUpload(
            _("居住者の方へ知らせてあることを確かめて、チェックを付けてください。")
        )
    if kept is None or kept.state not in ("read", "committing", "committed"):
        raise CannotCommitUpload(_("この名簿は取り込めません。もう一度送ってください。"))
    if kept.state != "read":
        return  # pressed twice
    summary = summary_of(kept)
    if summary is None or not summary.accepted:
        raise CannotCommitUpload(_("使える行がありません。直した名簿を、もう一度送ってください。"))
    kept.state, kept.told_at, kept.told_by_id = "committing", now, told_by_id
    kept.save(update_fields=["state", "told_at", "told_by_id"])
    app.configure_task(COMMIT, allow_unknown=True).defer(upload_id=str(upload_id))


@transaction.atomic
def commit(upload_id: uuid.UUID, *, now: datetime) -> None:
    """Write an upload for which the word was given, and have the invitations sent."""
    kept = _locked(upload_id)
    if kept is None or kept.state != "committing":
        return
    with _file(kept) as path, translation.override(kept.language):
        try:
            with transaction.atomic():
                summary = committing.commit(
                    path,
                    building_id=kept.building_id,
                    told_by_id=kept.told_by_id,
                    actor=f"owner:{kept.told_by_id}",
                    now=now,
                )
        except (NotARoster, CannotInvite) as refusal:
            kept.state, kept.refusal = "refused", str(refusal)[:200]
        else:
            kept.state, kept.summary = "committed", summary.to_kept()
            resident_services.ask_to_send(kept.building_id)
    _forget_file(kept, now)
    kept.save()


@transaction.atomic
def discard(upload_id: uuid.UUID, *, now: datetime) -> None:
    """Throw an upload away that was not committed."""
    kept = _locked(upload_id)
    if kept is not None and kept.state in ("waiting", "read", "refused"):
        _forget_file(kept, now)
        kept.delete()


@transaction.atomic
def expire_uploads(*, now: datetime) -> int:
    """Erase files that nobody committed within a day, with all that was kept of them."""
    over = RosterUpload.objects.select_for_update().filter(expires_at__lte=now)
    gone = list(over.values_list("pk", flat=True))
    keys.destroy_many("roster", gone, now=now)
    RosterUpload.objects.filter(pk__in=gone).delete()
    return len(gone)


def summary_of(kept: RosterUpload) -> Summary | None:
    """Return what a reading found."""
    return Summary.from_kept(kept.summary) if kept.summary else None


def recent(building_id: uuid.UUID, *, limit: int = 10) -> list[RosterUpload]:
    """Return the last uploads of a building, without their files."""
    found = RosterUpload.objects.filter(building=building_id).defer("content_sealed")
    return list(found.order_by("-uploaded_at")[:limit])


def one(upload_id: uuid.UUID) -> RosterUpload | None:
    """Return an upload without its file."""
    return RosterUpload.objects.defer("content_sealed").filter(pk=upload_id).first()


def _locked(upload_id: uuid.UUID) -> RosterUpload | None:
    return RosterUpload.objects.select_for_update().filter(pk=upload_id).first()


@contextmanager
def _file(kept: RosterUpload) -> Iterator[Path]:
    """The sheets' reader wants a file: it lies open for this account alone while it is read."""
    key = keys.open_key("roster", kept.pk)
    text = sealing.open_sealed(key, kept.content_sealed or b"", context=_place(kept.pk))
    with tempfile.NamedTemporaryFile(prefix="roster-") as opened:
        opened.write(base64.b85decode(text))
        opened.flush()
        yield Path(opened.name)


def _forget_file(kept: RosterUpload, now: datetime) -> None:
    kept.content_sealed = None
    keys.destroy("roster", kept.pk, now=now)


def _place(upload_id: uuid.UUID) -> str:
    return f"residents.upload.content:{upload_id}"
