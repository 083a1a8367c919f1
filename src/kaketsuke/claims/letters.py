"""Letters of a claim: written once, kept sealed as what they say, printed the same whenever asked.

What a letter never does: call an amount under the cap final, or leave out the court clause (4.11)
and the way to complain.
"""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kaketsuke.claims import letter_words, record
from kaketsuke.claims.models import Claim, CreditorChange, Decision, Letter, Payment
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import keys, sealing
from kaketsuke.people import queries as people_queries
from kaketsuke.printing import documents
from kaketsuke.terms import queries as term_queries
from kaketsuke.terms.models import Version

TEMPLATE = "claim_letter"


def write(
    claim: Claim,
    *,
    kind: str,
    now: datetime,
    decision: Decision | None = None,
    payment: Payment | None = None,
    change: CreditorChange | None = None,
) -> Letter:
    """Write a letter in the language of whoever was harmed, and keep it sealed."""
    known = people_queries.languages_of([claim.person_id]) if claim.person_id else {}
    language = known.get(claim.person_id, claim.language) if claim.person_id else claim.language
    with translation.override(language):
        said = letter_words.Said(
            company=party_queries.company(claim.company_id).name,
            claim=claim,
            decision=decision,
            payment=payment,
            change=change,
        )
        content = _content(said, kind=kind, now=now)
    letter = Letter(
        company_id=claim.company_id,
        claim=claim,
        decision=decision,
        kind=kind,
        language=language,
        made_at=now,
    )
    key = keys.open_key("claim", claim.pk)
    letter.content_sealed = sealing.seal(
        key, json.dumps(content, ensure_ascii=False), context=record.letter_place(letter.pk)
    )
    letter.save(force_insert=True)
    return letter


def content_of(letter: Letter) -> dict[str, Any]:
    """Return what a letter says. Raises KeyIsGone."""
    key = keys.open_key("claim", letter.claim_id)
    text = sealing.open_sealed(key, letter.content_sealed, context=record.letter_place(letter.pk))
    content: dict[str, Any] = json.loads(text)
    return content


def pdf(letter: Letter) -> bytes:
    """Return the letter as PDF; the same letter gives the same bytes."""
    return documents.pdf(TEMPLATE, content_of(letter), at=letter.made_at)


def _content(said: letter_words.Said, *, kind: str, now: datetime) -> dict[str, Any]:
    version = term_queries.version_in_force(now)
    cited = letter_words.CLAUSES[kind]
    if kind == "decision" and said.decision and said.decision.caused_by == "force_majeure":
        cited = ("4.4",)
    return {
        "language": translation.get_language()[:2],
        "title": str(letter_words.TITLES[kind]),
        "number": f"D-{said.claim.number}",
        "date": letter_words.day(timezone.localdate(now)),
        "recipient": _recipient(said.claim),
        "company": said.company,
        "rows": letter_words.rows(said),
        "paragraphs": letter_words.paragraphs(kind, said),
        "clauses_title": _("もとになる条項"),
        "clauses": [_clause(version, each) for each in cited],
        "court_title": _("裁判所について"),
        "court": _clause(version, "4.11"),
        "complaint_title": str(letter_words.COMPLAINT_TITLES[kind]),
        "complaint": letter_words.complaint(kind),
        "contacts": letter_words.contacts(
            [
                (line.phone, "" if line.opens_at is None else line.hours)
                for line in term_queries.contact_lines(version.pk)
                if line.reachable
            ]
        ),
    }


def _recipient(claim: Claim) -> str:
    if claim.person_id is None:
        return ""
    name = people_queries.names_of([claim.person_id]).get(claim.person_id)
    return _("%(name)s 様") % {"name": name.full} if name else ""


def _clause(version: Version, clause: str) -> dict[str, str]:
    language = translation.get_language()[:2]
    return {
        "id": clause,
        "words": term_queries.clause_words(version.pk, clause, language=language),
    }
