"""My page, and what a registrant changes there."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.overview import my_page, tracking
from kaketsuke.overview.my_page import Home, MyPage
from kaketsuke.overview.tracking import Opened
from kaketsuke.people import services as people_services
from kaketsuke.privacy import services as privacy_services
from kaketsuke.residents import services
from kaketsuke.terms import queries as term_queries
from kaketsuke.web.document import pages
from kaketsuke.web.join.forms import LinesForm
from kaketsuke.web.my.access import registrant_only, speak_to
from kaketsuke.web.my.asked import asked
from kaketsuke.web.my.forms import DataRequestForm, EndForm, NameForm
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.telling import keeping, telling


@require_GET
@registrant_only
def home(request: PageRequest, page: MyPage) -> HttpResponse:
    """Show what is registered, whether the home is covered and why, and what was sent."""
    shown = {"page": page, "now": request.now, "asked": asked(request, page)}
    return render(request, "my/home.html", shown)


@registrant_only
def name(request: PageRequest, page: MyPage) -> HttpResponse:
    """Correct the name; it is never handed to another person (4.5)."""
    initial = {
        "family": page.name.family,
        "given": page.name.given,
        "kana": page.name.kana,
        "romaji": page.name.romaji,
        "language": page.language,
    }
    form = NameForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        said = dict(form.cleaned_data)
        language = said.pop("language")
        with keeping(form, beside="family"):
            with transaction.atomic():
                people_services.correct_name(
                    page.person_id,
                    names=said,
                    corrected_by_id=request.viewer.user_id,
                    now=request.now,
                )
                people_services.speak(page.person_id, language=language)
            speak_to(language, request)
            messages.success(request, _("変更しました。前の書き方も記録に残ります。"))
            return redirect("my")
    shown = {"form": form, "page": page}
    return render(request, "my/name.html", shown, status=422 if form.errors else 200)


@registrant_only
def end(request: PageRequest, page: MyPage, registration_id: UUID) -> HttpResponse:
    """Move out, or leave the service; asked once, told at once."""
    found = _live_home(page, registration_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ending = (
            services.move_out if form.cleaned_data["reason"] == "moved_out" else services.withdraw
        )
        with (
            telling(request, _("登録を終えました。お知らせをお送りしました。")),
            context.as_system(),
        ):
            ending(registration_id, actor=_self(page), now=request.now)
        return redirect("my")
    shown = {"form": form, "home": found}
    return render(request, "my/end.html", shown, status=422 if form.errors else 200)


@registrant_only
def renew(request: PageRequest, page: MyPage) -> HttpResponse:
    """Read a newer version and consent to it; what was consented before stays (F)."""
    if page.newer is None or not page.live_homes:
        messages.info(request, _("新しい版はありません。"))
        return redirect("my")
    version = term_queries.version(page.newer.id)
    form = LinesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with context.as_system():
            shown = services.present(
                page.live_homes[0].dwelling_id,
                version_id=version.id,
                channel="web",
                now=request.now,
            )
            for person_id in sorted(request.viewer.person_ids):
                services.renew_consent(
                    person_id,
                    presentation=shown,
                    lines=services.LINES,
                    policy_version=settings.PRIVACY_POLICY_VERSION,
                    now=request.now,
                )
        messages.success(request, _("新しい版への承諾を記録しました。"))
        return redirect("my")
    context_of_page = {**pages.of(version, request.now), "form": form, "page": page}
    return render(request, "my/renew.html", context_of_page, status=422 if form.errors else 200)


@registrant_only
def own_data(request: PageRequest, page: MyPage) -> HttpResponse:
    """Ask for disclosure, correction, stop or deletion of one's own data (4.10)."""
    form = DataRequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with keeping(form):
            with context.as_system():
                opened = privacy_services.open_request(
                    kind=form.cleaned_data["kind"],
                    channel="my_page",
                    actor=_self(page),
                    person_id=page.person_id,
                    words=form.cleaned_data["words"],
                    now=request.now,
                )
            messages.success(
                request,
                _("受け付けました（番号 %(number)s）。期限までにお答えします。")
                % {"number": f"P-{opened.number}"},
            )
            return redirect("my_data")
    shown = {"form": form, "page": page, "now": request.now, "asked": asked(request, page)}
    return render(request, "my/own_data.html", shown, status=422 if form.errors else 200)


@require_POST
@registrant_only
def follow(request: PageRequest, _page: MyPage, case_id: UUID) -> HttpResponse:
    """Lead to the page of a live visit by a link of one's own."""
    person_id = _told_of(request, case_id)
    with context.as_system():
        token = case_services.make_link(case_id, person_id, now=request.now)
    return redirect("resident_track", token)


@require_GET
@registrant_only
def receipt(request: PageRequest, page: MyPage, case_id: UUID) -> HttpResponse:
    """Show the receipt of a visit that one asked for oneself (3.3)."""
    opened = Opened(case_id, _told_of(request, case_id))
    with context.acting_as(opened.viewer):
        shown = tracking.tracking_page(opened, at=request.now)
    if shown.receipt is None:
        messages.info(request, _("この出動には、お支払いがありませんでした。"))
        return redirect("my")
    return render(request, "my/receipt.html", {"receipt": shown.receipt, "page": page})


def _told_of(request: PageRequest, case_id: UUID) -> UUID:
    found = my_page.was_told_of(request.viewer.person_ids, case_id)
    if found is None:
        raise Http404
    return found


def _live_home(page: MyPage, registration_id: UUID) -> Home:
    for each in page.live_homes:
        if each.registration_id == registration_id:
            return each
    raise Http404


def _self(page: MyPage) -> Actor:
    return Actor(ActorRole.RESIDENT, page.person_id)
