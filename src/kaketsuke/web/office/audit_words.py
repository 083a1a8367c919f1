"""How an entry of the record is told to an auditor: what, of which subject, by whom."""

from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.web import event_words, role_words
from kaketsuke.web.claims import words as claim_words
from kaketsuke.web.privacy import words as privacy_words

SUBJECTS: Final[dict[str, StrOrPromise]] = {
    "case": _("案件"),
    "request": _("要請"),
    "complaint": _("お申し出"),
    "claim": _("損害賠償"),
    "data_request": _("開示などの求め"),
    "provision": _("提供の記録"),
}
EVENTS: Final[dict[str, StrOrPromise]] = {
    **claim_words.STEPS,
    **privacy_words.EVENTS,
    "Provided": _("情報を提供しました"),
    **event_words.EVENTS,
}
NOBODY: Final[dict[str, StrOrPromise]] = {"system": _("自動"), "timer": _("自動")}


def account_of(actor: str) -> UUID | None:
    """Return the id in `role:id`; None where nobody acted."""
    try:
        return UUID(actor.partition(":")[2])
    except ValueError:
        return None


def line(entry: Any, *, numbers: dict[UUID, str], labels: dict[UUID, str]) -> dict[str, object]:
    """Return one row of the auditor's table."""
    role = entry.actor.partition(":")[0]
    account = account_of(entry.actor)
    return {
        "entry": entry,
        "what": EVENTS.get(entry.kind, entry.kind),
        "subject": SUBJECTS.get(entry.subject_kind, entry.subject_kind),
        "number": numbers.get(entry.subject_id, ""),
        "role": NOBODY.get(role) or role_words.ROLES.get(role, role),
        "who": labels.get(account, "") if account else "",
    }
