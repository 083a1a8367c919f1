"""Where the office begins: what it looks after, and what is missing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kaketsuke.parties import coverage
from kaketsuke.parties import queries as party_queries
from kaketsuke.web.permission import PageRequest, office_only
from kaketsuke.web.places import Place

PLACES = (
    Place(
        _("建物と覚書"),
        _("建物・部屋・ロックと、オーナーとの覚書。"),
        "office_buildings",
        "building-2",
    ),
    Place(_("オーナー"), _("オーナーと管理会社、その代理人。"), "office_owners", "users"),
    Place(_("会社と所管"), _("運営会社の所管と、個人情報保護管理者。"), "office_companies", "map"),
    Place(_("重要事項の版"), _("書面の取り込み・確認・公開。"), "office_service", "file-check"),
    Place(_("料金表"), _("単価の上限と、そのはじまり。"), "office_prices", "receipt-japanese-yen"),
    Place(
        _("支払明細"),
        _("業務委託先に支払う作業の料金と、その期限。"),
        "office_statements",
        "wallet",
    ),
    Place(_("アカウント"), _("サインインする人と、その役割。"), "office_accounts", "user-cog"),
)


@require_GET
@office_only
def home(request: PageRequest) -> HttpResponse:
    """Show the ways on, and what is missing."""
    held = request.viewer.company_ids
    missing = party_queries.companies_without_privacy_manager(request.now)
    context = {
        "places": PLACES,
        "without_manager": [each for each in missing if each.pk in held],
        "coverage": coverage.coverage(request.now),
    }
    return render(request, "office/home.html", context)
