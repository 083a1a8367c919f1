"""What kinds, states and steps of the privacy desk are called."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.web.badges import Badge

KINDS: dict[str, StrOrPromise] = {
    "disclosure": _("開示"),
    "correction": _("訂正"),
    "stop": _("利用の停止"),
    "deletion": _("削除"),
}
CHANNELS: dict[str, StrOrPromise] = {
    "my_page": _("マイページ"),
    "phone": _("電話"),
    "post": _("郵便"),
    "counter": _("窓口"),
}
HOW: dict[str, StrOrPromise] = {
    "my_page": _("マイページのサインイン"),
    "document": _("顔写真付きの公的身分証"),
    "call_back": _("登録の電話への折り返し"),
    "seal": _("実印と印鑑証明"),
}
STATES: dict[str, Badge] = {
    "received": Badge(_("本人確認待ち"), "amber", "circle-dot"),
    "checked": Badge(_("判断待ち"), "amber", "circle-dot"),
    "granted": Badge(_("実施待ち"), "blue", "loader-circle"),
    "refused": Badge(_("お断り"), "grey", "circle-slash"),
    "done": Badge(_("済み"), "green", "check"),
    "withdrawn": Badge(_("取下げ"), "grey", "circle-slash"),
}
EVENTS: dict[str, StrOrPromise] = {
    "Received": _("受け付けました"),
    "IdentityChecked": _("本人を確かめました"),
    "Granted": _("応じると判断しました"),
    "Refused": _("お断りしました"),
    "CarriedOut": _("実施しました"),
    "Withdrawn": _("取り下げられました"),
}
INCIDENT_KINDS: dict[str, StrOrPromise] = {
    "wrongful": _("不正な目的による（持ち出し・攻撃など）"),
    "special_care": _("要配慮個人情報を含む"),
    "property": _("財産の被害につながるおそれ"),
    "over_1000": _("1,000人を超える"),
    "other": _("その他・まだ分からない"),
}
INCIDENT_ITEMS: dict[str, StrOrPromise] = {
    "outline": _("概要"),
    "data_items": _("漏えいなどのあった情報の項目"),
    "how_many": _("ご本人の数"),
    "cause": _("原因"),
    "further_harm": _("二次被害とそのおそれ"),
    "told_persons": _("ご本人への対応"),
    "made_public": _("公表の状況"),
    "prevention": _("再発を防ぐための措置"),
    "other": _("その他参考となること"),
}
ALERTS: dict[str, StrOrPromise] = {
    "many": _("1時間に多くの方を見ています"),
    "without_call": _("案件や電話のない閲覧が続いています"),
    "neighbours": _("同じ建物にお住まいの方を見ています"),
}
GROUNDS: dict[str, StrOrPromise] = {
    "consent": _("ご本人の同意"),
    "mandate": _("委託"),
    "police": _("警察の照会"),
    "danger_to_life": _("生命の危険"),
}
RECIPIENTS: dict[str, StrOrPromise] = {
    "owner": _("オーナー・管理会社"),
    "police": _("警察"),
    "fire_service": _("消防"),
    "court": _("裁判所"),
    "other": _("そのほか"),
}
ITEMS: dict[str, StrOrPromise] = {
    "name": _("氏名"),
    "room": _("部屋番号"),
    "phone": _("電話番号"),
    "email": _("メールアドレス"),
    "registration": _("登録の状態"),
    "registered_since": _("登録した日"),
    "consents": _("同意の状況"),
    "visit": _("訪問の予定"),
}
