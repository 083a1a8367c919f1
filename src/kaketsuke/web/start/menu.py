"""Every place of the product, by whom it is for: what the start page and the bar above list.

The order is the order of the work. A page says where it stands by the `key` of its place.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.claims import queries as claim_queries
from kaketsuke.overview.alarms import Alarms
from kaketsuke.web.permission import STAFF
from kaketsuke.web.places import Place

PEOPLE_OF_THE_BOOKS: Final = ("office", "claims", "supervisor")

MENU: Final = (
    Place(
        _("受付"), _("電話を受け、判断し、手配します。"), "console", "headset",
        key="console", roles=STAFF,
    ),
    Place(
        _("案件の一覧"), _("進行中の案件を、急ぐものから並べます。"), "console_board",
        "table-properties", key="board", roles=STAFF, short=_("一覧"),
    ),
    Place(
        _("混み合う時の計画"), _("待つ案件が多いとき、全員の順番をまとめて考えます。"),
        "console_surge", "waypoints", key="surge", roles=("supervisor",), short=_("計画"),
    ),
    Place(
        _("お知らせ"), _("お客さまへ送った言葉を確かめます。"), "console_outbox", "mail",
        key="outbox", roles=STAFF,
    ),
    Place(
        _("後の対応"), _("ドアが開いたあとに残る仕事の担当と期限を見ます。"), "follow_ups",
        "list-checks", key="follow_ups", roles=("office", *STAFF),
    ),
    Place(
        _("お申し出"), _("ご納得いただけない方のお申し出を、期限の順に並べます。"), "complaints",
        "message-square-warning", key="complaints", roles=claim_queries.DESK,
    ),
    Place(
        _("損害賠償"), _("損害のお申し出を、判断・支払い・時効の期限の順に並べます。"), "claims",
        "shield-alert", key="claims", roles=claim_queries.CLAIM_DESK,
    ),
    Place(
        _("領収書の検索"), _("領収書を、日付・金額・相手先でさがします。"), "office_receipts",
        "receipt-japanese-yen", key="receipts", roles=PEOPLE_OF_THE_BOOKS,
        short=pgettext_lazy("books", "領収書"),
    ),
    Place(
        _("返金"), _("取り消された料金の返金と、その期限を見ます。"), "office_refunds", "undo-2",
        key="refunds", roles=PEOPLE_OF_THE_BOOKS,
    ),
    Place(
        _("登録"), _("窓口と電話で登録を受け、オーナーの確認を記録します。"), "registrations",
        "user-round-check", key="registrations", roles=("office", *STAFF),
    ),
    Place(
        _("責任者の記録"), _("行いと保護の記録を、見直す日の順に並べます。"), "console_flags",
        "flag", key="flags", roles=("supervisor",), short=pgettext_lazy("flags", "記録"),
    ),
    Place(
        _("地域の事象"), _("天災などが続く地域と時間を記録します。"), "area_events",
        "cloud-lightning", key="area_events", roles=claim_queries.DESK,
    ),
    Place(
        _("統計"), _("件数・時間・金額を、人が分からない形で見ます。"), "statistics",
        "chart-column", key="statistics", roles=PEOPLE_OF_THE_BOOKS,
    ),
    Place(
        _("打診と作業員"), _("受けている打診と案件、作業員の勤務と書類を見ます。"), "contractor",
        "truck", key="contractor", roles=("contractor",),
    ),
    Place(
        _("作業員の画面"), _("打診に答え、現地の作業を進めます。"), "field", "smartphone",
        key="field", roles=("technician",),
    ),
    Place(
        _("所有の建物"), _("入居者の名簿、登録のご案内、登録のある方、代理人。"), "owner",
        "building-2", key="owner", roles=("owner",),
    ),
    Place(
        _("事務"), _("建物と覚書、会社と所管、書面、料金表、アカウント。"), "office",
        "briefcase-business", key="office", roles=("office",),
    ),
    Place(
        _("個人情報"), _("開示・訂正・停止・削除の求めに、期限までに答えます。"),
        "privacy_requests", "user-round-search", key="privacy", roles=("privacy",),
    ),
    Place(
        _("閲覧の確かめ"), _("案件や電話のない閲覧の理由を、別の担当が読みます。"),
        "privacy_looks", "scan-eye", key="privacy", roles=("supervisor",), unless="privacy",
    ),
    Place(
        _("記録の確かめ"), _("案件の記録が、書かれたときのままかを確かめます。"), "verify_record",
        "shield-check", key="record", roles=("auditor",),
    ),
    Place(
        _("マイページ"), _("登録と承諾、出動の記録を見ます。"), "my", "user-round",
        key="my", roles=("resident",),
    ),
    Place(
        _("重要事項"), _("判断の根拠になる条項を読みます。"), "terms", "book-open-text", key="terms"
    ),
)  # fmt: skip


def with_alarms(place: Place, due: Alarms) -> Place:
    """Return a place with how much there is near its deadline."""
    counts = {
        "complaints": due.complaints,
        "claims": due.claims,
        "console_flags": due.protected,
        "office_refunds": due.refunds,
        "privacy_requests": due.privacy.all,
        "privacy_looks": due.privacy.looks,
    }
    return replace(place, alarms=counts.get(place.url_name, 0))


def places_of(viewer: Viewer) -> Iterator[Place]:
    """Give the places that the viewer's roles open, each once."""
    for place in MENU:
        is_theirs = not place.roles or viewer.has(*place.roles)
        if is_theirs and not viewer.has(place.unless):
            yield place
