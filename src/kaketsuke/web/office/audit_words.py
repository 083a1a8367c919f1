"""How an entry of the record is told to an auditor: what, of which subject, by whom."""

from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.web import event_words, role_words
from kaketsuke.web.claims import words as claim_words
from kaketsuke.web.privacy import words as privacy_words

SUBJECTS: Final[dict[str, StrOrPromise]] = {
    "case": _("案件"),
    "request": _("要請"),
    "complaint": _("お申し出"),
    "claim": _("損害賠償"),
    "data_request": _("開示などの求め"),
    "provision": _("提供の記録"),
    "block": _("提供を止める設定"),
    "hold": _("係争などによる保存"),
    "incident": _("事故"),
    "break_glass": _("案件によらない閲覧"),
    "alert": _("いつもと違う閲覧"),
    "flag": _("責任者の記録"),
    "person": _("登録された方"),
    "registration": _("利用者登録"),
    "processor": _("委託先"),
    "building": _("建物"),
    "price_list": _("料金表"),
    "account": _("アカウント"),
    "retention": _("保存の期限"),
    "area_event": _("地域の事象"),
}
EVENTS: Final[dict[str, StrOrPromise]] = {
    **claim_words.STEPS,
    **privacy_words.EVENTS,
    **event_words.EVENTS,
}
# A word of these may mean another thing in another chain: the kind is asked first.
OF_KIND: Final[dict[str, dict[str, StrOrPromise]]] = {
    "provision": {"Provided": _("情報を提供しました")},
    "block": {
        "Blocked": _("オーナーへの提供を止めました"),
        "Unblocked": _("止めるのをやめました"),
    },
    "hold": {
        "HeldBack": _("保存を指定しました"),
        "HoldReviewed": _("保存を続けると決めました"),
        "HoldEnded": _("保存をやめました"),
    },
    "incident": {
        "IncidentOpened": _("事故を知らせました"),
        "Classified": _("種類を改めました"),
        "AffectedCounted": _("影響を受けた方を閲覧の記録から数えました"),
        "AffectedAdded": _("影響を受けた方を加えました"),
        "AffectedCleared": _("影響を受けていない方を外しました"),
        "ItemsWritten": _("報告の項目を書きました"),
        "PreliminaryReported": _("速報をしました"),
        "FinalReported": _("確報をしました"),
        "LettersSent": _("ご本人へ手紙を送りました"),
    },
    "break_glass": {
        "GlassBroken": _("理由を残して見ました"),
        "Reviewed": _("理由を確かめました"),
    },
    "alert": {"AlertChecked": _("確かめて、分かったことを書きました")},
    "flag": {
        "FlagRecorded": _("記録しました"),
        "FlagConfirmed": _("二人目が認めました"),
        "FlagEnded": _("終わりにしました"),
        "reviewed": _("見直しました"),
        "appealed": _("不服の申し出がありました"),
        "upheld": _("不服の申し出を判断しました"),
        "RegisteredThere": _("同じ居宅に新しい登録がありました"),
    },
    "person": {"Corrected": _("訂正しました"), "Erased": _("消去しました")},
    "registration": {
        "Registered": _("登録しました"),
        "NumberProven": _("電話番号を確かめました"),
        "ConfirmedByOwner": _("オーナーが確かめました"),
        "GuardianshipEnded": _("保護者の登録が終わりました"),
        "Ended": _("登録が終わりました"),
    },
    "processor": {
        "ProcessorAdded": _("委託先を加えました"),
        "ProcessorApproved": _("再委託を承認しました"),
        "ProcessorReviewed": _("委託先を見直しました"),
        "ProcessorEnded": _("委託を終えました"),
    },
    "building": {"roster_committed": _("入居者の名簿を取り込みました")},
    "price_list": {"PriceListPublished": _("料金表を公開しました")},
    "account": {
        "granted": _("権限を与えました"),
        "role_ended": _("権限を終えました"),
        "account_ended": _("アカウントを終えました"),
        "signed_out_everywhere": _("すべての端末からサインアウトしました"),
        "address_set": _("メールアドレスを設定しました"),
        "password_given": _("パスワードを設定しました"),
    },
    "retention": {
        "DryRun": _("期限の来たものを数えました"),
        "Removed": _("期限の来たものを消去しました"),
    },
    "area_event": {
        "AreaEventDeclared": _("宣言しました"),
        "AreaEventEnded": _("終わりにしました"),
    },
}
NOBODY: Final[dict[str, StrOrPromise]] = {"system": _("自動"), "timer": _("自動")}


def account_of(actor: str) -> UUID | None:
    """Return the id in `role:id`; None where nobody acted."""
    try:
        return UUID(actor.partition(":")[2])
    except ValueError:
        return None


def line(
    entry: Any, *, numbers: dict[UUID, str], labels: dict[UUID, str], notes: dict[UUID, str]
) -> dict[str, object]:
    """Return one row of the auditor's table."""
    role = entry.actor.partition(":")[0]
    account = account_of(entry.actor)
    return {
        "entry": entry,
        "what": OF_KIND.get(entry.subject_kind, EVENTS).get(entry.kind, entry.kind),
        "subject": SUBJECTS.get(entry.subject_kind, entry.subject_kind),
        "number": numbers.get(entry.subject_id, ""),
        "note": notes.get(entry.subject_id, ""),
        "role": NOBODY.get(role) or role_words.ROLES.get(role, role),
        "who": labels.get(account, "") if account else "",
    }
