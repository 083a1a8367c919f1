"""What dispatch cannot do, each with the sentence that people are shown."""

from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal


class CannotAcceptOffer(Refusal):
    """The offer is not this technician's to take any more."""


class CannotAssign(Refusal):
    """The technician cannot be bound to the case."""


class CannotRelease(Refusal):
    """Nobody is bound to the case."""


class CannotApplyPlan(Refusal):
    """The plan does not fit the moment any more."""


STALE_PLAN = _(
    "計画を立てた後に案件か作業員の状況が変わりました。計画を立て直してから適用してください。"
)
NOT_YOURS = _("この打診はあなた宛てではありません。")
PASSED = _("この打診は辞退済みです。")
EXPIRED = _("打診の時間が過ぎました。次の打診をお待ちください。")
WITHDRAWN = _("この打診は取り下げられました。次の打診をお待ちください。")
TAKEN = _("この案件は担当が決まりました。")
BOUND = _("すでに別の案件を担当しています。先にその案件を終えてください。")
CHAIN_BROKEN = _("委託契約が有効ではないため引き受けられません。所属会社へ連絡してください。")
UNKNOWN_TECHNICIAN = _("この作業員は登録されていません。別の作業員を選んでください。")
CANNOT_GO = _("この作業員はいま出動できません：{reasons}")
NOBODY_BOUND = _("この案件に担当の作業員はいません。画面を読み直してください。")
NO_SECOND_CALLED = _(
    "担当の作業員が二人目を呼んでいるときだけ決められます。画面を読み直してください。"
)
SECOND_THERE = _("二人目の作業員はもう決まっています。")
ONLY_LEAD_RELEASES = _("二人目を帰せるのは、担当の作業員とセンターだけです。")
