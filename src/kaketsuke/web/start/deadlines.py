"""Words and ways for what is due: what stands on the start page of a desk with deadlines."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.overview.deadlines import Due

# What is to be done, the page of one, and the page of all.
WAYS: Final[dict[str, tuple[StrOrPromise, str, str]]] = {
    "complaint": (_("お申し出に答える"), "complaint", "complaints"),
    "decision": (_("損害を判断して伝える"), "claim", "claims"),
    "payment": (_("賠償を支払う"), "claim", "claims"),
    "recourse": (_("業務委託先から求償を受け取る"), "claim", "claims"),
    "limitation": (_("時効になる前に終える"), "claim", "claims"),
    "refund": (_("返金を確かめる"), "", "office_refunds"),
    "flag": (_("行いと保護の記録を見直す"), "console_flag", "console_flags"),
    "request_disclosure": (_("開示の求めに答える"), "privacy_request", "privacy_requests"),
    "request_correction": (_("訂正の求めに答える"), "privacy_request", "privacy_requests"),
    "request_stop": (_("利用の停止の求めに答える"), "privacy_request", "privacy_requests"),
    "request_deletion": (_("削除の求めに答える"), "privacy_request", "privacy_requests"),
    "preliminary": (_("事故の速報をする"), "privacy_incident", "privacy_incidents"),
    "final": (_("事故の確報をする"), "privacy_incident", "privacy_incidents"),
    "contract": (_("委託の契約を続けるか決める"), "", "privacy_processors"),
    "review": (_("委託先を見直す"), "", "privacy_processors"),
    "hold": (_("係争の保存を続けるか決める"), "privacy_hold_review", "privacy_holds"),
    "look": (_("案件によらない閲覧の理由を読む"), "", "privacy_looks"),
    "unusual": (_("いつもと違う閲覧を確かめる"), "privacy_alert", "privacy_looks"),
}
AT_MOST: Final = 20


def line(due: Due) -> dict[str, object]:
    """Return what to do until when, and where."""
    what, one, everything = WAYS[due.kind]
    where = reverse(one, args=[due.id]) if one and due.id else reverse(everything)
    return {"due": due, "what": what, "where": where}
