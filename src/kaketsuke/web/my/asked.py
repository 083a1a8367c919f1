"""Where one's own requests about one's own data stand, and the answer as a letter (4.10)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django_stubs_ext import StrOrPromise

from kaketsuke.overview.my_page import MyPage
from kaketsuke.privacy import lifecycle, queries
from kaketsuke.privacy.queries import OwnRequest
from kaketsuke.web.badges import Badge
from kaketsuke.web.files import pdf_answer
from kaketsuke.web.my.access import registrant_only
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy import papers

SHOWN: Final = 20
KINDS: Final[dict[str, StrOrPromise]] = {
    "disclosure": _("情報の開示"),
    "correction": _("情報の訂正"),
    "stop": _("情報の利用停止"),
    "deletion": _("情報の削除"),
}
STATES: Final[dict[str, Badge]] = {
    "received": Badge(_("ご本人の確認待ち"), "blue", "circle-dot"),
    "checked": Badge(_("お答えを準備中"), "blue", "circle-dot"),
    "granted": Badge(_("応じます（準備中）"), "blue", "loader-circle"),
    "refused": Badge(_("お断り"), "grey", "circle-slash"),
    "done": Badge(_("済みました"), "green", "check"),
    "withdrawn": Badge(_("取り下げ"), "grey", "circle-slash"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as my page shows it."""

    request: OwnRequest
    kind: StrOrPromise
    badge: Badge
    is_open: bool
    is_late: bool
    is_refused: bool


def asked(request: PageRequest, page: MyPage) -> list[Asked]:
    """Return what the person asked, the newest first. Two queries."""
    today = timezone.localdate(request.now)
    return [
        Asked(
            each,
            KINDS[each.kind],
            STATES[each.state],
            is_open=each.state in lifecycle.OPEN,
            is_late=not each.decision and each.state in lifecycle.OPEN and today > each.due_on,
            is_refused=each.state == lifecycle.State.REFUSED,
        )
        for each in queries.own_requests(page.person_id, limit=SHOWN)
    ]


@require_GET
@registrant_only
def answer(request: PageRequest, page: MyPage, request_id: UUID) -> HttpResponse:
    """Return the answer to one's own request as the letter that was sent; nobody else's."""
    found = queries.own_answer(page.person_id, request_id)
    if found is None:
        raise Http404
    language = papers.language_of(page.person_id)
    made = papers.reply(found, language=language, now=request.now)
    return pdf_answer(made, name=f"reply-{found.row.number}.pdf")
