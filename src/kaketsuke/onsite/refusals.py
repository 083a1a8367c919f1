"""What cannot be done at the door, each with the sentence that people are shown."""

from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal


class CannotAct(Refusal):
    """The technician is not the one at this door, or the step does not fit the work."""


class CannotPassChecks(Refusal):
    """Something that the checks ask for is still to be done."""


class CannotReadSignature(Refusal):
    """What was drawn is no signature."""


NOT_YOUR_CASE = _("この案件の担当ではありません。画面を読み直してください。")
CODE_WORD_FIRST = _("合言葉を確かめてから進んでください。")
CALL_BACK_FIRST = _("登録のお電話へ折り返し、ご本人につながることを確かめてください。")
CHECKS_FIRST = _("本人確認がすんでいないため、作業を始められません。")
METHOD_FIRST = _("開け方を選んでください。")
DESTRUCTIVE_NEEDS_APPROVAL = _("鍵を壊すには、オーナーか運営会社の承認の記録が必要です。")
NO_SUCH_APPROVAL = _("承認した方を選んでください。")
CHOOSE_FOR_UNUSABLE = _("鍵が使えません。交換・暫定措置・ご辞退のどれかを選んでください。")
WHY_DECLINED = _("ご辞退の理由を選んでください。")
NOT_RUNNING = _("作業の時計は止まっています。")
RUNNING = _("作業の時計はすでに動いています。")
CALL_TWICE = _("お電話を 2 回かけてから選べます。")
REASON_FIRST = _("理由を選んでください。")
NO_DIGITS = _("番号は入力しないでください。控えることはできません。")
TIME_RUNS_BACKWARDS = _("時刻が前の記録より前です。端末の時計を確かめてください。")
SIGN_FIRST = _("枠の中に指でご署名をお願いします。")
SIGN_LARGER = _("ご署名が小さすぎます。枠いっぱいに大きく書いてください。")
SIGN_AGAIN = _("ご署名を読み取れませんでした。消して、もう一度書いてください。")
