"""The ways out of the house: one class a provider. They know an address and words, and no case.

Delivery is at least once: a worker may die between sending and noting it. So every adapter is given
the message's id, by which a provider (or a reader) recognises the same message again.
"""

import os
import smtplib
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection


class CannotDeliver(Exception):
    """The provider did not take the message. Carries a word for the record, never an address."""


class Adapter(Protocol):
    """Delivers one message and returns the provider's reference."""

    def send(self, address: str, *, subject: str, body: str, message_id: UUID) -> str:
        """Deliver. Raises: CannotDeliver."""
        ...


class FileAdapter:
    """Writes each message to a file. Stands for a provider where none is set up.

    The same message written twice is one file.
    """

    def __init__(self, folder: Path) -> None:
        """Keep where to write."""
        self.folder = folder

    def send(self, address: str, *, subject: str, body: str, message_id: UUID) -> str:
        """Write `<id>.txt`, readable by the product's account only. Raises: CannotDeliver."""
        text = f"{address}\n{subject}\n\n{body}\n"
        path = self.folder / f"{message_id}.txt"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                out.write(text)
            new.rename(path)
        except OSError as error:
            raise CannotDeliver("outbox_not_writable") from error
        return path.name


class SmtpAdapter:
    """Sends e-mail through the server of the settings."""

    def send(self, address: str, *, subject: str, body: str, message_id: UUID) -> str:
        """Send one mail whose Message-ID is the message's own. Raises: CannotDeliver."""
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
        reference = f"<{message_id}@{domain}>"
        mail = EmailMessage(
            subject,
            body,
            to=[address],
            headers={"Message-ID": reference},
            connection=get_connection("django.core.mail.backends.smtp.EmailBackend"),
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise CannotDeliver("recipient_refused") from error
        except (smtplib.SMTPException, OSError) as error:
            raise CannotDeliver(type(error).__name__) from error
        return reference


def forget_files(message_ids: Iterable[UUID]) -> None:
    """Delete what the file adapter wrote of these messages."""
    for message_id in message_ids:
        (_folder() / f"{message_id}.txt").unlink(missing_ok=True)


def for_channel(channel: str) -> Adapter:
    """Return a channel's adapter: SMTP for e-mail once a server is set, files for all else."""
    if channel == "email" and settings.EMAIL_HOST:
        return SmtpAdapter()
    return FileAdapter(_folder())


def _folder() -> Path:
    return Path(settings.HOME) / "outbox"
