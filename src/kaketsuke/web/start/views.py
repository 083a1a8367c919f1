"""Where each role begins, with what waits there."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.claims import queries as claim_queries
from kaketsuke.overview import desk
from kaketsuke.privacy import queries as privacy_queries
from kaketsuke.web.permission import STAFF, PageRequest, signed_in
from kaketsuke.web.places import Place


@signed_in
def start(request: PageRequest) -> HttpResponse:
    """Show what waits for each of the viewer's roles; who has one place goes straight to it."""
    viewer = request.viewer
    if viewer.technician_id is not None and not viewer.has(*STAFF):
        return redirect("field")
    if viewer.roles == {"resident"}:
        return redirect("my")
    queue = desk.queue(viewer) if viewer.has(*STAFF) else None
    context = {
        "places": [
            *(_desk(queue) if queue else []),
            *_claims(viewer),
            *([REGISTRATIONS] if viewer.has("office", *STAFF) else []),
            *_office(viewer),
            *([CONTRACTOR] if viewer.has("contractor") else []),
            TERMS,
        ],
        "queue": queue,
    }
    return render(request, "start/start.html", context)


CONTRACTOR = Place(
    _("業務委託先の画面"),
    _("受けている打診と案件、作業員の勤務と書類を見ます。"),
    "contractor",
    "truck",
)
REGISTRATIONS = Place(
    _("登録"),
    _("窓口と電話で登録を受け、オーナーの確認を記録します。"),
    "registrations",
    "user-round-check",
)
TERMS = Place(_("重要事項"), _("判断の根拠になる条項を読みます。"), "terms", "book-open-text")


def _claims(viewer: Viewer) -> list[Place]:
    if not viewer.has(*claim_queries.DESK):
        return []
    places = [
        Place(
            _("お申し出"),
            _("ご納得いただけない方のお申し出を、期限の順に並べます。"),
            "complaints",
            "message-square-warning",
            claim_queries.waiting_complaints(viewer),
        )
    ]
    if viewer.has(*claim_queries.CLAIM_DESK):
        places.append(
            Place(
                _("損害賠償"),
                _("損害のお申し出を、判断・支払い・時効の期限の順に並べます。"),
                "claims",
                "shield-alert",
                claim_queries.waiting_claims(viewer),
            )
        )
    return places


def _office(viewer: Viewer) -> list[Place]:
    places = []
    if viewer.has("owner"):
        places.append(
            Place(
                _("所有の建物"),
                _("入居者の名簿、登録のご案内、登録のある方、代理人。"),
                "owner",
                "building-2",
            )
        )
    if viewer.has("office"):
        places += [
            Place(
                _("後の対応"),
                _("ドアが開いたあとに残る仕事の担当と期限を見ます。"),
                "follow_ups",
                "list-checks",
            ),
            Place(
                _("事務"),
                _("建物と覚書、会社と所管、書面、料金表、アカウント。"),
                "office",
                "briefcase-business",
            ),
        ]
    if viewer.has("privacy"):
        places.append(
            Place(
                _("個人情報"),
                _("開示・訂正・停止・削除の求めに、期限までに答えます。"),
                "privacy_requests",
                "user-round-search",
                privacy_queries.waiting(viewer),
            )
        )
    if viewer.has("auditor"):
        places.append(
            Place(
                _("記録の確かめ"),
                _("案件の記録が、書かれたときのままかを確かめます。"),
                "verify_record",
                "shield-check",
            )
        )
    return places


def _desk(queue: desk.Queue) -> list[Place]:
    return [
        Place(
            _("受付"),
            _("電話を受け、判断し、手配します。"),
            "console",
            "headset",
            len(queue.asking) + len(queue.call_backs) + len(queue.referred),
        ),
        Place(
            _("案件の一覧"),
            _("進行中の案件を、急ぐものから並べます。"),
            "console_board",
            "table-properties",
            len(queue.urgent),
        ),
        Place(_("お知らせ"), _("お客さまへ送った言葉を確かめます。"), "console_outbox", "mail"),
    ]
