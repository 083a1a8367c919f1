"""What the resident's page says in each state: one sentence, what comes next, what to bring."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.overview.tracking import Tracking


@dataclass(frozen=True, slots=True)
class Said:
    """The state in one sentence, and what happens next."""

    now: StrOrPromise
    next: StrOrPromise = ""


BRING = _("顔写真付きの身分証明書をご用意のうえ、ドアの前でお待ちください。")
_ANYONE = _("ご不明な点は、受付へお電話ください。")

STATES: dict[str, Said] = {
    "offering": Said(
        _("向かう作業員を探しています。"),
        _("決まりましたら、この画面に名前と到着の目安を出します。"),
    ),
    "unfilled": Said(
        _("向かえる作業員がまだ見つかっていません。"),
        _("担当者が電話で手配しています。見つかり次第、この画面でお知らせします。"),
    ),
    "assigned": Said(_("作業員が決まりました。まもなく出発します。"), BRING),
    "en_route": Said(_("作業員が向かっています。"), BRING),
    "arrived": Said(
        _("作業員が到着し、立会いとご本人を確認しています。"),
        _("合言葉を作業員に伝え、顔写真付きの身分証明書をお見せください。番号は控えません。"),
    ),
    "verified": Said(
        _("ご本人の確認が済みました。作業を始めます。"), _("作業が終わるまで、お立ち会いください。")
    ),
    "working": Said(
        _("ドアを開ける作業をしています。"), _("作業が終わるまで、お立ち会いください。")
    ),
    "opened": Said(
        _("ドアが開きました。"),
        _("作業員と一緒にドアと鍵をご確認ください。お支払いがあれば現地で精算します。"),
    ),
    "settled": Said(_("作業が完了しました。"), _("領収書はこの画面でご覧いただけます。")),
    "turned_away": Said(
        _("現地で確認ができなかったため、作業をしていません。"),
        _(
            "ご登録のもう一人の方か、オーナー・管理会社の方が身分証を持って立ち会えるときは、"
            "受付へお電話ください。"
        ),
    ),
    "halted": Said(
        _("停止しています。責任者が確認しています。"),
        _("作業は進めません。確認の結果は、この画面とお電話でお知らせします。"),
    ),
    "cancelled": Said(_("この出動は取り消されました。"), _("料金はかかりません。")),
    "closed": Said(_("この件は終わりました。"), _ANYONE),
}
OUTCOMES: dict[str, Said] = {
    "done": Said(_("作業が完了しました。"), _("領収書はこの画面でご覧いただけます。")),
    "turned_away": Said(
        _("現地で確認ができなかったため、作業をせずに終わりました。"),
        _("料金はかかりません。身分証をご用意のうえ、もう一度お電話ください。"),
    ),
    "no_show": Said(
        _("ご不在だったため、作業をせずに終わりました。"),
        _("料金はかかりません。もう一度お電話いただければ伺います。"),
    ),
    "not_opened": Said(
        _("ドアを開けられずに終わりました。"),
        _("料金はかかりません。別の方法は、オーナー・管理会社にご相談ください。"),
    ),
    "stopped": Said(
        _("責任者の判断で終わりました。"),
        _("料金はかかりません。ご不明な点は受付へお電話ください。"),
    ),
    "not_performed": Said(
        _("災害などのため、伺えませんでした。"),
        _("料金はかかりません。落ち着きましたらもう一度お電話ください。"),
    ),
}
_OWED = Said(
    _("ドアが開きました。身分証の確認が残っています。"),
    _("お部屋に入る前に、顔写真付きの身分証明書を作業員にお見せください。"),
)
_FOR_OTHERS = _("ご依頼に覚えがないときは、下のボタンで止められます。")


_DONE: Final = OUTCOMES["done"]
_UNPAID: Final = Said(_DONE.now, _("お支払いがまだの金額があります。下のボタンからご覧ください。"))
# The receipt is the payer's alone.
_DONE_FOR_OTHERS: Final = Said(_DONE.now, "")


def said(page: Tracking) -> Said:
    """Return the sentences for where the case stands."""
    done = page.state == "settled" or (page.state == "closed" and page.outcome == "done")
    if done and page.receipt is None:
        unpaid = page.settlement is not None and page.settlement.unpaid
        return _UNPAID if unpaid else _DONE_FOR_OTHERS
    if page.state == "closed":
        return OUTCOMES.get(page.outcome, STATES["closed"])
    if page.state == "opened" and page.check_owed and page.is_payer:
        return _OWED
    found = STATES[page.state]
    if page.is_payer or page.is_over or page.state in ("halted", "turned_away"):
        return found
    # Somebody else of the dwelling reads this: what to bring is not theirs to bring.
    return Said(found.now, _FOR_OTHERS)
