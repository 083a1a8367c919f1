"""Facts in words: the decision's vocabulary as people read it, with where each fact comes from."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

YES, NO = _("はい"), _("いいえ")

LABELS: dict[str, StrOrPromise] = {
    "received_at": _("受付時刻"),
    "requester.role": _("お電話の方"),
    "requester.is_registrant": _("登録のご本人"),
    "owner.is_corporation": _("法人のオーナー"),
    "contract.status": _("オーナー契約"),
    "contract.covers_dwelling": _("契約の対象の部屋"),
    "registration.status": _("利用者登録"),
    "target.is_own_home": _("ご自分の部屋"),
    "lock_on_record": _("スマートロックの記録"),
    "cause": _("理由"),
    "attendance": _("立会い"),
    "photo_id": _("身分証"),
    "conduct": _("記録"),
    "force_majeure": _("不可抗力の宣言"),
    "area_closed": _("地域の出動停止"),
    "registrant_objects": _("登録者の反対"),
    "protected": _("保護の指定"),
    "danger_to_life": _("命の危険"),
    "outcome": _("判断"),
    "reason": _("理由"),
    "method": _("方法"),
    "minutes": _("作業時間（分）"),
    "work_seconds": _("作業時間（秒）"),
    "bill_yen": _("請求額（円）"),
    "door_state": _("ドアの状態"),
    "door_secured": _("ドアの安全"),
    "calls_tried": _("電話の回数"),
    "code_word_said": _("合言葉の確認"),
    "destructive": _("壊して開ける"),
    "attendant_present": _("立会いの方の在席"),
    "attendant_changed": _("立会いの方の変更"),
    "attendant_same": _("立会いの方は同じ"),
    "technician_changed": _("作業員の変更"),
    "site.attendee.role": _("立ち会った方"),
    "site.attendee.present": _("ドアの前にいる"),
    "site.photo_id.kind": _("身分証の種類"),
    "site.photo_id.has_photo": _("顔写真がある"),
    "site.photo_id.expired": _("期限切れ"),
    "site.photo_id.name_matches": _("名前が一致"),
    "site.photo_id.face_matches": _("顔が一致"),
    "site.photo_id.address_matches": _("住所が一致"),
    "leave": _("特例許可"),
    "nobody_left_inside": _("中にだれも残っていない"),
    "door_locked": _("施錠した"),
    "lock_usable": _("鍵を続けて使える"),
    "if_unusable": _("使えない鍵の手当て"),
    "declined_because": _("辞退の理由"),
    "destructive_approved_by": _("壊すことの承認"),
    "lock_model": _("鍵の機種"),
    "agreed_how": _("同意の方法"),
    "interim_kind": _("暫定の措置"),
    "interim_decided_by": _("措置を決めた方"),
    "interim_until": _("措置の期限"),
    "moment": _("写真"),
    "arrived_at": _("到着の時刻"),
    "checked_at": _("確認が終わった時刻"),
    "begun_at": _("作業を始めた時刻"),
    "tested_at": _("ドアの試験が終わった時刻"),
    "skew_seconds": _("時計のずれ（秒）"),
    "other_skill": _("別の技術が必要"),
    "position_known": _("位置の記録"),
    "version": _("見積りの版"),
    "total_yen": _("見積りの合計（円）"),
    "tax_yen": _("消費税（円）"),
    "approved_minutes": _("承認された時間（分）"),
    "owned_version": _("お支払いになる方が承知している見積りの版"),
    "breaking_owned": _("壊して開けることを承知している"),
    "approved_total_yen": _("承認された合計（円）"),
    "payer": _("お支払いの方"),
    "collected": _("受け取り済み"),
    "unpaid_reason": _("未払いの理由"),
    "receipt": _("領収書の番号"),
    "kind": _("種類"),
    "owner_role": _("担当"),
    "what_helped": _("解決したこと"),
    "wave": _("打診の順番"),
    "place": _("計画での順番"),
    "technicians": _("声をかけられない作業員の数"),
    "why": _("対応が必要な理由"),
    "how": _("連絡の方法"),
    "times": _("回数"),
    "sent_by_another": _("ほかの作業員が送信"),
}

VALUES: dict[str, StrOrPromise] = {
    "drawn": _("署名"),
    "spoken": _("お電話での同意"),
    "attendant": _("立ち会った方"),
    "temporary_lock": _("仮の錠"),
    "inside_latch": _("内側の補助錠"),
    "key_handed": _("手で開ける鍵"),
    "watched": _("管理の方が見守る"),
    "before": _("作業の前の鍵"),
    "after": _("作業の後の鍵"),
    "damage": _("傷・故障のある所"),
    "resident": _("お住まいの方"),
    "owner": _("オーナー・管理会社"),
    "owner_agent": _("オーナー・管理会社の代理人"),
    "other": _("それ以外の方"),
    "active": _("有効"),
    "ended": _("終了"),
    "service_removed": _("サービス対象外"),
    "none": _("なし"),
    "registered": _("登録あり"),
    "declined": _("登録しないと選択"),
    "withdrawn": _("取消済み"),
    "lock_fault": _("鍵の不具合・電池切れ"),
    "card_lost": _("カードキーの紛失"),
    "code_forgotten": _("暗証番号を忘れた"),
    "other_lockout": _("そのほかの理由で開かない"),
    "disaster": _("災害のため開かない"),
    "riot": _("暴動などのため開かない"),
    "not_lockout": _("開錠ではないご用件"),
    "registrant": _("登録された方"),
    "in_hand": _("手元にある"),
    "locked_inside": _("部屋の中にある"),
    "accept": _("出動できます"),
    "decline": _("お断り"),
    "refer": _("責任者が判断"),
    "ask": _("確認中"),
    "non_destructive": _("壊さない方法"),
    "destructive": _("壊す方法"),
    "open": _("開いている"),
    "locked": _("施錠"),
    "closed": _("閉まっている"),
    "no": _("いいえ"),
    "yes": _("はい"),
    "not_shown": _("書かれていない"),
    "drivers_license": _("運転免許証"),
    "my_number_card": _("マイナンバーカード"),
    "passport": _("パスポート"),
    "residence_card": _("在留カード"),
    "other_public": _("ほかの公的な身分証"),
    "not_public": _("公的ではない証"),
    "exchanged": _("交換した"),
    "interim": _("暫定の措置"),
    "own_arrangement": _("ご自分で手配する"),
    "asks_owner": _("オーナー・管理会社に相談する"),
    "not_needed_now": _("いまは必要がない"),
    "no_reason_given": _("理由はおっしゃらない"),
    "standing": _("覚書であらかじめ承認済み"),
    "company": _("運営会社"),
    "cash": _("現金"),
    "transfer": _("振込"),
    "reversal": _("カードの取消し"),
    "card": _("カード"),
    "code": _("コード決済"),
    "unpaid": _("未収"),
    "overtime": _("60 分を超える作業"),
    "special_work": _("特殊な作業"),
    "material": _("部材"),
    "surge_plan": _("計画による変更"),
    "taken_by_another": _("ほかの作業員が引き受けた"),
    "too_far": _("遠くて間に合わない"),
    "no_tools": _("道具が足りない"),
    "unwell": _("体調が悪い"),
    "traffic": _("交通の事情"),
    "accident": _("事故・車の故障"),
    "other_work": _("ほかの作業がある"),
    "rest": _("休憩"),
    "waiting_attendant": _("立会いの方を待つ"),
    "waiting_estimate": _("見積りの返事を待つ"),
    "fetching_tools": _("道具・部品を取りに行く"),
    "no_signal": _("電波が届かない"),
    "indoors": _("建物の中で位置がとれない"),
    "not_allowed": _("端末が位置を出さない"),
    "lock_broken": _("鍵が壊れている"),
    "lock_model": _("この鍵の技術・道具がない"),
    "no_approval": _("壊して開ける承認がない"),
    "door": _("扉・枠の不具合"),
    "later": _("後日のお支払い"),
    "no_means": _("お支払いの手段がない"),
    "refuses": _("お支払いに応じない"),
    "spare_key": _("別のカードキーや番号"),
    "battery": _("電池の交換・給電"),
    "another_resident": _("同居の方"),
    "management": _("管理会社"),
    "card_revoked": _("カードキーの停止"),
    "code_reset": _("暗証番号の変更"),
    "exchange": _("鍵の交換"),
    "late_report": _("後の報告"),
    "contact_check": _("登録の連絡先を確かめる"),
    "not_my_home": _("自分の部屋ではない"),
    "not_my_phone": _("別の人あての連絡"),
    "nobody_told": _("登録の方に知らせが届いていません"),
    "office": _("運営会社の事務"),
    "operator": _("オペレーター"),
    "overdue": _("長い間動きがない"),
    "follow_up": _("後の対応の担当が未定"),
    "unfilled": _("引き受ける作業員がいない"),
    "halted": _("停止中"),
    "turned_away": _("現地でお断り"),
    "delivered": _("お知らせが届いた"),
    "call_tried": _("電話を試みた"),
    "withheld": _("責任者が知らせないと判断"),
}

# What the record answers by itself; everything else the caller said.
FROM_RECORD = (
    "contract.status",
    "contract.covers_dwelling",
    "registration.status",
    "lock_on_record",
    "owner.is_corporation",
    "force_majeure",
    "area_closed",
)
# Only a supervisor sees that such a record exists (4.7.5 to 4.7.9).
FOR_SUPERVISORS = frozenset({"conduct", "protected"})


def label(path: str) -> StrOrPromise:
    """Return a fact's name."""
    return LABELS.get(path, path)


def value_words(value: object) -> StrOrPromise:
    """Return a fact's value in words."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return str(_("、")).join(str(value_words(each)) for each in value)
    return VALUES.get(str(value), str(value))


def pairs(
    facts: dict[str, Any], *, closed: frozenset[str] = frozenset()
) -> list[tuple[StrOrPromise, StrOrPromise]]:
    """Return the facts that people have words for, without those in `closed`."""
    return [
        (LABELS[path], value_words(value))
        for path, value in flat(facts)
        if path in LABELS and path not in closed and _has_words(value)
    ]


def _has_words(value: object) -> bool:
    """Return whether a person can read the value: no empty one, and no code without words."""
    if value in (None, "", []):
        return False
    is_code = isinstance(value, str) and value.isascii() and value.replace("_", "").isalpha()
    return not is_code or str(value) in VALUES


def flat(facts: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each fact with its dotted path, whatever it was kept under."""
    for name, value in facts.items():
        path = f"{prefix}{name}".removeprefix("facts.").removeprefix("stated.")
        if isinstance(value, dict):
            yield from flat(value, f"{path}.")
        else:
            yield path, value
