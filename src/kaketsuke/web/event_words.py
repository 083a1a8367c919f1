"""What happened, who did it and what was noted, in words: for timelines on every screen."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

EVENTS: dict[str, StrOrPromise] = {
    # A request
    "FactsStated": _("お話をうかがいました"),
    "Decided": _("判断しました"),
    "SolvedByTriage": _("ご案内で解決しました"),
    "JoinedToCase": _("進行中の案件に加えました"),
    "CallLost": _("電話が切れました"),
    "Reached": _("折返しがつながりました"),
    "Lapsed": _("折返しがつながらず、終わりました"),
    "Seconded": _("もう一人が同意しました"),
    "Allowed": _("責任者が出動を許可しました"),
    "Refused": _("責任者がお断りと判断しました"),
    "CallerGaveUp": _("お客さまが取り下げました"),
    "Appealed": _("再確認の申し出を受けました"),
    "Started": _("要請を受け付けました"),
    "OwnerReasonNoted": _("ご依頼の理由を残しました"),
    # A case
    "Opened": _("案件を開きました"),
    "OfferAccepted": _("作業員が引き受けました"),
    "NobodyLeft": _("引き受ける作業員がいません"),
    "Widened": _("範囲を広げて探し直します"),
    "AssignedByHand": _("電話で作業員を決めました"),
    "TechnicianWithdrew": _("作業員が行けなくなりました"),
    "Released": _("作業員の担当を解きました"),
    "Departed": _("作業員が出発しました"),
    "Arrived": _("作業員が到着しました"),
    "ChecksPassed": _("立会いと本人確認が済みました"),
    "ChecksFailed": _("本人確認ができず、お断りしました"),
    "OtherAttendantComes": _("別の方が立ち会います"),
    "WaitOver": _("お待ちする時間が過ぎました"),
    "NobodyThere": _("ご不在でした"),
    "WorkBegun": _("作業を始めました"),
    "WorkBegunUnderLeave": _("特例許可で作業を始めました"),
    "Paused": _("作業を止めました"),
    "Continued": _("作業を続けます"),
    "MinutesReached": _("無料の時間が終わりました"),
    "EstimateApproved": _("見積りが承認されました"),
    "SecondTechnicianCalled": _("二人目の作業員を呼びました"),
    "AttendantLeft": _("立会いの方が離れました"),
    "CouldNotOpen": _("開けられませんでした"),
    "DoorOpened": _("ドアが開きました"),
    "Settled": _("精算しました"),
    "Closed": _("案件を閉じました"),
    "ResidentCancelled": _("お客さまが取り消しました"),
    "OpenedByOthers": _("ほかの方法で開きました"),
    "SolvedRemotely": _("電話で解決しました"),
    "StopPressed": _("登録者が停止しました"),
    "ObjectionRaised": _("登録者から反対がありました"),
    "PayerObjected": _("お支払いになる方が、承認に覚えがないと申し出ました"),
    "PayerHeard": _("責任者がお支払いになる方のお話を聞きました"),
    "HaltedBySupervisor": _("責任者が停止しました"),
    "SafeExit": _("作業員が安全のため離れました"),
    "AskedToRefuse": _("作業員が中止を求めました"),
    "Resumed": _("責任者が再開しました"),
    "Reoffered": _("責任者が手配をやり直しました"),
    "Ended": _("責任者が終わらせました"),
    "ExtentRecorded": _("不可抗力の範囲を記録しました"),
    "Prevented": _("不可抗力で実施できませんでした"),
    "LateReport": _("作業員から後の報告がありました"),
    # What moves nothing
    "LeaveIssued": _("特例許可を出しました"),
    "RequestJoined": _("別の要請が加わりました"),
    "TemporaryNumberTaken": _("連絡がつく番号をうかがいました"),
    "OwnerNoticeSettled": _("登録者への連絡が済みました"),
    "HumanRung": _("人の対応を求めました"),
    "FollowUpAdded": _("後の対応を加えました"),
    "FollowUpTaken": _("後の対応の担当が決まりました"),
    "FollowUpDone": _("後の対応が終わりました"),
    "OfferSent": _("作業員に打診しました"),
    "OfferPassed": _("作業員が見送りました"),
    "OfferExpired": _("打診の時間が過ぎました"),
    "OfferWithdrawn": _("打診を取り下げました"),
    "PlanApplied": _("責任者が計画を適用しました"),
    "DelayTold": _("作業員が 10 分遅れると知らせました"),
    "ConnectionAsked": _("作業員がお客さまへの電話を求めました"),
    "SecondAssigned": _("二人目の作業員が決まりました"),
    "SecondReleased": _("二人目の作業員の担当が終わりました"),
    "CallNotAnswered": _("お電話をかけましたが、出ませんでした"),
    "CallBackAsked": _("登録のお電話への確認を求めました"),
    "CallBackConfirmed": _("登録のお電話で確かめました"),
    "NameDiffered": _("身分証のお名前が登録と違いました"),
    "BreakingAsked": _("壊して開ける承認を求めました"),
    "BreakingApproved": _("壊して開けることが承認されました"),
    "BreakingAgreementHeard": _("立ち会う方の同意をセンターが電話で聞きました"),
    "BreakingAgreed": _("立ち会う方が壊すことに同意しました"),
    "PhotoAdded": _("鍵の写真を残しました"),
    "PhotoDeleted": _("鍵の写真を削除しました"),
    "PaperEntered": _("紙の記録を入力しました"),
    "RingAnswered": _("人が対応しました"),
    "PhoneNotTaken": _("電波のない間の記録を受け付けられませんでした"),
    "PhoneClockWrong": _("作業員の端末の時計がずれています"),
    "CheckOwed": _("開錠後の本人確認が必要です"),
    "EstimateMade": _("見積りを出しました"),
    "EstimateDeclined": _("見積りは承認されませんでした"),
    "LinkDisowned": _("知らせが別の方に届いていました"),
    "ContractCancelled": _("契約が取り消されました（クーリング・オフ）"),
    "RefundPaid": _("返金を記録しました"),
    "PayerNotTold": _(
        "お支払いの知らせを送れる連絡先がありません。お手紙かお電話でお知らせください"
    ),
    "PayerToldOfWord": _("承認や同意のことを、お支払いになる方へ知らせました"),
    "PayerUnreached": _("承認や同意のことを、お支払いになる方へ送れる連絡先がありません"),
    "LineBegun": _("承認された作業を始めました"),
}

ROLES: dict[str, StrOrPromise] = {
    "resident": _("登録者"),
    "operator": _("オペレーター"),
    "supervisor": _("責任者"),
    "office": _("運営会社の事務"),
    "owner": _("オーナー"),
    "technician": _("作業員"),
    "contractor": _("業務委託先"),
    "timer": _("時計"),
    "system": _("自動"),
}


def event_words(event: str) -> StrOrPromise:
    """Return what happened, as people say it."""
    return EVENTS.get(event, event)


RINGS: dict[str, StrOrPromise] = {
    "call_back": _("作業員が登録のお電話への確認を待っています"),
    "breaking": _("作業員が壊して開ける承認を求めています"),
    "connect": _("作業員がお客さまへの電話を求めています"),
    "second_technician": _("作業員が二人目を求めています"),
    "payer_unreached": _(
        "承認や同意のことをお支払いになる方へ知らせられません。お電話で確かめてください"
    ),
    "supervisor_looks": _("責任者が確かめるまで、この案件を進められません"),
    "phone_not_taken": _("電波のない間の作業員の記録を受け付けられませんでした"),
    "late_report": _("案件が終わった後に、作業員の端末から記録が届きました"),
}
RING = _("人の対応が必要です")


def ring_words(why: str) -> StrOrPromise:
    """Return why a human was rung, as people say it."""
    return RINGS.get(why, RING)


def role_words(role: str) -> StrOrPromise:
    """Return who did it."""
    return ROLES.get(role, role)
