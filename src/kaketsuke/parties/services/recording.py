"""How a row of this room is written, and what is said where the database refuses it."""

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaketsuke.database import constraints
from kaketsuke.database.refusals import Refusal

RowType = TypeVar("RowType", bound=models.Model)


class CannotRecordParty(Refusal):
    """The record of a party, a building or a contract would contradict what stands there."""


class CannotEndContract(Refusal):
    """The contract does not run at the moment at which it shall end."""


REFUSALS = {
    "parties_area_one_company": CannotRecordParty(
        _("この市区町村は、すでに別の運営会社の所管です。先に所管を終えてください。")
    ),
    "parties_contract_no_overlap": CannotRecordParty(
        _("この建物には、同じ期間の覚書がすでにあります。期間を確認してください。")
    ),
    "parties_building_owner_once": CannotRecordParty(
        _("この建物には、同じ期間に同じオーナーがすでに登録されています。")
    ),
    "parties_building_code_key": CannotRecordParty(_("この建物コードはすでに使われています。")),
    "parties_dwelling_room_once": CannotRecordParty(_("この部屋はすでに登録されています。")),
    "parties_dwelling_floor_exists": CannotRecordParty(
        _("階は -5（地下 5 階）から 99 までの数で、0 以外を入力してください。")
    ),
    "parties_building_parking_known": CannotRecordParty(_("駐車の場所を選び直してください。")),
    "parties_lock_door_known": CannotRecordParty(_("ドアを選び直してください。")),
    "parties_lock_one_at_a_time": CannotRecordParty(
        _(
            "このドアには、同じ期間のロックがすでに登録されています。先に取り外しを記録してください。"
        )
    ),
    "parties_mandate_once": CannotRecordParty(_("この方への委任は、同じ期間にすでにあります。")),
    "parties_mandate_of_legal_person": CannotRecordParty(
        _("代理人を立てられるのは、法人のオーナーだけです。")
    ),
    "parties_mandate_owner_legal": CannotRecordParty(
        _("代理人を立てられるのは、法人のオーナーだけです。")
    ),
    "parties_standing_approval_once": CannotRecordParty(
        _("この機種の破壊の事前承認は、同じ期間にすでにあります。")
    ),
    "parties_standing_approval_names_model": CannotRecordParty(_("鍵の機種を入力してください。")),
    "parties_privacy_manager_once": CannotRecordParty(
        _("この会社のこの局には、同じ期間の個人情報保護管理者がすでにいます。")
    ),
    "parties_company_name_key": CannotRecordParty(_("この名前の会社はすでに登録されています。")),
    "parties_owner_legal_or_natural": CannotRecordParty(
        _("オーナーは、法人なら法人名、個人なら本人の登録が必要です。")
    ),
}


def record(row: RowType) -> RowType:
    with constraints.refusing(REFUSALS):
        row.save(force_insert=True)
    return row
