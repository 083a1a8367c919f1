"""What cannot be done at the door, each with the sentence that people are shown."""

from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal


class CannotAct(Refusal):
    """The technician is not the one at this door, or the step does not fit the work."""


class CannotPassChecks(Refusal):
    """Something that the checks ask for is still to be done."""


class CannotReadSignature(Refusal):
    """What was drawn is no signature."""


class CannotReadPicture(Refusal):
    """What was sent is no picture that can be kept."""


NOT_YOUR_CASE = _("この案件の担当ではありません。画面を読み直してください。")
CODE_WORD_FIRST = _("合言葉を確かめてから進んでください。")
CALL_BACK_FIRST = _("登録のお電話へ折り返し、ご本人につながることを確かめてください。")
CHECKS_FIRST = _("本人確認がすんでいないため、作業を始められません。")
METHOD_FIRST = _("開け方を選んでください。")
DESTRUCTIVE_NEEDS_APPROVAL = _(
    "鍵を壊すには、オーナーか運営会社の承認の記録が必要です。センターへお電話ください。"
)
COMPANY_IS_THE_SUPERVISOR = _(
    "運営会社としての承認は、責任者だけが記録できます。責任者に引き継いでください。"
)
APPROVED_AT_THE_DOOR = _(
    "壊して開ける承認は、作業員が現地に着いてから作業が終わるまでの間に記録します。"
)
WHICH_OWNER = _("お電話で承認を聞いた、この建物のオーナーか管理会社を選んでください。")
HEARD_BY_THE_CENTRE = _(
    "手で書けない方の同意は、センターがお電話でお聞きして記録します。"
    "立ち会う方と一緒に、センターへお電話ください。"
)
AGREE_FIRST = _("壊して開けるには、立ち会う方のご署名が必要です。先に同意をいただいてください。")
CALL_BACK_PHONE_INSIDE = _(
    "登録のお電話は部屋の中です。責任者に確認を頼みました。返事があるまで作業はできません。"
)
CALL_BACK_NO_PROVEN_PHONE = _(
    "ご本人のものと確かめられた登録のお電話がありません。責任者に確認を頼みました。"
    "返事があるまで作業はできません。"
)
CALL_BACK_BY_VOICE = _("番号は何度も送れません。センターへお電話ください。")
CALL_BACK_WRONG = _("番号が違います。もう一度読み上げていただいてください。")
CALL_BACK_ANEW = _("番号の期限が切れました。もう一度送ってください。")
CALL_BACK_BY_THE_CENTRE = _("お電話での確認は、センターが記録します。")
CALL_BACK_BY_SUPERVISOR = _("登録のお電話は部屋の中です。責任者だけが確認できます。")
CALL_BACK_UNPROVEN_BY_SUPERVISOR = _(
    "立ち会う方に、ご本人のものと確かめられた登録のお電話がありません。責任者だけが確認できます。"
)
INTERIM_FIRST = _("暫定措置の内容・決めた方・いつまでかを選んでください。")
INTERIM_UNTIL = _("いつまでの措置かは、今日から 60 日以内の日付で入力してください。")
PICTURE_TOO_LARGE = _("写真が大きすぎます（12 MB まで）。画質を下げて撮り直してください。")
PICTURE_UNREADABLE = _("写真を読み取れませんでした。JPEG・PNG・WebP の写真を選んでください。")
PICTURES_ENOUGH = _("写真は 1 件につき 12 枚までです。")
NO_SUCH_APPROVAL = _("承認した方を選んでください。")
CHOOSE_FOR_UNUSABLE = _("鍵が使えません。交換・暫定措置・ご辞退のどれかを選んでください。")
WHY_DECLINED = _("ご辞退の理由を選んでください。")
NOT_RUNNING = _("作業の時計は止まっています。")
RUNNING = _("作業の時計はすでに動いています。")
CALL_TWICE = _(
    "到着してから 1 分以上あけて、お電話を 2 回かけてから選べます。"
    "出なかったら、そのつど記録してください。"
)
CALL_AT_THE_DOOR = _("お電話の記録は、到着してから確認を始めるまでの間に付けられます。")
LOOKED_AT_FIRST = _(
    "センターの責任者が、この案件を確かめています。連絡があるまで、作業をせずにお待ちください。"
)
NOBODY_ENTITLED = _(
    "この立場で立ち会える方が、いまの記録にありません。作業をせずに、センターへお電話ください。"
)
ATTENDANTS_CHANGED = _(
    "電波のないあいだに、立ち会える方の記録が変わりました。作業をせずに、電波の届く所でもう一度確認し、"
    "確認できないときはセンターへお電話ください。"
)
NAME_TRIED_ENOUGH = _(
    "お名前が 3 回違いました。この確認は終わりです。お断りを記録し、責任者にご相談ください。"
)
REASON_FIRST = _("理由を選んでください。")
NO_DIGITS = _("番号は入力しないでください。控えることはできません。")
TIME_RUNS_BACKWARDS = _("時刻が前の記録より前です。端末の時計を確かめてください。")
SIGN_FIRST = _("枠の中に指でご署名をお願いします。")
SIGN_LARGER = _("ご署名が小さすぎます。枠いっぱいに大きく書いてください。")
SIGN_AGAIN = _("ご署名を読み取れませんでした。消して、もう一度書いてください。")
