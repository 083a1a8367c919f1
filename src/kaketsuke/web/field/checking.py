"""The check at the door, one question a page, in the order in which the written service asks.

What was answered so far travels signed from page to page, so that no question can be skipped; only
the last press writes. Of a document only kinds and results are ever held, of a name nothing (A1.2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django import forms
from django.core import signing

from kaketsuke.onsite import names
from kaketsuke.rules import site
from kaketsuke.web.field import check_pages
from kaketsuke.web.field.check_pages import PAGES, Page

LIVES_SECONDS = 2 * 60 * 60
CALL_BACK = "call_back_registered_phone"
AFTER_OPENING = "check_identity_after_opening"
NAME_TRIES = names.TRIES


PAGE_OF_QUESTION = {
    "attendee.role": "who",
    "attendee.present": "who",
    "photo_id.kind": "kind",
    "photo_id.has_photo": "valid",
    "photo_id.expired": "valid",
    "photo_id.name_matches": "name",
    "photo_id.face_matches": "face",
    "photo_id.address_matches": "address",
}
NUMBERED = ("code_word", "who", "kind", "valid", "name", "face", "address")
NUMBER_AS = {"code_word_wrong": "code_word", "name_other": "name"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was answered so far, page by page."""

    pages: tuple[tuple[str, dict[str, Any]], ...] = ()

    @classmethod
    def opened(cls, text: str, *, of: str) -> Self:
        """Return what a page carried; what is forged or stale begins anew."""
        try:
            pages = signing.loads(text, salt=of, max_age=LIVES_SECONDS)
        except signing.BadSignature:
            return cls()
        return cls(tuple((name, answers) for name, answers in pages))

    def sealed(self, *, of: str) -> str:
        """Return it for the next page to carry."""
        return signing.dumps(self.pages, salt=of, compress=True)

    def but(self, page: str, **answers: object) -> "Checked":
        """Return it with one more page."""
        return Checked((*self.pages, (page, answers)))

    def back(self) -> "Checked":
        """Return it without the last page."""
        return Checked(self.pages[:-1])

    @property
    def answers(self) -> dict[str, Any]:
        """Every answer, the latest of each."""
        return {name: value for _page, given in self.pages for name, value in given.items()}

    @property
    def name_tries(self) -> int:
        """How often a name was compared."""
        return sum(page == "name" for page, _given in self.pages)

    def seen(self) -> dict[str, Any]:
        """Return the facts of `decide site` (A1.2)."""
        given = self.answers
        attendee = {"role": given.get("role"), "present": given.get("present")}
        document = {
            "kind": given.get("kind"),
            "has_photo": given.get("has_photo"),
            "expired": given.get("expired"),
            "name_matches": given.get("name_matches"),
            "face_matches": given.get("face_matches"),
            "address_matches": given.get("address_matches"),
        }
        return {"attendee": attendee, "photo_id": document}


def next_page(checked: Checked, answer: site.SiteAnswer, *, owed: bool) -> Page:
    """Return the next question, or the result."""
    last, given = checked.pages[-1] if checked.pages else ("", {})
    if not owed and not checked.answers.get("code_word"):
        return PAGES["code_word_wrong" if last == "code_word" else "code_word"]
    if last == "name" and given.get("differs"):
        return PAGES["name_other"]
    if answer.outcome == "ask":
        return PAGES[PAGE_OF_QUESTION[answer.questions[0]]]
    if answer.outcome == "accept" and CALL_BACK in answer.duties:
        if last == "call_back" and not given["call_back"]:
            return PAGES["call_back_failed"]
        if not checked.answers.get("call_back"):
            return PAGES["call_back"]
    return PAGES["result"]


def form_of(page: Page, answer: site.SiteAnswer, *, owed: bool) -> type[forms.Form]:
    """Return the form of a page; an owed check asks a little else."""
    if page.name == "kind" and owed:
        return check_pages.KindAfterOpeningForm
    if page.name == "result" and owed and answer.outcome == "decline":
        return check_pages.LeftSafeForm
    return page.form


def numbered(page: Page, checked: Checked, *, owed: bool) -> tuple[int, int]:
    """Return which page of how many this is."""
    asked = [name for name in NUMBERED if not (owed and name == "code_word")]
    if checked.answers.get("role") not in (None, "registrant"):
        asked.remove("address")
    name = NUMBER_AS.get(page.name, page.name)
    return (asked.index(name) + 1 if name in asked else len(asked), len(asked))


def add(
    checked: Checked, page: Page, given: dict[str, Any], *, same_name: bool, tried_out: bool = False
) -> Checked:
    """Return what is known after a page was answered; tried out, another name is another."""
    if page.name in ("code_word_wrong", "call_back_failed"):
        return checked.back()
    if page.name == "name":
        return _add_name(checked, same=same_name, tried_out=tried_out)
    read = READ.get(page.name, _yes_or_no)
    return checked.but(page.name, **read(given))


def _add_name(checked: Checked, *, same: bool, tried_out: bool) -> Checked:
    """A slip of the finger may be typed again, but nobody guesses until it fits."""
    if same:
        return checked.but("name", name_matches=True, differs=False)
    if tried_out or checked.name_tries + 1 >= NAME_TRIES:
        return checked.but("name", name_matches=False, differs=False)
    return checked.but("name", differs=True)


def _who(given: dict[str, Any]) -> dict[str, Any]:
    here = given["role"] != "nobody"
    return {"role": given["role"] if here else "other", "present": here}


def _name_other(given: dict[str, Any]) -> dict[str, Any]:
    return {"differs": False} if given["again"] == "again" else {"name_matches": False}


def _address(given: dict[str, Any]) -> dict[str, Any]:
    shown = {"yes": True, "no": False}.get(given["address"], site.NOT_SHOWN)
    return {"address_matches": shown}


def _yes_or_no(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value == "yes" for name, value in given.items()}


READ: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "who": _who,
    "kind": dict,
    "name_other": _name_other,
    "call_back": lambda given: {"call_back": given["call_back"] == "yes"},
    "face": lambda given: {"face_matches": given["face"] == "yes"},
    "address": _address,
}


def stay(case_id: UUID, *, technician_id: UUID, since: datetime) -> str:
    """Return what the carried answers hold for: this technician, since the case came to be here.

    With another attendant, or after a halt, every question is asked anew (A1.2).
    """
    return f"field.check:{case_id}:{technician_id}:{since.isoformat()}"


Judge = Callable[[Checked], site.SiteAnswer]
PageAnswers = tuple[str, dict[str, Any]]


class OutOfOrder(Exception):
    """A question was skipped, or answered with what it does not offer."""


def walked(answered: list[PageAnswers], judge: Judge, *, owed: bool) -> Checked:
    """Return what a phone answered alone, page by page, asked here again in the same order.

    The name was compared on the phone; of it only `{"same": true or false}` comes.
    Raises: OutOfOrder.
    """
    checked = Checked()
    for name, given in answered:
        said = judge(checked)
        page = next_page(checked, said, owed=owed)
        if page.name != name or name == "result":
            raise OutOfOrder(name)
        if name == "name":
            checked = add(checked, page, {}, same_name=given.get("same") is True)
            continue
        form = form_of(page, said, owed=owed)(given)
        if not form.is_valid():
            raise OutOfOrder(name)
        checked = add(checked, page, form.cleaned_data, same_name=False)
    if next_page(checked, judge(checked), owed=owed).name != "result":
        raise OutOfOrder("result")
    return checked
