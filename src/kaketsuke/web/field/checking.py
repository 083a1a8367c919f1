"""The check at the door, one question a page, in the order in which the written service asks.

What was answered so far travels signed from page to page, so that no question can be skipped; only
the last press writes. Of a document only kinds and results are ever held, of a name nothing (A1.2).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.overview import field as field_overview
from kaketsuke.rules import site
from kaketsuke.web.field import words
from kaketsuke.web.field.forms import choice

LIVES_SECONDS = 2 * 60 * 60
CALL_BACK = "call_back_registered_phone"
AFTER_OPENING = "check_identity_after_opening"
NAME_TRIES = 3


class CodeWordForm(forms.Form):
    code_word = choice(
        _("お客さまの言った合言葉は"), (("yes", _("同じ")), ("no", _("違う・言えない")))
    )


class WhoForm(forms.Form):
    role = choice(_("ドアの前にいるのはどなたですか"), words.ROLES)


class KindForm(forms.Form):
    kind = choice(_("見せていただいた身分証"), words.DOCUMENTS)


class KindAfterOpeningForm(forms.Form):
    kind = choice(
        _("見せていただいた身分証"),
        tuple(each for each in words.DOCUMENTS if each[0] != "locked_inside"),
    )


class ValidForm(forms.Form):
    has_photo = choice(_("顔写真がありますか"), words.YES_NO)
    expired = choice(_("有効期限が切れていますか"), words.YES_NO)


class NameForm(forms.Form):
    surname = forms.CharField(
        label=_("身分証の名字"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("身分証に書かれている名字を入力してください。")},
    )

    def clean_surname(self) -> str:
        """Refuse numbers: none may be written down (A1.2)."""
        typed: str = self.cleaned_data["surname"]
        if field_overview.has_digits_in_a_row(typed):
            raise forms.ValidationError(
                _("番号は入力しないでください。控えることはできません。名字だけを入力します。")
            )
        return typed


class NameOtherForm(forms.Form):
    again = choice(
        _("どうしますか"),
        (("again", _("入力し直す")), ("other", _("身分証の名字は、登録と違います"))),
    )


class FaceForm(forms.Form):
    face = choice(_("写真の顔と、目の前の方の顔は同じですか"), words.YES_NO)


class AddressForm(forms.Form):
    address = choice(_("身分証の住所"), words.ADDRESS)


class CallBackForm(forms.Form):
    call_back = choice(
        _("登録のお電話への確認"),
        (("yes", _("番号が合った・ご本人につながった")), ("no", _("つながらない・番号が違う"))),
    )


class EmptyForm(forms.Form):
    pass


class LeftSafeForm(forms.Form):
    """With the door open a failed check leaves nobody inside and the door locked (A1.2.2)."""

    nobody_left_inside = forms.BooleanField(
        label=_("お部屋の中にどなたも残っていません"),
        error_messages={"required": _("中にどなたも残さないでください。")},
    )
    door_locked = forms.BooleanField(
        label=_("ドアを閉めて施錠しました"),
        error_messages={"required": _("ドアを閉めて施錠してください。")},
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One question."""

    name: str
    title: StrOrPromise
    form: type[forms.Form]
    lead: StrOrPromise = ""
    button: StrOrPromise = field(default=_("次へ"))


PAGES = {
    page.name: page
    for page in (
        Page(
            "code_word",
            _("合言葉"),
            CodeWordForm,
            _("お客さまから先に言っていただきます。こちらからは言いません。"),
        ),
        Page(
            "code_word_wrong",
            _("合言葉が合いません"),
            EmptyForm,
            _(
                "お部屋番号とお客さまの画面をもう一度確かめてください。合わなければ作業はできません。"
            ),
            _("もう一度確かめます"),
        ),
        Page("who", _("立会い"), WhoForm, _("作業が終わるまで、ドアの前にいられる方です。")),
        Page(
            "kind",
            _("身分証の種類"),
            KindForm,
            _("番号は書かない・撮らない。手に持って見せていただきます。"),
        ),
        Page("valid", _("顔写真と期限"), ValidForm),
        Page(
            "name",
            _("お名前"),
            NameForm,
            _(
                "身分証の名字を見たとおりに入力します。登録と同じか違うかだけが返り、入力は残りません。"
            ),
            _("照らし合わせます"),
        ),
        Page(
            "name_other",
            _("名字が登録と違います"),
            NameOtherForm,
            _("漢字・かな・ローマ字のどれでも照らし合わせます。"),
        ),
        Page("face", _("お顔"), FaceForm, _("名字は登録と同じでした。")),
        Page("address", _("ご住所"), AddressForm),
        Page(
            "call_back",
            _("登録のお電話へ確認"),
            CallBackForm,
            _(
                "センターが登録のお電話にかけ、4 けたの番号を伝えます。"
                "目の前の方に番号を言っていただき、センターに確かめてください。"
            ),
        ),
        Page(
            "call_back_failed",
            _("お電話で確かめられません"),
            EmptyForm,
            _("このままでは作業を始められません。つながるまで待つか、責任者に相談してください。"),
            _("もう一度かけてもらいます"),
        ),
        Page("result", _("確認の結果"), EmptyForm),
    )
}
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
    def opened(cls, text: str, *, case_id: UUID, technician_id: UUID) -> Self:
        """Return what a page carried; what is forged or stale begins anew."""
        try:
            pages = signing.loads(text, salt=_salt(case_id, technician_id), max_age=LIVES_SECONDS)
        except signing.BadSignature:
            return cls()
        return cls(tuple((name, answers) for name, answers in pages))

    def sealed(self, *, case_id: UUID, technician_id: UUID) -> str:
        """Return it for the next page to carry."""
        return signing.dumps(self.pages, salt=_salt(case_id, technician_id), compress=True)

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
        """How often a surname was compared."""
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
        return KindAfterOpeningForm
    if page.name == "result" and owed and answer.outcome == "decline":
        return LeftSafeForm
    return page.form


def numbered(page: Page, checked: Checked, *, owed: bool) -> tuple[int, int]:
    """Return which page of how many this is."""
    asked = [name for name in NUMBERED if not (owed and name == "code_word")]
    if checked.answers.get("role") not in (None, "registrant"):
        asked.remove("address")
    name = NUMBER_AS.get(page.name, page.name)
    return (asked.index(name) + 1 if name in asked else len(asked), len(asked))


def add(checked: Checked, page: Page, given: dict[str, Any], *, same_name: bool) -> Checked:
    """Return what is known after a page was answered."""
    if page.name in ("code_word_wrong", "call_back_failed"):
        return checked.back()
    if page.name == "name":
        return _add_name(checked, same=same_name)
    read = READ.get(page.name, _yes_or_no)
    return checked.but(page.name, **read(given))


def _add_name(checked: Checked, *, same: bool) -> Checked:
    """A slip of the finger may be typed again, but nobody guesses until it fits."""
    if same:
        return checked.but("name", name_matches=True, differs=False)
    if checked.name_tries + 1 >= NAME_TRIES:
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
    "face": lambda given: {"face_matches": given["face"] == "yes"},
    "address": _address,
}


def _salt(case_id: UUID, technician_id: UUID) -> str:
    return f"field.check:{case_id}:{technician_id}"
