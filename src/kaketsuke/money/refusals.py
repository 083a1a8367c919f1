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


class CannotObject(Refusal):
    """There is nothing that the payer could object to, or nobody who may say so."""


class CannotBegin(Refusal):
    """The line was not approved, so it must not be begun."""


class CannotSettle(Refusal):
    """The bill cannot be settled like this."""


class CannotCancel(Refusal):
    """The agreement cannot be cancelled any more, or there is none."""


class CannotRefund(Refusal):
    """There is nothing to give back."""


class CannotPay(Refusal):
    """The ledger of fees cannot hold this."""


OVERTIME_IS_BY_THE_MINUTE = _("時間超過の単位は「分」にしてください。")
THREE_KINDS = _("料金表に載せられるのは、時間超過・特殊作業・材料の 3 種類です。")
PRICE_RANGE = _("単価は 1 円から 999,999 円で入力してください。")
PRICES_BEGIN_LATER = _("料金表は、いまから、またはこれからの日時に始めてください。")
CODE_TWICE = _("同じ項目コードが 2 回あります。1 つにしてください。")
NAME_TWICE = _(
    "同じ項目が料金表に 2 回あります。先の項目を外すか、項目コードか名前を分けてください。"
)
ITEM_TEXTS = _("項目コード・名前・英語の名前・単位を入力してください。")
PRICES_CHANGED = _(
    "端末にある料金表が、その時点の料金表と違いました。この見積りは取り消し、"
    "新しい料金表で出し直してください。有料の作業はまだ始めません。"
)
SHOWN_OTHERWISE = _(
    "端末に表示した合計が、料金表から計算した合計と違いました。この見積りは取り消し、"
    "出し直してください。有料の作業はまだ始めません。"
)
BILL_SHOWN_OTHERWISE = _(
    "端末に表示したお支払い額が、記録から計算した額と違いました。この画面の額を確かめ、"
    "いただいた額と違うときは差額をお返しして、もう一度記録してください。"
)
NO_MORE_ALONE = _(
    "電波のない所で出せる見積りの数を超えました。電波の届く所で出すか、センターへお電話ください。"
)
NO_SUCH_ESTIMATE = _("この見積りは見つかりません。見積りを出し直してください。")
NO_LINES = _("見積りの明細を 1 つ以上入れてください。")
ONLY_AT_WORK = _("見積りは作業中に作ります。")
NOT_LISTED = _("料金表にない項目です。料金表から選んでください。")
TOO_DEAR = _("料金表の上限を超えています。単価を直してください。")
QUANTITY_RANGE = _("数量は 1 から 999 で入力してください。")
NEWER_VERSION = _("新しい見積りがあります。新しい見積りにお答えください。")
ANSWERED = _("この見積りにはお答えいただいています。")
OF_AN_EARLIER_VISIT = _(
    "この見積りは前の作業員が出したもので、もう有効ではありません。"
    "いまの作業員が出す見積りにお答えください。"
)
PAYER_IS_ELSEWHERE = _(
    "お支払いになる方が立ち会っていないため、この画面では承認できません。お支払いになる方の"
    "スマートフォンか、センターからのお電話で、お返事をいただいてください。"
)
SIGNATURE_WAS_DISOWNED = _(
    "お支払いになる方が、この画面での署名は自分のものではないと話しています。お支払いになる方の"
    "スマートフォンか、センターからのお電話で、お返事をいただいてください。"
)
NOT_THE_PAYER = _("この見積りには、お支払いになる方だけがお答えになれます。")
NOTHING_TO_OBJECT_TO = _("いま承認されている見積りや、壊して開けることへの同意はありません。")
ONLY_WHILE_IT_RUNS = _(
    "作業は終わっています。お支払いの取り消しは領収書のページから、"
    "そのほかは「ご納得いただけないとき」からお申し出ください。"
)
WHICH_IS_OWNED = _("お支払いになる方が承知しているのは、どの見積りまでかを選んでください。")
IS_BREAKING_OWNED = _("壊して開けることを、お支払いになる方が承知しているかを選んでください。")
ONLY_A_SUPERVISOR_HEARS = _("お支払いになる方のお話を記録できるのは、別の責任者だけです。")
NOT_APPROVED = _("承認された見積りの明細ではないため、始められません。")
BEGINS_BY_ITSELF = _("時間超過は作業の時計で数えます。ボタンは要りません。")
NOT_OPENED = _("ドアが開いてから精算してください。")
METHOD_FIRST = _("お支払い方法を選んでください。")
NOTHING_TO_PAY = _("お支払いはありません。お支払い方法は「なし」です。")
SOMETHING_TO_PAY = _("お支払いがあります。お支払い方法を選んでください。")
REASON_FOR_UNPAID = _("未払いの理由を選んでください。")
SIGN_FIRST = _("ご承認には、署名、またはお名前と確認コードの入力が必要です。")
CODE_WRONG = _("確認コードが違います。合計の下にある 4 桁をそのまま入力してください。")
NAME_MISSING = _("お名前を入力してください。")
SHEET_FIRST = _("契約の書面を電子で受け取るか、紙で受け取るかを選んでください。")
REFERENCE_FIRST = _("端末に出た承認番号（伝票番号）を入力してください。")
REFERENCE_FORM = _("承認番号は、英数字とハイフンで 20 文字までです。")
NO_CARD_NUMBERS = _("カード番号は入力しないでください。端末に出た承認番号だけを入力します。")
NOTHING_TO_CANCEL = _("お支払いのあった契約がないため、取り消すものはありません。")
NOT_SETTLED_YET = _("まだ精算していません。作業中は、作業員か受付へ取りやめをお伝えください。")
TOO_LATE_TO_CANCEL = _(
    "クーリング・オフの期間が過ぎています。"
    "ご納得いただけないときは、受付か 188 番へご相談ください。"
)
ONLY_THE_PAYER_CANCELS = _("お支払いになった方だけが取り消せます。")
DAY_OF_NOTICE = _("お知らせのあった日は、書面を渡した日から今日までの日を入力してください。")
NO_REFUND_DUE = _("この案件に、お返しするお金はありません。")
REFUND_METHOD = _("返金の方法を選んでください。")
REFUND_REFERENCE = _("振込やカードの取消しでは、控えの番号を入力してください。")
SETTLED_OTHERWISE = _("この案件は別の方法で精算ずみです。")

NOT_CHARGEABLE: dict[charge.Refusal, Promise] = {
    charge.Refusal.NOT_ON_PRICE_LIST: NOT_LISTED,
    charge.Refusal.ABOVE_PRICE_LIST: TOO_DEAR,
}
