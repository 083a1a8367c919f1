"""What the console says about duties, ways on and findings: data, no logic of the service."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

DUTIES: dict[str, StrOrPromise] = {
    "emergency_numbers": _(
        "先に 119 番または 110 番へお電話ください。この電話はこのままお待ちします。"
    ),
    "explain_costs": _(
        "出張と 60 分までの作業は無料です。60 分を超える作業、特殊な作業、部材は有料で、"
        "先に見積りをお出しします。"
        "お支払いは現地で作業員にお願いいたします。"
    ),
    "attend_in_person": _("作業が終わるまで、ドアの前でお立ち会いをお願いいたします。"),
    "show_photo_id": _("到着しましたら、顔写真付きの身分証明書を作業員にお見せください。"),
    "notify_registrant": _("ご登録の居住者さまにも、出動をお知らせいたします。"),
}


@dataclass(frozen=True, slots=True)
class WayOn:
    title: StrOrPromise
    say: StrOrPromise


SECOND_REGISTRANT = WayOn(
    _("もう一人の登録者"),
    _("同じお部屋にご登録の方がほかにいらっしゃれば、その方のお電話とお立ち会いで伺えます。"),
)
OWNER_ATTENDS = WayOn(
    _("オーナー・管理会社"),
    _("オーナーさまか管理会社さまからのご依頼とお立ち会いでも伺えます。"),
)
WITH_DOCUMENT = WayOn(
    _("身分証のある方の立会い"),
    _(
        "顔写真付きの身分証明書をお持ちの登録者さま、またはオーナーさまがお立ち会いになれば伺えます。"
    ),
)
OTHER_SERVICE = WayOn(
    _("別の窓口"),
    _("鍵の交換や設備のご相談は、管理会社さまへお願いいたします。"),
)
LIFE = WayOn(
    _("命の危険があるとき"),
    _("急病や火災のときは 119 番、事件のときは 110 番へお電話ください。"),
)
REVIEW = WayOn(
    _("ご納得いただけないとき"),
    _("責任者がもう一度確認いたします。消費者ホットライン 188 番にもご相談いただけます。"),
)

_BY_CLAUSE: dict[str, tuple[WayOn, ...]] = {
    "2.1": (OTHER_SERVICE,),
    "A1.2.1": (SECOND_REGISTRANT, OWNER_ATTENDS),
    "A1.2.2": (WITH_DOCUMENT,),
    "3.1": (SECOND_REGISTRANT, OWNER_ATTENDS),
    "4.7.4": (OTHER_SERVICE,),
    "1.1": (OTHER_SERVICE,),
    "1.2": (OTHER_SERVICE,),
    "2.2": (OTHER_SERVICE,),
    "2.3": (OTHER_SERVICE,),
}


def ways_on(clauses: list[str]) -> list[WayOn]:
    """Return what can still be done where these clauses decline; it never ends on a no."""
    found: list[WayOn] = []
    for clause in clauses:
        found += [way for way in _BY_CLAUSE.get(clause, ()) if way not in found]
    return [*found, LIFE, REVIEW]


TRIAGE: dict[str, tuple[StrOrPromise, ...]] = {
    "card_lost": (
        _("暗証番号で開けられませんか。"),
        _("同居の方がカードキーをお持ちではありませんか。"),
    ),
    "code_forgotten": (
        _("カードキーで開けられませんか。"),
        _("同居の方が暗証番号をご存じではありませんか。"),
    ),
    "lock_fault": (
        _("テンキーの下の端子に 9V の角形電池を当てると、番号を入れられる機種があります。"),
        _("カードキーをゆっくり当て直すと開くことがあります。"),
    ),
    "other_lockout": (
        _("同居の方が近くにいらっしゃいませんか。"),
        _("管理会社に予備のカードキーがありませんか。"),
    ),
}
