"""Why is a technician asked, or not? Codes with numbers, and the sentences that say them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple


class Code(StrEnum):
    """What speaks for or against a candidate."""

    NEAREST = "nearest"
    FIRST = "first"
    TRAVEL = "travel"
    ESTIMATED = "estimated"
    REMAINING = "remaining"
    CHANCE = "chance"
    CHANCE_ASSUMED = "chance_assumed"
    ANSWER = "answer"
    ABOVE_SHARE = "above_share"
    BELOW_SHARE = "below_share"
    COST = "cost"
    COVER = "cover"
    PLANNED = "planned"
    POSITION_ABSENT = "position_absent"
    POSITION_STALE = "position_stale"
    POSITION_FUTURE = "position_future"
    POSITION_OFF = "position_off"
    POSITION_SENSELESS = "position_senseless"
    POSITION_OFF_ROADS = "position_off_roads"
    NO_PLACE = "no_place"
    NO_WAY = "no_way"
    TOO_FAR = "too_far"
    CHAIN_BROKEN = "chain_broken"
    OUT_OF_AREA = "out_of_area"
    OFF_SHIFT = "off_shift"
    SHIFT_ENDS = "shift_ends"
    PAPERS_EXPIRED = "papers_expired"
    SKILL_MISSING = "skill_missing"
    BOUND = "bound"
    BOUND_UNTIL = "bound_until"
    ASKED_ELSEWHERE = "asked_elsewhere"
    ASKED_BEFORE = "asked_before"


def gettext_noop(words: str) -> str:
    """Mark words for the translators; the page translates them."""
    return words


# Japanese is what people see first; a page passes the sentence through its translation.
SENTENCES: dict[Code, str] = {
    Code.NEAREST: gettext_noop("いちばん早く着ける作業員です"),
    Code.FIRST: gettext_noop("返事と移動を合わせると、いちばん早いと見込まれます"),
    Code.TRAVEL: gettext_noop("直線 {km} km、約 {minutes} 分です"),
    Code.ESTIMATED: gettext_noop("道のりを調べられないため、時間は距離からの見積りです"),
    Code.REMAINING: gettext_noop("いまの作業が終わるまで約 {minutes} 分です"),
    Code.CHANCE: gettext_noop("引き受ける見込みは {percent} % です（打診 {count} 件から）"),
    Code.CHANCE_ASSUMED: gettext_noop(
        "引き受ける見込みは {percent} % です（実績がまだありません）"
    ),
    Code.ANSWER: gettext_noop("返事まで約 {seconds} 秒です"),
    Code.ABOVE_SHARE: gettext_noop(
        "この会社の担当は {percent} % で、目安の {agreed} % より多めです"
    ),
    Code.BELOW_SHARE: gettext_noop(
        "この会社の担当は {percent} % で、目安の {agreed} % より少なめです"
    ),
    Code.COST: gettext_noop("会社への支払いは {yen} 円です"),
    Code.COVER: gettext_noop("この方が出ると、次のお客さまの到着が平均約 {minutes} 分遅くなります"),
    Code.PLANNED: gettext_noop("責任者が選んだ計画による順番です"),
    Code.POSITION_ABSENT: gettext_noop("現在地がないため、拠点からの時間です"),
    Code.POSITION_STALE: gettext_noop("現在地が {minutes} 分前のため、拠点からの時間です"),
    Code.POSITION_FUTURE: gettext_noop("現在地の時刻が先の時刻のため、拠点からの時間です"),
    Code.POSITION_OFF: gettext_noop("現在地が拠点から {km} km 離れているため、拠点からの時間です"),
    Code.POSITION_SENSELESS: gettext_noop("現在地の値が正しくないため、拠点からの時間です"),
    Code.POSITION_OFF_ROADS: gettext_noop("現在地の近くに道路がないため、拠点からの時間です"),
    Code.NO_PLACE: gettext_noop("現在地も拠点も分かりません"),
    Code.NO_WAY: gettext_noop("道のりの時間が分かりません"),
    Code.TOO_FAR: gettext_noop("約 {minutes} 分かかり、遠すぎます"),
    Code.CHAIN_BROKEN: gettext_noop("委託契約がつながっていません"),
    Code.OUT_OF_AREA: gettext_noop("契約の地域の外です"),
    Code.OFF_SHIFT: gettext_noop("勤務時間ではありません"),
    Code.SHIFT_ENDS: gettext_noop("勤務があと {minutes} 分で終わり、間に合いません"),
    Code.PAPERS_EXPIRED: gettext_noop("証明書の期限が切れています"),
    Code.SKILL_MISSING: gettext_noop("必要な技能がありません"),
    Code.BOUND: gettext_noop("別の案件を担当しています"),
    Code.BOUND_UNTIL: gettext_noop("別の案件を担当しています（あと約 {minutes} 分）"),
    Code.ASKED_ELSEWHERE: gettext_noop("別の案件を打診中です"),
    Code.ASKED_BEFORE: gettext_noop("この案件をすでに打診しました"),
}

# The same without numbers, where many are counted together.
PLAIN: dict[Code, str] = {
    **SENTENCES,
    Code.TOO_FAR: gettext_noop("遠すぎます"),
    Code.SHIFT_ENDS: gettext_noop("勤務の終わりに間に合いません"),
    Code.BOUND_UNTIL: SENTENCES[Code.BOUND],
}


class Reason(NamedTuple):
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
