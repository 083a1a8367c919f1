"""What must be so before a case moves on: frozen facts, and one small guard a condition.

A guard that does not hold has a sentence saying what is missing. The sentences are Japanese and
are translated where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from kaketsuke.transitions import Guard, gettext_noop

# Halted here somebody stands, or stood, at the door: who stands there now is never assumed.
AT_THE_DOOR: Final = ("arrived", "verified", "working", "opened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The gates of the case, then what the event brings. Unknown is the safe side."""

    # The gates, read from the case under its lock.
    state: str = ""
    state_before_halt: str | None = None
    check_owed: bool = False
    checks_passed: bool = False
    leave_live: bool = False
    allowed_minutes: int = 60
    approved_total_yen: int = 0
    waited: bool = False
    payer_objected: bool = False
    follow_ups_owned: bool = True
    # What the event brings.
    request_accepted: bool = False
    offer_live: bool = False
    chain_live: bool = False
    live_offers: int = 0
    reason: str = ""
    position_known: bool = False
    site_outcome: str = ""
    duties_done: bool = False
    code_word_said: bool = False
    attendant_named: bool = False
    attendant_present: bool = False
    attendant_same: bool = False
    attendant_changed: bool = False
    technician_changed: bool = False
    calls_tried: int = 0
    destructive: bool = False
    destructive_approved: bool = False
    work_seconds: int = 0
    other_skill: bool = False
    door_secured: bool = False
    door_open: bool = False
    door_locked: bool = False
    nobody_left_inside: bool = False
    door_state: str = ""
    method: str = ""
    bill_yen: int = 0
    collected: bool = False
    unpaid_reason: str = ""
    link_live: bool = False
    objected_by_phone: bool = False
    is_payer: bool = False
    area_event_id: str = ""
    delayed_from: str = ""
    people_told: bool = False
    same_assignment: bool = False

    @classmethod
    def of(cls, gates: Mapping[str, Any], brought: Mapping[str, Any]) -> Self:
        """Return the facts; what the event cannot know about the gates is not believed."""
        known = {field.name for field in fields(cls)}
        taken = {name: value for name, value in brought.items() if name in known}
        return cls(**{**taken, **gates})


REQUEST_ACCEPTED: Final = Guard[Facts](
    gettext_noop("受け付けた要請だけが案件になります。先に判断を終えてください。"),
    lambda f: f.request_accepted,
)
OFFER_LIVE: Final = Guard[Facts](
    gettext_noop("この打診は終わっています。次の打診をお待ちください。"), lambda f: f.offer_live
)
CHAIN_LIVE: Final = Guard[Facts](
    gettext_noop(
        "委託の契約が有効ではないため、この作業員には頼めません。別の作業員を選んでください。"
    ),
    lambda f: f.chain_live,
)
NO_OFFER_OUT: Final = Guard[Facts](
    gettext_noop("返事を待っている打診があります。返事か期限をお待ちください。"),
    lambda f: f.live_offers == 0,
)
REASON: Final = Guard[Facts](
    gettext_noop("理由を書いてください。"), lambda f: bool(f.reason.strip())
)
POSITION_OR_REASON: Final = Guard[Facts](
    gettext_noop("位置が分からないときは、その理由を選んでください。"),
    lambda f: f.position_known or bool(f.reason.strip()),
)
SITE_ACCEPTS: Final = Guard[Facts](
    gettext_noop("立会いと本人確認がまだ済んでいません。確認を終えてから進んでください。"),
    lambda f: f.site_outcome == "accept",
)
SITE_DECLINES: Final = Guard[Facts](
    gettext_noop("確認の結果がお断りのときだけ選べます。確認の内容を見直してください。"),
    lambda f: f.site_outcome == "decline",
)
DUTIES_DONE: Final = Guard[Facts](
    gettext_noop("登録された電話への折返し確認など、残っている確認を済ませてください。"),
    lambda f: f.duties_done,
)
CODE_WORD: Final = Guard[Facts](
    gettext_noop("先に合言葉をお互いに確かめてください。"), lambda f: f.code_word_said
)
WITHIN_WAITING_TIME: Final = Guard[Facts](
    gettext_noop("お待ちできる時間を過ぎました。新しい要請として受け付けてください。"),
    lambda f: not f.waited,
)
ATTENDANT_NAMED: Final = Guard[Facts](
    gettext_noop("どなたが立ち会うかを選んでください。"), lambda f: f.attendant_named
)
WAITED: Final = Guard[Facts](
    gettext_noop("到着してからの待ち時間がまだ過ぎていません。もう少しお待ちください。"),
    lambda f: f.waited,
)
TWO_CALLS: Final = Guard[Facts](
    gettext_noop("お電話を 2 回お試しになってから選んでください。"), lambda f: f.calls_tried >= 2
)
DESTRUCTION_APPROVED: Final = Guard[Facts](
    gettext_noop("壊して開けるには、鍵の責任者の承認が必要です。承認を記録してください。"),
    lambda f: not f.destructive or f.destructive_approved,
)
LEAVE_LIVE: Final = Guard[Facts](
    gettext_noop("この立会いの方についての特例許可がありません。責任者へ連絡してください。"),
    lambda f: f.leave_live,
)
ATTENDANT_PRESENT: Final = Guard[Facts](
    gettext_noop("立会いの方がその場にいることを確かめてください。"), lambda f: f.attendant_present
)
MINUTES_APPROVED: Final = Guard[Facts](
    gettext_noop("無料の時間が終わりました。続けるには、見積りの承認が必要です。"),
    lambda f: f.work_seconds < f.allowed_minutes * 60,
)
DOOR_SECURED: Final = Guard[Facts](
    gettext_noop("ドアを安全な状態にしてから選んでください。"), lambda f: f.door_secured
)
METHOD_KNOWN: Final = Guard[Facts](
    gettext_noop("どの方法で開けたかを選んでください。"), lambda f: bool(f.method)
)
CHECK_OWED: Final = Guard[Facts](
    gettext_noop("開錠後の本人確認は残っていません。次へ進んでください。"), lambda f: f.check_owed
)
NO_CHECK_OWED: Final = Guard[Facts](
    gettext_noop("開錠後の本人確認がまだ済んでいません。確認を終えてから精算してください。"),
    lambda f: not f.check_owed and f.checks_passed,
)
LEFT_SAFE: Final = Guard[Facts](
    gettext_noop("中にどなたも残さず、ドアを閉めて施錠したことを確かめてください。"),
    lambda f: f.nobody_left_inside and f.door_locked,
)
BILL_WITHIN_APPROVAL: Final = Guard[Facts](
    gettext_noop("承認された見積りを超える金額は請求できません。"),
    lambda f: f.bill_yen <= f.approved_total_yen,
)
COLLECTED: Final = Guard[Facts](
    gettext_noop("お支払いの方法か、未払いの理由を記録してください。"),
    lambda f: f.bill_yen == 0 or f.collected or bool(f.unpaid_reason),
)
ATTENDANT_SAID: Final = Guard[Facts](
    gettext_noop("いま立ち会っている方が、前と同じ方か、変わったかを選んでください。"),
    lambda f: f.state_before_halt not in AT_THE_DOOR or f.attendant_same or f.attendant_changed,
)
THE_PAYER: Final = Guard[Facts](
    gettext_noop("お支払いになる方ご本人からの申し出だと確かめてください。"),
    lambda f: f.is_payer or f.objected_by_phone,
)
PAYER_OBJECTS: Final = Guard[Facts](
    gettext_noop("お支払いになる方からの反対は出ていません。"), lambda f: f.payer_objected
)
PAYER_IS_HEARD: Final = Guard[Facts](
    gettext_noop(
        "お支払いになる方が、承認に覚えがないと申し出ています。お話をうかがい、記録してください。"
    ),
    lambda f: not f.payer_objected,
)
FOLLOW_UPS_OWNED: Final = Guard[Facts](
    gettext_noop("必要な後の対応に、担当が決まっていないものがあります。担当を決めてください。"),
    lambda f: f.follow_ups_owned,
)
LINK_LIVE: Final = Guard[Facts](
    gettext_noop("このリンクは使えません。受付へお電話ください。"), lambda f: f.link_live
)
LINK_LIVE_OR_CALLED: Final = Guard[Facts](
    gettext_noop("利用者さまご本人からの申し出だと確かめてください。"),
    lambda f: f.link_live or f.objected_by_phone,
)
DOOR_STILL_SHUT: Final = Guard[Facts](
    gettext_noop("ドアが開いているため、打診をやり直せません。再開するか、終わらせてください。"),
    lambda f: f.state_before_halt != "opened",
)
DOOR_STATE_KNOWN: Final = Guard[Facts](
    gettext_noop("ドアがいまどうなっているかを選んでください。"), lambda f: bool(f.door_state)
)
AREA_EVENT: Final = Guard[Facts](
    gettext_noop("不可抗力の地域の記録と、いつからかを選んでください。"),
    lambda f: bool(f.area_event_id and f.delayed_from),
)
PEOPLE_TOLD: Final = Guard[Facts](
    gettext_noop("お待ちの方へお知らせしてから選んでください。"), lambda f: f.people_told
)
SAME_ASSIGNMENT: Final = Guard[Facts](
    gettext_noop("この案件の担当だった作業員だけが報告できます。"), lambda f: f.same_assignment
)
