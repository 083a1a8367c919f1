"""Which version of the terms is in force, what its clauses say, when its contacts answer."""

import functools
import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count
from django.utils import timezone

from kaketsuke import clock
from kaketsuke.rules import clauses
from kaketsuke.terms.models import Confirmation, ContactLine, Version


class NoTermsInForce(LookupError):
    """No version of the terms is in force at the moment: publish one first."""


@dataclass(frozen=True, slots=True)
class ClauseConfirmation:
    """A clause beside the product's own wording of it, and whether it was confirmed."""

    clause: str
    words: str
    own_words: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version as the office sees it: what it is, since when it holds, how far it is confirmed."""

    id: uuid.UUID
    version_date: date
    title: str
    official: bool
    published_from: datetime | None
    in_force: bool
    confirmed: int
    clauses: int


def version_in_force(at: datetime) -> Version:
    """Return the version in force at a moment. Raises NoTermsInForce."""
    found = Version.objects.filter(published_from__lte=at).order_by("-published_from", "-official")
    version = found.first()
    if version is None:
        raise NoTermsInForce("No version of the terms is in force at this moment.")
    return version


def version(version_id: uuid.UUID) -> Version:
    """Return a version."""
    return Version.objects.get(pk=version_id)


def beginning_of(version: Version) -> datetime:
    """Return the beginning of the day of which a version says what stands, in Japan."""
    return datetime.combine(version.version_date, time(), clock.TOKYO)


def versions() -> list[Version]:
    """Return every version, the newest date first."""
    return list(Version.objects.order_by("-version_date", "-official"))


def tree(version_id: uuid.UUID) -> dict[str, Any]:
    """Return a version's clauses as `terms parse --json` prints them."""
    found: dict[str, Any] = Version.objects.values_list("tree", flat=True).get(pk=version_id)
    return found


# A version's text never changes, so its clauses may be kept.
@functools.lru_cache(maxsize=16)
def clause_texts(version_id: uuid.UUID) -> dict[str, str]:
    """Return the text of every clause and item of a version, in the order of the document."""
    found = tree(version_id)
    texts: dict[str, str] = {}
    for section in (*found["sections"], *found["appendices"]):
        for clause in section["clauses"]:
            for entry in (clause, *clause["items"]):
                texts[entry["id"]] = entry["text"]
    return texts


def clause_words(version_id: uuid.UUID, clause_id: str, *, language: str = "ja") -> str:
    """Return what a version says under a number; empty where it has no such clause.

    Only the sample wording has an English text; an official one is shown as it was written.
    """
    if language == "en" and not version(version_id).official:
        return clauses.sample("en").text_of(clause_id) or ""
    return clause_texts(version_id).get(clause_id, "")


def confirmations(version_id: uuid.UUID) -> list[ClauseConfirmation]:
    """Return every clause of a version beside the product's own words, confirmed or not."""
    confirmed = set(
        Confirmation.objects.filter(version=version_id).values_list("clause", flat=True)
    )
    own = dict(clauses.sample().texts())
    return [
        ClauseConfirmation(clause, words, own.get(clause, ""), clause in confirmed)
        for clause, words in clause_texts(version_id).items()
    ]


def version_lines(at: datetime) -> list[VersionLine]:
    """Return every version with how far it is on its way, the newest date first. One query."""
    counted = Version.objects.annotate(confirmed=Count("confirmations"))
    found = list(counted.order_by("-version_date", "-official"))
    begun = [each for each in found if each.published_from and each.published_from <= at]
    now = max(begun, key=lambda each: (each.published_from, each.official), default=None)
    return [
        VersionLine(
            id=each.pk,
            version_date=each.version_date,
            title=each.title,
            official=each.official,
            published_from=each.published_from,
            in_force=each is now,
            confirmed=each.confirmed,
            clauses=_clause_count(each.tree),
        )
        for each in found
    ]


def _clause_count(tree: dict[str, Any]) -> int:
    sections = (*tree["sections"], *tree["appendices"])
    return sum(1 + len(clause["items"]) for each in sections for clause in each["clauses"])


def contact_lines(version_id: uuid.UUID) -> list[ContactLine]:
    """Return the contacts that a version prints, with their hours."""
    return list(ContactLine.objects.filter(version=version_id).order_by("purpose"))


def contact_is_open(line: ContactLine, at: datetime) -> bool:
    """Return whether a line answers at a moment in Japan; at its closing time it has closed."""
    if not line.reachable:
        return False
    if line.opens_at is None or line.closes_at is None:
        return True
    return line.opens_at <= timezone.localtime(at).time() < line.closes_at


def links(version_id: uuid.UUID) -> dict[str, str]:
    """Return the addresses on the web that a version prints, by what they are for (4.10, F).

    The operator's own document names where its privacy policy, its companies and its areas are
    read; each is known by the words around it.
    """
    text = bytes(version(version_id).text).decode(errors="replace")
    addresses = list(_ADDRESS.finditer(text))
    found: dict[str, str] = {}
    for purpose, word in _LINK_WORDS.items():
        near = [
            (abs(address.start() - said.start()), address[0])
            for said in re.finditer(word, text)
            for address in addresses
            if abs(address.start() - said.start()) < _NEAR
        ]
        if near:
            nearest = min(near)[1]
            found[purpose] = nearest if nearest.startswith("http") else f"https://{nearest}"
    return found


_NEAR = 80  # characters between an address and the words that say what it is for
_ADDRESS = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./_~-]*[A-Za-z0-9/_~-]")
_LINK_WORDS = {"privacy": "プライバシーポリシー", "companies": "会社概要", "areas": "所管する会社"}


def known_version(version_id: uuid.UUID) -> Version | None:
    """Return a version, or nothing where there is none of that id."""
    return Version.objects.filter(pk=version_id).first()


def confirmed_before(version_id: uuid.UUID) -> Version | None:
    """Return the newest other version of which any clause was confirmed."""
    found = Version.objects.filter(confirmations__isnull=False).exclude(pk=version_id)
    return found.order_by("-version_date").first()
