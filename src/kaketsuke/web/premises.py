"""What is known of a place, in words. What is not known is said as not known."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.parties.premises import Premises

AUTO_LOCK: dict[bool, StrOrPromise] = {True: _("あり"), False: _("なし")}
PARKING: dict[str, StrOrPromise] = {
    "visitors": _("来客用あり"),
    "paid": _("近くの有料駐車場"),
    "none": _("なし"),
}
DOORS: dict[str, StrOrPromise] = {
    "front": _("玄関のドア"),
    "back": _("勝手口のドア"),
    "gate": _("門扉"),
}
UNKNOWN = _("不明")


def rows(known: Premises) -> list[tuple[str, str]]:
    """Return each thing with its name, the unknown ones too: a blank would read as none."""
    entrance = None if known.auto_lock is None else AUTO_LOCK[known.auto_lock]
    return [
        (gettext("オートロック"), _said(entrance)),
        (gettext("駐車"), _said(PARKING.get(known.parking or ""))),
        (gettext("階"), _said(floor(known.floor))),
        (gettext("開けるドア"), _said(DOORS.get(known.door or ""))),
    ]


def floor(number: int | None) -> str:
    """Return a floor as people say it; below the ground by its own word."""
    if number is None:
        return ""
    if number < 0:
        return gettext("地下 {number} 階").format(number=-number)
    return gettext("{number} 階").format(number=number)


def _said(words: StrOrPromise | None) -> str:
    return str(words or UNKNOWN)
