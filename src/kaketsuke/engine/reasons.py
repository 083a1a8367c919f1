"""Why is a technician asked, or not? Codes with numbers, and the sentences that say them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """What speaks for or against a candidate."""

    NEAREST = "nearest"
    TRAVEL = "travel"
    POSITION_ABSENT = "position_absent"
    POSITION_STALE = "position_stale"
    POSITION_FUTURE = "position_future"
    POSITION_OFF = "position_off"
    POSITION_SENSELESS = "position_senseless"
    NO_PLACE = "no_place"
    TOO_FAR = "too_far"
    CHAIN_BROKEN = "chain_broken"
    OFF_SHIFT = "off_shift"
    PAPERS_EXPIRED = "papers_expired"
    SKILL_MISSING = "skill_missing"
    BOUND = "bound"
    ASKED_ELSEWHERE = "asked_elsewhere"
    ASKED_BEFORE = "asked_before"


def gettext_noop(words: str) -> str:
    """Mark words for the translators; the page translates them."""
    return words


# Japanese is what people see first; a page passes the sentence through its translation.
SENTENCES: dict[Code, str] = {
    Code.NEAREST: gettext_noop("いちばん早く着ける作業員です"),
    Code.TRAVEL: gettext_noop("直線 {km} km、約 {minutes} 分です"),
    Code.POSITION_ABSENT: gettext_noop("現在地がないため、拠点からの時間です"),
    Code.POSITION_STALE: gettext_noop("現在地が {minutes} 分前のため、拠点からの時間です"),
    Code.POSITION_FUTURE: gettext_noop("現在地の時刻が先の時刻のため、拠点からの時間です"),
    Code.POSITION_OFF: gettext_noop("現在地が拠点から {km} km 離れているため、拠点からの時間です"),
    Code.POSITION_SENSELESS: gettext_noop("現在地の値が正しくないため、拠点からの時間です"),
    Code.NO_PLACE: gettext_noop("現在地も拠点も分かりません"),
    Code.TOO_FAR: gettext_noop("約 {minutes} 分かかり、遠すぎます"),
    Code.CHAIN_BROKEN: gettext_noop("委託契約がつながっていません"),
    Code.OFF_SHIFT: gettext_noop("勤務時間ではありません"),
    Code.PAPERS_EXPIRED: gettext_noop("証明書の期限が切れています"),
    Code.SKILL_MISSING: gettext_noop("必要な技能がありません"),
    Code.BOUND: gettext_noop("別の案件を担当しています"),
    Code.ASKED_ELSEWHERE: gettext_noop("別の案件を打診中です"),
    Code.ASKED_BEFORE: gettext_noop("この案件をすでに打診しました"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One code with the numbers that its sentence needs."""

    code: Code
    numbers: tuple[tuple[str, float], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the reason as it is kept with an offer."""
        return {"code": str(self.code), **dict(self.numbers)}


def sentence(kept: dict[str, Any], *, template: str | None = None) -> str:
    """Return the words for a kept reason; `template` is the translated sentence of its code."""
    numbers = {name: value for name, value in kept.items() if name != "code"}
    return (template or SENTENCES[Code(kept["code"])]).format(**numbers)
