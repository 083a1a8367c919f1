"""What the desk of complaints and claims calls things: data, no logic of the service."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ABOUT: dict[str, StrOrPromise] = {
    "refusal": _("お断り"),
    "bill": _("料金"),
    "receipt": _("領収書"),
    "visit": _("出動と作業"),
}
CHANNELS: dict[str, StrOrPromise] = {
    "link": _("お知らせのページ"),
    "phone": _("電話"),
    "paper": _("書面"),
}
STATES: dict[str, tuple[str, str, StrOrPromise]] = {
    "received": ("amber", "inbox", _("受付済み・担当なし")),
    "in_hand": ("blue", "user-round-check", _("対応中")),
    "answered": ("grey", "message-square-reply", _("お答え済み")),
    "closed": ("green", "circle-check", _("終了")),
    "withdrawn": ("grey", "undo-2", _("取下げ")),
}
STEPS: dict[str, StrOrPromise] = {
    "ComplaintOpened": _("お申し出を受け付けました"),
    "ComplaintTaken": _("担当が決まりました"),
    "AppealBegun": _("もう一度の判断を始めました"),
    "ComplaintAnswered": _("お答えしました"),
    "NotContent": _("お答えにご納得いただけませんでした"),
    "ComplaintClosed": _("お申し出を終えました"),
    "ComplaintWithdrawn": _("お申し出が取り下げられました"),
}
ROLES: dict[str, StrOrPromise] = {
    "resident": _("お申し出の方"),
    "operator": _("受付"),
    "supervisor": _("責任者"),
    "claims": _("損害賠償の担当"),
    "office": _("運営会社の事務"),
    "technician": _("作業員"),
    "timer": _("自動"),
    "system": _("自動"),
}


def badge(state: str) -> dict[str, StrOrPromise]:
    """Return tone, shape and word of a state."""
    tone, shape, word = STATES[state]
    return {"tone": tone, "icon": shape, "word": word}
