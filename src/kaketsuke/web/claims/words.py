"""What the desk of complaints and claims calls things: data, no logic of the service."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.web.badges import Badge

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
    "technician": _("作業員の報告"),
}
STATES: dict[str, Badge] = {
    "received": Badge(_("受付済み・担当なし"), "amber", "inbox"),
    "in_hand": Badge(_("対応中"), "blue", "user-round-check"),
    "answered": Badge(_("お答え済み"), "grey", "message-square-reply"),
    "closed": Badge(_("終了"), "green", "circle-check"),
    "withdrawn": Badge(_("取下げ"), "grey", "undo-2"),
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
COMPLAINT_NEXT: dict[str, StrOrPromise] = {
    "take": _("担当を決める"),
    "answer": _("お答えを書く"),
    "wait": _("ご納得を待つ"),
    "": "–",
}


HARMS: dict[str, StrOrPromise] = {
    "lock": _("鍵"),
    "door": _("ドア・建具"),
    "belongings": _("持ち物・家財"),
    "injury": _("けが"),
    "other": _("そのほか"),
}
CLAIM_STATES: dict[str, Badge] = {
    "reported": Badge(_("受付済み・担当なし"), "amber", "inbox"),
    "examining": Badge(_("確認中"), "blue", "search"),
    "awaits_second": Badge(_("二人目の確認待ち"), "amber", "users"),
    "decided": Badge(_("判断済み・未通知"), "blue", "gavel"),
    "told": Badge(_("通知済み"), "blue", "mail-check"),
    "paid": Badge(_("支払済み"), "green", "banknote"),
    "closed": Badge(_("終了"), "green", "circle-check"),
    "withdrawn": Badge(_("取下げ"), "grey", "undo-2"),
}
FAULTS: dict[str, StrOrPromise] = {
    "intent": _("故意"),
    "gross_negligence": _("重過失"),
    "slight_negligence": _("軽過失"),
    "none": _("故意も過失もない"),
}
CAUSES: dict[str, StrOrPromise] = {
    "contractor": _("業務委託先"),
    "force_majeure": _("不可抗力"),
    "other": _("そのほか（当社・第三者など）"),
}
# What has to happen next: a few words on the list, a sentence on the page.
NEXT: dict[str, StrOrPromise] = {
    "take": _("担当を決める"),
    "decide": _("判断する"),
    "second": _("二人目が確認する"),
    "legal": _("法務の確認を記録する"),
    "tell": _("お手紙を送る"),
    "pay": _("お支払いする"),
    "recourse": _("求償を受け取る"),
    "close": _("お申し出を終える"),
    "": "–",
}
NEXT_STEP: dict[str, StrOrPromise] = {
    "take": _("まだ担当がいません。損害賠償の担当が引き受けてください。"),
    "decide": _("お申し出の内容と資料を確かめ、だれによる損害かと過失の程度を判断してください。"),
    "second": _(
        "損害の額が大きいため、判断した方とは別の方が、理由と資料を読んで確認してください。"
    ),
    "legal": _(
        "条項の上限による額です。上限が無効とされるおそれがあるため、法務の確認を記録するまでお伝えできません。"
    ),
    "tell": _("判断が決まりました。お手紙を送って、お申し出の方に伝えてください。"),
    "pay": _("運営会社がお支払いし、その日に記録してください。"),
    "recourse": _(
        "代わりに支払った額を業務委託先から受け取るか、受け取らない理由とともに放棄を記録してください。"
    ),
    "close": _("残っているお支払いや求償はありません。お申し出を終えられます。"),
    "": "",
}
MEDIA: dict[str, StrOrPromise] = {
    "image/jpeg": _("写真（JPEG）"),
    "image/png": _("写真（PNG）"),
    "image/webp": _("写真（WebP）"),
    "application/pdf": "PDF",
}
MOMENTS: dict[str, StrOrPromise] = {
    "before": _("作業の前の鍵"),
    "after": _("作業の後の鍵"),
    "damage": _("傷・故障のある所"),
}
METHODS: dict[str, StrOrPromise] = {"transfer": _("振込"), "cash": _("現金")}
DEADLINES: dict[str, StrOrPromise] = {
    "decision": _("判断"),
    "payment": _("支払い"),
    "recourse": _("求償"),
    "limitation": _("時効"),
}
# The days that a correction may change.
DAYS: dict[str, StrOrPromise] = {
    "occurred_on": _("起きた日"),
    "known_on": _("気づいた日"),
    "limit_on": _("時効"),
}
RECOURSE: dict[str, StrOrPromise] = {
    "demanded": _("求償"),
    "received": _("受領"),
    "waived": _("放棄"),
}
LETTERS: dict[str, StrOrPromise] = {
    "decision": _("判断のお手紙"),
    "payment": _("お支払いのお手紙"),
    "creditor": _("債権譲渡の通知"),
}
STEPS.update(
    {
        "ClaimOpened": _("損害のお申し出を受け付けました"),
        "ClaimTaken": _("担当が決まりました"),
        "DaysCorrected": _("起きた日・気づいた日を直しました"),
        "EvidenceAdded": _("資料が加わりました"),
        "DamageDecided": _("判断しました"),
        "DamageProposed": _("判断しました（二人目の確認待ち）"),
        "DecisionSeconded": _("二人目が確認しました"),
        "DecisionSentBack": _("判断を差し戻しました"),
        "LegalReviewed": _("法務の確認を記録しました"),
        "DecisionTold": _("お手紙を送りました"),
        "ClaimTakenUpAgain": _("もう一度判断します"),
        "DamagePaid": _("お支払いしました"),
        "RecourseEntered": _("求償を記録しました"),
        "CreditorChanged": _("債権の譲渡を記録し、通知しました"),
        "ClaimClosed": _("終えました"),
        "ClaimWithdrawn": _("取り下げられました"),
    }
)
# A few words for each clause by which a request may be declined or referred, as a label.
GROUNDS: dict[str, StrOrPromise] = {
    "1.1": _("契約のない建物"),
    "1.2": _("契約の終わり"),
    "2.1": _("閉め出しではない"),
    "2.2": _("登録がない"),
    "2.3": _("使わないお部屋"),
    "3.1": _("本人・オーナー以外"),
    "4.7.1": _("本人・オーナー以外"),
    "4.7.2": _("災害・暴動"),
    "4.7.3": _("確認できない"),
    "4.7.4": _("ほかの部屋"),
    "4.7.5": _("第三者への不正"),
    "4.7.6": _("作業員への迷惑"),
    "4.7.7": _("長い・多い電話など"),
    "4.7.8": _("規約の違反"),
    "4.7.9": _("相当の理由"),
    "A1.2.1": _("立会いがない"),
    "A1.2.2": _("身分証がない"),
}
