"""What the technician's phone says: choices and sentences as data."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Choice = tuple[str, StrOrPromise]

PASS_REASONS: tuple[Choice, ...] = (
    ("too_far", _("遠くて間に合わない")),
    ("no_tools", _("道具がない")),
    ("other_work", _("ほかの作業がある")),
    ("unwell", _("体調がよくない")),
    ("traffic", _("交通の事情")),
)
WITHDRAW_REASONS: tuple[Choice, ...] = (
    ("accident", _("事故・車の故障")),
    ("unwell", _("体調が悪くなった")),
    ("traffic", _("通行止め・大渋滞")),
    ("no_tools", _("道具が足りない")),
)
NO_POSITION_REASONS: tuple[Choice, ...] = (
    ("no_signal", _("電波が届かない")),
    ("indoors", _("建物の中で位置がとれない")),
    ("not_allowed", _("端末が位置を出さない")),
)
PAUSE_REASONS: tuple[Choice, ...] = (
    ("waiting_estimate", _("見積りの返事を待つ")),
    ("fetching_tools", _("道具・部品を取りに行く")),
    ("waiting_attendant", _("立会いの方を待つ")),
    ("rest", _("休憩")),
)
COULD_NOT_OPEN_REASONS: tuple[Choice, ...] = (
    ("lock_model", _("この鍵を開ける技術・道具がない")),
    ("lock_broken", _("鍵が壊れていて開かない")),
    ("no_approval", _("壊して開ける承認がない")),
    ("door", _("扉・枠の不具合")),
)
METHODS: tuple[Choice, ...] = (
    ("non_destructive", _("壊さずに開けた")),
    ("destructive", _("壊して開けた")),
    ("other", _("ほかの方法（電池・遠隔など）")),
)
APPROVERS: tuple[Choice, ...] = (
    ("owner", _("オーナー")),
    ("company", _("運営会社")),
    ("standing", _("覚書であらかじめ承認済み")),
)
IF_UNUSABLE: tuple[Choice, ...] = (
    ("exchanged", _("交換した")),
    ("interim", _("暫定の措置をした")),
    ("declined", _("お客さまが辞退した")),
)
INTERIM_KINDS: tuple[Choice, ...] = (
    ("temporary_lock", _("仮の錠を付けた")),
    ("inside_latch", _("内側の補助錠を付けた")),
    ("key_handed", _("手で開ける鍵を渡した")),
    ("watched", _("管理の方が見守る")),
    ("other", _("そのほか（メモに書く）")),
)
INTERIM_DECIDED_BY: tuple[Choice, ...] = (
    ("attendant", _("立ち会った方")),
    ("owner", _("オーナー")),
    ("company", _("運営会社")),
)
PHOTO_MOMENTS: tuple[Choice, ...] = (
    ("before", _("作業の前の鍵")),
    ("after", _("作業の後の鍵")),
    ("damage", _("傷・故障のある所")),
)
SECOND_REASONS: tuple[Choice, ...] = (
    ("two_needed", _("二人でないとできない作業")),
    ("tools_missing", _("足りない道具・部品を持ってきてほしい")),
    ("unsafe_alone", _("一人では安全でない")),
)
DECLINED_BECAUSE: tuple[Choice, ...] = (
    ("own_arrangement", _("ご自分で手配する")),
    ("asks_owner", _("オーナー・管理会社に相談する")),
    ("not_needed_now", _("いまは必要がない")),
    ("no_reason_given", _("理由はおっしゃらない")),
)
COLLECT: tuple[Choice, ...] = (
    ("cash", _("現金")),
    ("card", _("カード")),
    ("code", _("コード決済")),
    ("unpaid", _("受け取れない")),
)
UNPAID_REASONS: tuple[Choice, ...] = (
    ("no_means", _("お支払いの手段がない")),
    ("refuses", _("お支払いに応じない")),
    ("later", _("後日のお支払いを希望")),
)
ROLES: tuple[Choice, ...] = (
    ("registrant", _("ご登録のご本人")),
    ("owner", _("オーナー")),
    ("owner_agent", _("オーナー・管理会社の代理の方")),
    ("other", _("それ以外の方")),
    ("nobody", _("ドアの前にいない（電話だけなど）")),
)
DOCUMENTS: tuple[Choice, ...] = (
    ("drivers_license", _("運転免許証")),
    ("my_number_card", _("マイナンバーカード")),
    ("passport", _("パスポート")),
    ("residence_card", _("在留カード")),
    ("other_public", _("ほかの公的な身分証")),
    ("not_public", _("公的ではない証（社員証など）")),
    ("locked_inside", _("部屋の中にある")),
    ("none", _("持っていない")),
)
YES_NO: tuple[Choice, ...] = (("yes", _("はい")), ("no", _("いいえ")))
ADDRESS: tuple[Choice, ...] = (
    ("yes", _("このお部屋の住所")),
    ("no", _("別の住所")),
    ("not_shown", _("住所が書かれていない")),
)

CAUSES: dict[str, StrOrPromise] = {
    "lock_fault": _("鍵の不具合・電池切れ"),
    "card_lost": _("カードキーの紛失"),
    "code_forgotten": _("暗証番号を忘れた"),
    "other_lockout": _("そのほかの理由で開かない"),
    "disaster": _("災害のため開かない"),
    "riot": _("暴動などのため開かない"),
}
ATTENDANTS: dict[str, StrOrPromise] = {
    "registrant": _("ご登録のご本人"),
    "owner": _("オーナー"),
    "owner_agent": _("オーナー・管理会社の代理の方"),
}
KINDS: dict[str, StrOrPromise] = {
    "overtime": _("60 分を超える作業"),
    "special_work": _("特殊な作業"),
    "material": _("部材"),
}


class Halt:
    """Why a case stands still, and what the technician does meanwhile."""

    def __init__(self, title: StrOrPromise, text: StrOrPromise) -> None:
        """Keep the two sentences."""
        self.title, self.text = title, text


_STAY = _(
    "作業の手を止めてください。ドアが開いているときは、その場で安全を保ち、責任者の連絡を待ってください。"
)
HALTS: dict[str, Halt] = {
    "StopPressed": Halt(_("ご登録の方が停止しました"), _STAY),
    "ObjectionRaised": Halt(_("ご登録の方から反対がありました"), _STAY),
    "PayerObjected": Halt(_("お支払いになる方から、承認に覚えがないと申し出がありました"), _STAY),
    "HaltedBySupervisor": Halt(_("責任者が停止しました"), _STAY),
    "AttendantLeft": Halt(
        _("立会いの方が離れました"),
        _("お一人では作業しないでください。責任者が続けるかどうかを決めます。"),
    ),
    "ChecksFailed": Halt(
        _("開錠後の本人確認ができませんでした"),
        _("中にどなたも残さず、ドアを施錠したままお待ちください。責任者が対応します。"),
    ),
    "SafeExit": Halt(
        _("安全を優先して離れました"),
        _("戻らないでください。身の危険があるときは 110 番へ。センターから連絡します。"),
    ),
    "AskedToRefuse": Halt(
        _("責任者が確認しています"),
        _("作業をせずにお待ちください。続けるかどうかを責任者が決めて知らせます。"),
    ),
}
ANY_HALT = Halt(_("停止しています"), _STAY)


class End:
    """How a case ended for the technician."""

    def __init__(self, title: StrOrPromise, text: StrOrPromise) -> None:
        """Keep the two sentences."""
        self.title, self.text = title, text


ENDS: dict[str, End] = {
    "done": End(
        _("完了しました"), _("おつかれさまでした。領収書はお客さまのページでも見られます。")
    ),
    "no_show": End(
        _("ご不在で終わりました"), _("料金はいただきません。その場を離れてかまいません。")
    ),
    "not_opened": End(
        _("開錠せずに終わりました"), _("料金はいただきません。ドアの施錠を確かめて離れてください。")
    ),
    "turned_away": End(
        _("お断りで終わりました"), _("料金はいただきません。その場を離れてかまいません。")
    ),
}
RELEASED = End(
    _("担当から外れました"), _("次の作業員を手配しています。お客さまの情報はこの端末に残りません。")
)

OTHER_WAYS: tuple[StrOrPromise, ...] = (
    _("ご登録のもう一人の方が、身分証を持って立ち会う"),
    _("オーナーまたは管理会社の方が立ち会う"),
    _("有効な顔写真付きの身分証を用意して、待ち時間のうちに戻る"),
)
