"""How each state of a request or a case is shown: one word, one shape, one tone.

Red (`tone-act`) stands only where a human must act now.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Badge:
    word: StrOrPromise
    tone: str
    icon: str


REQUEST_BADGES: dict[str, Badge] = {
    "asking": Badge(_("受付中"), "grey", "message-circle"),
    "accepted": Badge(_("出動決定"), "blue", "check"),
    "referred": Badge(_("要対応: 責任者の判断待ち"), "act", "triangle-alert"),
    "declined": Badge(_("お断り"), "struck", "ban"),
    "solved": Badge(_("電話で解決"), "green", "circle-check"),
    "joined": Badge(_("既存の案件に合流"), "grey", "merge"),
    "call_back": Badge(_("折返し待ち"), "blue", "phone-outgoing"),
    "abandoned": Badge(_("連絡とれず終了"), "grey", "phone-off"),
}

CASE_BADGES: dict[str, Badge] = {
    "offering": Badge(_("手配中"), "blue", "send"),
    "unfilled": Badge(_("要対応: 未手配"), "act", "triangle-alert"),
    "assigned": Badge(_("作業員決定"), "blue", "user-check"),
    "en_route": Badge(_("向かっています"), "blue-filled", "navigation"),
    "arrived": Badge(_("到着・確認中"), "blue-filled", "map-pin"),
    "verified": Badge(_("本人確認済み"), "amber", "badge-check"),
    "working": Badge(_("作業中"), "amber", "wrench"),
    "opened": Badge(_("開錠済み"), "green", "door-open"),
    "settled": Badge(_("精算済み"), "green", "receipt"),
    "closed": Badge(_("完了"), "green", "circle-check"),
    "cancelled": Badge(_("取消"), "grey", "circle-slash"),
    "turned_away": Badge(_("現地でお断り"), "struck", "ban"),
    "halted": Badge(_("要対応: 停止中"), "act", "octagon-pause"),
}

OUTCOME_BADGES: dict[str, Badge] = {
    "done": CASE_BADGES["closed"],
    "turned_away": Badge(_("終了（現地でお断り）"), "struck", "ban"),
    "no_show": Badge(_("終了（ご不在）"), "grey", "circle-minus"),
    "not_opened": Badge(_("終了（開錠できず）"), "grey", "circle-minus"),
    "stopped": Badge(_("終了（停止）"), "grey", "octagon-x"),
    "not_performed": Badge(_("終了（実施できず）"), "grey", "circle-minus"),
}

# Residents and technicians are not the ones who must act.
OUTSIDE_BADGES: dict[str, Badge] = {
    "unfilled": CASE_BADGES["offering"],
    "halted": Badge(_("停止中"), "grey", "octagon-pause"),
}

_OF_STATE = {**REQUEST_BADGES, **CASE_BADGES}


def badge_of(state: str, *, outcome: str = "", at_desk: bool = True) -> Badge:
    """Return the badge of a state code; a closed case is told by its outcome where one is given.

    Raises:
        KeyError: for a code that no table knows, so that a new state cannot go unnamed.
    """
    if state == "closed" and outcome:
        return OUTCOME_BADGES[outcome]
    if not at_desk and state in OUTSIDE_BADGES:
        return OUTSIDE_BADGES[state]
    return _OF_STATE[state]
