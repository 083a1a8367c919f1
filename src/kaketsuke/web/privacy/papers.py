"""What the papers of the privacy desk say: to each reader in their own language (4.10).

Papers are Japanese or English. Japanese is what binds where a clause is cited, and what whoever
reads neither easily gets; an English paper says so itself.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kaketsuke.overview import contacts
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.printing import documents
from kaketsuke.privacy import disclosure
from kaketsuke.privacy import words as privacy_words
from kaketsuke.privacy.declarations import Subject
from kaketsuke.privacy.queries import RequestPage
from kaketsuke.web import data_words
from kaketsuke.web.privacy import paper_words, words

LANGUAGES: Final = ("ja", "en")
# Of the nine items of a report, what the persons themselves are told.
TOLD_ITEMS: Final = ("outline", "data_items", "cause", "further_harm", "prevention")


def language_of(person_id: UUID | None, *, chosen: str = "") -> str:
    """Return the language of somebody's paper: the one chosen at the desk, else their own."""
    if chosen in LANGUAGES:
        return chosen
    known = people_queries.languages_of([person_id]) if person_id is not None else {}
    return "en" if known.get(person_id) == "en" else "ja"  # type: ignore[arg-type]  # no person, no key


def other_than(language: str) -> str:
    """Return the other language of the papers."""
    return "ja" if language == "en" else "en"


def disclosed(page: RequestPage, subject: Subject, *, language: str, now: datetime) -> bytes:
    """Return everything that we hold of the person, to be read on paper."""
    with translation.override(language):
        content = {
            **_head(page, on=now),
            "title": _("保有する個人情報の開示"),
            "note": str(privacy_words.WITHHELD),
            "purposes": _("目的"),
            "sources": _("どこから"),
            "kept": _("保存の期間"),
            "sections": disclosure.for_paper(subject, say=paper_words.say),
        }
        return documents.pdf("disclosure", content, at=now)


def reply(page: RequestPage, *, language: str, now: datetime) -> bytes:
    """Return the answer with its reasons and with what must stay, as a letter."""
    with translation.override(language):
        granted = page.row.decision == "granted"
        content = {
            **_head(page, on=page.row.decided_at or now),
            "title": _("%(kind)sの求めへの回答") % {"kind": words.KINDS[page.row.kind]},
            "decision": _("お求めに応じます。") if granted else _("お求めに応じられません。"),
            "reasons_title": _("理由"),
            "reasons": page.reasons,
            "kept_title": _("保存が必要な記録"),
            "kept_note": _(
                "次の記録は、法令などにより期間が終わるまで消去できません。"
                "見られる担当を限って保存し、期間が終わると消去します。"
            ),
            "kept": [[privacy_words.table(of), _kept(each)] for of, each in page.kept.items()],
            "complaint_title": _("ご不明な点・ご不服のあるとき"),
            "complaint": complaint(now),
        }
        return documents.pdf("privacy_reply", content, at=now)


def incident_letters(
    person_ids: Iterable[UUID],
    *,
    number: str,
    company_id: UUID,
    items: Mapping[str, str],
    now: datetime,
) -> bytes:
    """Return one letter a person, each in their own language, in one document."""
    people = list(person_ids)
    names = people_queries.names_of(people)
    languages = people_queries.languages_of(people)
    company = party_queries.company(company_id).name
    parts: dict[str, dict[str, Any]] = {}
    for each in LANGUAGES:
        with translation.override(each):
            parts[each] = _incident(number, company, items, now=now)
    letters = []
    for person_id, name in names.items():
        language = "en" if languages.get(person_id) == "en" else "ja"
        with translation.override(language):
            letters.append({"language": language, "to": _("%(name)s 様") % {"name": name.full}})
    content = {
        "title": parts["ja"]["title"],
        "number": number,
        "parts": parts,
        "letters": letters,
        "nobody": _("お知らせする方はいません。"),
    }
    return documents.pdf("incident_letter", content, at=now)


def complaint(now: datetime) -> str:
    """Return where whoever is not satisfied with an answer may turn."""
    way_on = _("個人情報保護委員会の相談窓口もお使いいただけます。")
    return f"{_number(now)} {way_on}".strip()


def _number(now: datetime) -> str:
    """Return the number for questions about personal data, as the terms in force print it."""
    for each in contacts.numbers_in_force(now):
        if each.purpose == "privacy":
            hours = data_words.OPENING_HOURS.get(each.hours, each.hours)
            said = {"phone": each.phone, "hours": hours}
            return _("個人情報のお問合せ窓口 %(phone)s（%(hours)s）。") % said
    return ""


def _incident(
    number: str, company: str, items: Mapping[str, str], *, now: datetime
) -> dict[str, Any]:
    ask = _("受付番号 %(number)s をお伝えください。") % {"number": number}
    return {
        "title": _("個人情報に関するお知らせとお詫び"),
        "company": company,
        "made": paper_words.day(timezone.localdate(now)),
        "opening": _(
            "このたび、あなたの個人情報について次のことが分かりました。"
            "ご心配をおかけし、深くお詫びします。"
        ),
        "items": [
            [str(words.INCIDENT_ITEMS[name]), items[name]] for name in TOLD_ITEMS if name in items
        ],
        "ask_title": _("お問合せ"),
        "ask": f"{_number(now)} {ask}".strip(),
    }


def _kept(each: Mapping[str, object]) -> str:
    count = _("%(rows)s 件") % {"rows": each["rows"]}
    if not each["until"]:
        return count
    until = {"count": count, "until": paper_words.say(each["until"])}
    return _("%(count)s（%(until)s まで）") % until


def _head(page: RequestPage, *, on: datetime) -> dict[str, Any]:
    person_id = page.row.person_id
    known = people_queries.names_of([person_id]).get(person_id) if person_id else None
    name = known.full if known else page.applicant or page.contact
    language = data_words.language()
    return {
        "language": language,
        "company": party_queries.company(page.row.company_id).name,
        "number": f"P-{page.row.number}",
        "to": _("%(name)s 様") % {"name": name},
        "facts": [
            [_("求めの番号"), f"P-{page.row.number}"],
            [_("お名前"), name],
            [_("受付日"), paper_words.day(timezone.localdate(page.row.received_at))],
            [_("作成日"), paper_words.day(timezone.localdate(on))],
        ],
        "binding": _("条項を引くところは、日本語の文が正文です。") if language == "en" else "",
    }
