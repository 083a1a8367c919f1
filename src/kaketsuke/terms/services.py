"""Writes versions of the terms: imported byte for byte, confirmed clause by clause, published."""

import hashlib
import uuid
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from kaketsuke import clock
from kaketsuke.database import constraints
from kaketsuke.database.refusals import Refusal
from kaketsuke.rules import terms as document
from kaketsuke.rules.clauses import Contact, ParsedTerms
from kaketsuke.rules.clauses import sample as sample_terms
from kaketsuke.terms import queries
from kaketsuke.terms.models import Confirmation, ContactLine, Version


class CannotImportTerms(Refusal):
    """The file is no such document, or a version of its date stands with another text."""


class CannotConfirmClause(Refusal):
    """The version has no clause of that number."""


class CannotPublishTerms(Refusal):
    """A clause was not confirmed yet, the date lies in the past, or the version is in use."""


_REFUSALS = {
    "terms_version_one_per_date": CannotImportTerms(
        _("同じ日付の版が、別の本文ですでにあります。日付を確認してください。")
    ),
    "terms_version_frozen": CannotPublishTerms(
        _("この版にはすでに同意した利用者がいるため、変更できません。")
    ),
}


@transaction.atomic
def ensure_sample(*, now: datetime) -> Version:
    """Return the sample version that ships with the product, in force from its date. Idempotent."""
    parsed = sample_terms()
    version = _store(document.sample_text().encode(), parsed, official=False, now=now)
    if version.published_from is None:
        day = date.fromisoformat(parsed.version_date)
        version.published_from = datetime.combine(day, time(), clock.TOKYO)
        version.save(update_fields=["published_from"])
    return version


@transaction.atomic
def import_text(raw: bytes, *, now: datetime) -> Version:
    """Keep an official text byte for byte with its clauses and contacts; publish nothing yet.

    The same bytes again give the version that stands. Raises CannotImportTerms.
    """
    try:
        parsed = document.read(raw)
    except document.NotTheTerms as error:
        raise CannotImportTerms(
            _text("重要事項説明書として読めません: %(reason)s") % {"reason": error}
        ) from error
    return _store(raw, parsed, official=True, now=now)


def _store(raw: bytes, parsed: ParsedTerms, *, official: bool, now: datetime) -> Version:
    sha256 = hashlib.sha256(raw).hexdigest()
    known = Version.objects.filter(sha256=sha256, official=official).first()
    if known is not None:
        return known
    version = Version(
        version_date=date.fromisoformat(parsed.version_date),
        official=official,
        title=parsed.title,
        text=raw,
        sha256=sha256,
        tree=parsed.to_json(),
        imported_at=now,
    )
    with constraints.refusing(_REFUSALS):
        version.save(force_insert=True)
    first = {contact.purpose: contact for contact in reversed(parsed.contacts)}
    ContactLine.objects.bulk_create(_contact_line(version, each) for each in first.values())
    return version


def _contact_line(version: Version, contact: Contact) -> ContactLine:
    opens, closes = _hours(contact.hours or "")
    return ContactLine(
        version=version,
        purpose=contact.purpose,
        phone=contact.phone,
        hours=contact.hours or "",
        opens_at=opens,
        closes_at=closes,
    )


def _hours(text: str) -> tuple[time | None, time | None]:
    """Return opening and closing time of "9:00-18:00"; a line open day and night has neither."""
    opens, dash, closes = text.partition("-")
    if not dash:
        return None, None
    return _clock(opens), _clock(closes)


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour) % 24, int(minute))


@transaction.atomic
def confirm_clause(
    version_id: uuid.UUID, *, clause: str, confirmed_by_id: uuid.UUID, now: datetime
) -> Confirmation:
    """Record that a person held a clause beside the rule that applies it.

    Raises CannotConfirmClause where the version has no such clause.
    """
    if clause not in queries.clause_texts(version_id):
        raise CannotConfirmClause(_("この版には、その番号の条項がありません。"))
    confirmation, _made = Confirmation.objects.get_or_create(
        version_id=version_id,
        clause=clause,
        defaults={"confirmed_by_id": confirmed_by_id, "confirmed_at": now},
    )
    return confirmation


@transaction.atomic
def confirm_unchanged(
    version_id: uuid.UUID, *, like_id: uuid.UUID, confirmed_by_id: uuid.UUID, now: datetime
) -> int:
    """Confirm every clause whose words stand the same in a version where they were confirmed.

    Returns how many. The eyes go to what changed.
    """
    before, after = (queries.clause_texts(each) for each in (like_id, version_id))
    held = set(Confirmation.objects.filter(version=like_id).values_list("clause", flat=True))
    same = [clause for clause, words in after.items() if before.get(clause) == words]
    made = [
        Confirmation(
            version_id=version_id, clause=clause, confirmed_by_id=confirmed_by_id, confirmed_at=now
        )
        for clause in same
        if clause in held
    ]
    already = Confirmation.objects.filter(version=version_id).count()
    Confirmation.objects.bulk_create(made, ignore_conflicts=True)
    return Confirmation.objects.filter(version=version_id).count() - already


@transaction.atomic
def publish(version_id: uuid.UUID, *, from_: datetime, now: datetime) -> Version:
    """Put a version in force from a moment. Raises CannotPublishTerms naming what is missing."""
    version = Version.objects.select_for_update().get(pk=version_id)
    missing = [each.clause for each in queries.confirmations(version_id) if not each.confirmed]
    if missing:
        raise CannotPublishTerms(
            _text("まだ確認されていない条項があります: %(clauses)s")
            % {"clauses": _text("、").join(missing)}
        )
    if from_ < now:
        raise CannotPublishTerms(_("公開日は、いまより後の日時にしてください。"))
    version.published_from = from_
    with constraints.refusing(_REFUSALS):
        version.save(update_fields=["published_from"])
    return version
