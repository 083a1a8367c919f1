"""What cannot be done with money, each with the sentence that people are shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal
from kaketsuke.rules import charge


class CannotSetPrice(Refusal):
    """The price list cannot hold this."""


class CannotEstimate(Refusal):
    """The estimate holds something that may not be charged."""


class CannotAnswerEstimate(Refusal):
    """The estimate is not open for this answer."""


class CannotBegin(Refusal):
    """The line was not approved, so it must not be begun."""


class CannotSettle(Refusal):
    """The bill cannot be settled like this."""


OVERTIME_IS_BY_THE_MINUTE = _("時間超過の単位は「分」にしてください。")
THREE_KINDS = _("料金表に載せられるのは、時間超過・特殊作業・材料の 3 種類です。")
PRICE_RANGE = _("単価は 1 円から 999,999 円で入力してください。")
TAX_NUMBER_WRONG = _("登録番号が正しくありません。T と 13 桁の数字を確かめてください。")
NO_LINES = _("見積りの明細を 1 つ以上入れてください。")
ONLY_AT_WORK = _("見積りは作業中に作ります。")
NOT_LISTED = _("料金表にない項目です。料金表から選んでください。")
TOO_DEAR = _("料金表の上限を超えています。単価を直してください。")
QUANTITY_RANGE = _("数量は 1 から 999 で入力してください。")
NEWER_VERSION = _("新しい見積りがあります。新しい見積りにお答えください。")
ANSWERED = _("この見積りにはお答えいただいています。")
NOT_THE_PAYER = _("この見積りには、お支払いになる方だけがお答えになれます。")
NOT_APPROVED = _("承認された見積りの明細ではないため、始められません。")
BEGINS_BY_ITSELF = _("時間超過は作業の時計で数えます。ボタンは要りません。")
NOT_OPENED = _("ドアが開いてから精算してください。")
METHOD_FIRST = _("お支払い方法を選んでください。")
NOTHING_TO_PAY = _("お支払いはありません。お支払い方法は「なし」です。")
SOMETHING_TO_PAY = _("お支払いがあります。お支払い方法を選んでください。")
REASON_FOR_UNPAID = _("未払いの理由を選んでください。")
SETTLED_OTHERWISE = _("この案件は別の方法で精算ずみです。")

NOT_CHARGEABLE: dict[charge.Refusal, Promise] = {
    charge.Refusal.NOT_ON_PRICE_LIST: NOT_LISTED,
    charge.Refusal.ABOVE_PRICE_LIST: TOO_DEAR,
}
