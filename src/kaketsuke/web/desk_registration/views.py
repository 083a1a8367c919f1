"""The counter's page (office) and the operator's page: the same data, another channel (2.2)."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.database.refusals import Refusal
from kaketsuke.overview import registrations
from kaketsuke.parties import queries as party_queries
from kaketsuke.residents import services
from kaketsuke.residents.services import Application, Way
from kaketsuke.terms import queries as term_queries
from kaketsuke.web.desk_registration.forms import DeskForm
from kaketsuke.web.permission import STAFF, PageRequest, for_roles
from kaketsuke.web.source import source_of

CHANNELS = {"counter": ("office",), "phone": STAFF}


@for_roles("office", *STAFF)
def register(request: PageRequest, channel: str) -> HttpResponse:
    """Register a resident who came to the counter, or who telephones."""
    if not request.viewer.has(*CHANNELS.get(channel, ())):
        raise Http404
    form = DeskForm(request.POST if request.method == "POST" else None, channel=channel)
    if form.is_valid():
        try:
            enrolled = _enrol(request, form, channel=channel)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if enrolled is not None:
                messages.success(request, _said(enrolled))
                return redirect("registrations")
    shown = {"form": form, "channel": channel}
    status = 422 if form.errors else 200
    return render(request, "desk_registration/register.html", shown, status=status)


def _enrol(request: PageRequest, form: DeskForm, *, channel: str) -> services.Enrolled | None:
    said, now = form.cleaned_data, request.now
    building = party_queries.building_by_code(said["building"])
    if building is None or building.company_id not in request.viewer.company_ids:
        form.add_error("building", _("この建物コードは見つかりません。"))
        return None
    home = party_queries.dwelling(building.pk, said["room"])
    if home is None:
        form.add_error("room", _("このお部屋番号は見つかりません。もう一度お確かめください。"))
        return None
    way_in = None
    if said["letter"]:
        way_in = services.open_way(said["letter"], source=source_of(request), now=now)
        if way_in is None or way_in.dwelling_id != home.pk:
            form.add_error("letter", _("このコードは、このお部屋には使えません。"))
            return None
    version = term_queries.version_in_force(now)
    shown = services.present(home.pk, version_id=version.pk, channel=channel, now=now)
    application = Application(
        presentation_id=shown.pk,
        consented_at=now,
        policy_version=settings.PRIVACY_POLICY_VERSION,
        way=Way(channel, request.viewer.user_id, said.get("paper_reference", "")),
        phone=said["phone"],
        phone_proven_at=None,
        data=form.person,
        invitation_id=way_in.invitation_id if way_in else None,
        minor=form.minor,
    )
    return services.enrol(application, actor=request.viewer.actor, now=now)


def _said(enrolled: services.Enrolled) -> str:
    if enrolled.usable:
        return _("登録しました。いまから使えます。")
    return _("登録しました。オーナーの確認が済むまで使えません。")


@require_GET
@for_roles("office", *STAFF)
def listed(request: PageRequest) -> HttpResponse:
    """List who waits for the owner's word, the longest first."""
    context = {
        "waiting": registrations.waiting(request.viewer, at=request.now),
        "may_confirm": request.viewer.has("office", "supervisor"),
        "now": request.now,
    }
    return render(request, "desk_registration/list.html", context)


@require_POST
@for_roles("office", "supervisor")
def confirm(request: PageRequest, registration_id: UUID) -> HttpResponse:
    """Note that the owner said so; also for a call that had begun before (2.2)."""
    waiting = registrations.waiting(request.viewer, at=request.now)
    if registration_id not in {each.registration_id for each in waiting}:
        raise Http404
    try:
        services.confirm_by_owner(registration_id, actor=request.viewer.actor, now=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("オーナーの確認を記録し、ご本人にお知らせしました。"))
    return redirect("registrations")
