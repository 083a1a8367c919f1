"""What the operator asks for each unknown fact, in words to say, with the answers as keys 1 to 9.

Which question comes next is the rules' business; here are only the words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: StrOrPromise


@dataclass(frozen=True, slots=True)
class Question:
    """A fact, its short name for the list of answers, what to say, and what can be answered."""

    path: str
    title: StrOrPromise
    say: StrOrPromise
    choices: tuple[Choice, ...]
    hint: StrOrPromise = ""
    note: StrOrPromise = ""  # asked beside the choices, for an answer that says too little

    def label_of(self, value: object) -> StrOrPromise:
        """Return the words of an answer, or a dash where nothing is known."""
        wanted = as_text(value)
        return next((each.label for each in self.choices if each.value == wanted), "–")


def as_text(value: object) -> str:
    """Return a fact's value as a form sends it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def as_fact(text: str) -> bool | str:
    """Return what a form sent as the fact's value."""
    return {"true": True, "false": False}.get(text, text)


def fact_at(facts: dict[str, Any], path: str) -> object:
    """Return the fact at a dotted path, or None where it is not known."""
    found: Any = facts
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def facts_with(path: str, value: object) -> dict[str, Any]:
    """Return the one fact as the nested object that the decision interface reads."""
    first, *rest = path.split(".")
    return {first: facts_with(".".join(rest), value) if rest else value}


OBJECTION = "registrant_objects"
DANGER = Question(
    "danger_to_life",
    _("命の危険"),
    _("まず確認いたします。お部屋の中に、けがや急病、火など、危険な状態の方はいらっしゃいますか。"),
    (
        Choice("true", _("はい、危険があります")),
        Choice("false", _("いいえ、ありません")),
    ),
)

QUESTIONS: tuple[Question, ...] = (
    DANGER,
    Question(
        "cause",
        _("理由"),
        _("どうされましたか。ドアが開かない理由をお聞かせください。"),
        (
            Choice("card_lost", _("カードキーの紛失")),
            Choice("code_forgotten", _("暗証番号を忘れた")),
            Choice("lock_fault", _("鍵の不具合・電池切れ")),
            Choice("other_lockout", _("そのほかの理由で開かない")),
            Choice("disaster", _("災害のため開かない")),
            Choice("riot", _("暴動などのため開かない")),
            Choice("not_lockout", _("開錠ではないご用件")),
        ),
        note=_("「そのほかの理由」のときは、どのような状況か"),
    ),
    Question(
        "requester.role",
        _("お電話の方"),
        _("お電話をいただいているのは、どなたさまでしょうか。"),
        (
            Choice("resident", _("お住まいの方")),
            Choice("owner", _("オーナー・管理会社")),
            Choice("owner_agent", _("オーナー・管理会社の代理人")),
            Choice("other", _("それ以外の方")),
        ),
    ),
    Question(
        "requester.is_registrant",
        _("登録のご本人"),
        _("恐れ入ります。ご本人さまの確認のため、ご登録のお名前とお部屋番号をお願いいたします。"),
        (
            Choice("true", _("ご本人と確認できた")),
            Choice("false", _("確認できない")),
        ),
        _("お話しできない登録者のそばで代わりに話している方は、ご本人として扱います。"),
    ),
    Question(
        "owner.is_corporation",
        _("法人のオーナー"),
        _("オーナーさま、または管理会社さまは法人でいらっしゃいますか。"),
        (Choice("true", _("法人")), Choice("false", _("個人"))),
    ),
    Question(
        "target.is_own_home",
        _("開ける部屋"),
        _("開けるのは、ご登録のお部屋でよろしいでしょうか。"),
        (
            Choice("true", _("はい、自分の部屋")),
            Choice("false", _("いいえ、別の場所")),
        ),
    ),
    Question(
        "attendance",
        _("立会い"),
        _("作業が終わるまでドアの前でお立ち会いいただける方は、どなたでしょうか。"),
        (
            Choice("registrant", _("登録された方")),
            Choice("owner", _("オーナー・管理会社")),
            Choice("owner_agent", _("法人オーナーの代理人")),
            Choice("none", _("だれも立ち会えない")),
        ),
    ),
    Question(
        "photo_id",
        _("身分証"),
        _("お立ち会いの方は、顔写真付きの身分証明書をいまお持ちでしょうか。"),
        (
            Choice("in_hand", _("手元にある")),
            Choice("locked_inside", _("部屋の中にある")),
            Choice("none", _("持っていない")),
        ),
        _("運転免許証、マイナンバーカード、パスポート、在留カードなどです。"),
    ),
    # Asked of the registrants by a call of their own, where an owner asks for their door.
    Question(
        OBJECTION,
        _("登録者の反対"),
        _("オーナーさまから、お部屋の開錠のご依頼がありました。お受けしてよろしいでしょうか。"),
        (
            Choice("true", _("反対している")),
            Choice("false", _("反対していない")),
        ),
        _("登録者さまにお電話して、うかがった結果を選びます。"),
    ),
)

BY_PATH = {question.path: question for question in QUESTIONS}
# These come from where the caller lives, so the screen asks for the place instead.
PLACE_PATHS = frozenset({"registration.status", "contract.status", "contract.covers_dwelling"})
FROM_CALLER = PLACE_PATHS | {"requester.is_registrant", "target.is_own_home"}


def answered(
    facts: dict[str, Any], *, stated: dict[str, Any]
) -> Iterator[tuple[Question, StrOrPromise]]:
    """Yield each question that has an answer, with the words of the answer.

    What was said counts even where the record does not bear it out yet.
    """
    for question in QUESTIONS:
        value = fact_at(facts, question.path)
        value = stated.get(question.path) if value is None else value
        if value is not None:
            yield question, question.label_of(value)
