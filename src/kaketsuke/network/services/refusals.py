"""What the database refuses of firms and technicians, in words."""

from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal


class CannotRecordFirm(Refusal):
    """The firm or its contract would contradict what stands there."""


class CannotRecordTechnician(Refusal):
    """The technician, shift or badge would contradict what stands there."""


class CannotRecordPosition(Refusal):
    """The position lies off the earth or in the future."""


REFUSALS: dict[str, Refusal] = {
    "network_firm_path_key": CannotRecordFirm(_("同じ名前の略号の業務委託先がすでにあります。")),
    "network_edge_no_overlap": CannotRecordFirm(
        _("この業務委託先との契約は、同じ期間にすでにあります。")
    ),
    "network_edge_share_is_a_share": CannotRecordFirm(
        _("割当の目安は 0 から 100 パーセントで入れてください。")
    ),
    "network_shift_no_overlap": CannotRecordTechnician(
        _("この作業員の勤務は、同じ時間にすでに入っています。")
    ),
    "network_technician_badge_key": CannotRecordTechnician(
        _("この作業員証の番号はすでに使われています。")
    ),
    "network_technician_person_id_key": CannotRecordTechnician(
        _("この方はすでに作業員として登録されています。")
    ),
    "network_position_on_earth": CannotRecordPosition(_("位置が正しくありません。")),
}
