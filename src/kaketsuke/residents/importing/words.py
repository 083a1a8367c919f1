"""What columns and reasons are called, for whoever reads."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.residents.importing.checking import Reason

COLUMNS: Final[dict[str, StrOrPromise]] = {
    "room": _("部屋番号"),
    "name": _("氏名"),
    "kana": _("フリガナ"),
    "phone": _("電話番号"),
    "email": _("メール"),
    "moved_in_on": _("入居日"),
    "moved_out_on": _("退去日"),
}
REASONS: Final[dict[str, StrOrPromise]] = {
    Reason.EMPTY: _("空欄です。数式のエラーも空欄として読まれます。"),
    Reason.TOO_LONG: _("長すぎます。"),
    Reason.UNPRINTABLE: _("読めない文字が入っています。入力し直してください。"),
    Reason.NO_PHONE: _("電話番号として読み取れません。市外局番から入力してください。"),
    Reason.NOBODYS_PHONE: _(
        "フリーダイヤルやナビダイヤルは使えません。ご本人につながる番号にしてください。"
    ),
    Reason.NO_EMAIL: _("メールアドレスとして読み取れません。空欄でもかまいません。"),
    Reason.NO_DATE: _("日付として読み取れません。2026-04-01 のように入力してください。"),
    Reason.OUT_BEFORE_IN: _("退去日が入居日より前です。"),
    Reason.TWICE: _("同じ部屋の同じ方が、上の行にもあります。"),
}
