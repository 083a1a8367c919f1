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
