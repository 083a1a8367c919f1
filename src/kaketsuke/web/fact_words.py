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
    "technician_changed": _("作業員の変更"),
}

VALUES: dict[str, StrOrPromise] = {
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
        return "、".join(str(value_words(each)) for each in value)
    return VALUES.get(str(value), str(value))


def pairs(
    facts: dict[str, Any], *, closed: frozenset[str] = frozenset()
) -> list[tuple[StrOrPromise, StrOrPromise]]:
    """Return facts as label and words, without those in `closed` and without internal ids."""
    return [
        (label(path), value_words(value))
        for path, value in flat(facts)
        if value not in (None, "", []) and path not in closed and not path.endswith(("_id", "_ids"))
    ]


def flat(facts: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each fact with its dotted path."""
    for name, value in facts.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from flat(value, f"{path}.")
        else:
            yield path, value
