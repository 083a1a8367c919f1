"""The counter's page (office) and the operator's page: the same data, another channel (2.2)."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.accounts import context as viewer_context
from kaketsuke.database.refusals import Refusal
from kaketsuke.overview import registrations
from kaketsuke.parties import queries as party_queries
from kaketsuke.residents import services
from kaketsuke.residents.services import Address, Application, Asked, Proof, Way
from kaketsuke.terms import queries as term_queries
from kaketsuke.web.desk_registration.forms import DeskForm
from kaketsuke.web.join.giving import WRONG_CODE
from kaketsuke.web.permission import STAFF, PageRequest, for_roles
from kaketsuke.web.source import clerk_as_source, source_of
from kaketsuke.web.telling import keeping, telling
from kaketsuke.web.templatetags.paging import asked_page

CHANNELS = {"counter": ("office",), "phone": STAFF}
CODE = "desk_code"


@for_roles("office", *STAFF)
def register(request: PageRequest, channel: str) -> HttpResponse:
    """Register a resident who came to the counter, or who telephones.

    A number that was written down wrongly must give no stranger the account. So a number counts as
    theirs only once six figures were sent to it and read back; without them the registration is
    made all the same, and nobody signs in with that number.
    """
    if not request.viewer.has(*CHANNELS.get(channel, ())):
        raise Http404
    form = DeskForm(request.POST if request.method == "POST" else None, channel=channel)
    if "send_code" in request.POST:
        form.full_clean()
        if _send_code(request, form):
            # What was entered so far stays as it stands; nothing is missing yet.
            form = DeskForm(initial=request.POST.dict(), channel=channel)
    elif form.is_valid():
        with keeping(form):
            enrolled = _enrol(request, form, channel=channel)
            if enrolled is not None:
                messages.success(request, _said(enrolled))
                return redirect("registrations")
    shown = {"form": form, "channel": channel}
    status = 422 if form.errors else 200
    return render(request, "desk_registration/register.html", shown, status=status)


def _send_code(request: PageRequest, form: DeskForm) -> bool:
    said = form.cleaned_data
    if not {"building", "room", "phone"} <= said.keys():
        return False
    home_id = _home(request, form)
    if home_id is None:
        return False
    asked = Asked("desk", clerk_as_source(request), dwelling_id=home_id)
    address = Address("phone", said["phone"], said.get("language", "ja"))
    try:
        with viewer_context.as_system():
            code_id = services.ask_code(address, asked, now=request.now)
    except Refusal as refusal:
        form.add_error("phone", str(refusal))
        return False
    request.session[CODE] = str(code_id)
    messages.success(
        request, _("確認コードを送りました。届いた 6 桁を、ご本人に読み上げていただいてください。")
    )
    return True


def _proof_of_number(request: PageRequest, form: DeskForm) -> Proof | None:
    """Return that the figures which were read back were sent to the number of this form."""
    code_id = request.session.get(CODE)
    if code_id is None:
        return None
    with viewer_context.as_system():
        proof = services.check_code(UUID(code_id), form.cleaned_data["code"], now=request.now)
    return proof if proof is not None and proof.value == form.cleaned_data["phone"] else None


def _home(request: PageRequest, form: DeskForm) -> UUID | None:
    """Return the home that was entered, or say at the field why there is none."""
    said = form.cleaned_data
    building = party_queries.building_by_code(said["building"])
    if building is None or building.company_id not in request.viewer.company_ids:
        form.add_error("building", _("この建物コードは見つかりません。"))
        return None
    home = party_queries.dwelling(building.pk, said["room"])
    if home is None:
        form.add_error("room", _("このお部屋番号は見つかりません。もう一度お確かめください。"))
        return None
    return home.pk


def _enrol(request: PageRequest, form: DeskForm, *, channel: str) -> services.Enrolled | None:
    said, now = form.cleaned_data, request.now
    home_id = _home(request, form)
    if home_id is None:
        return None
    proof = _proof_of_number(request, form) if said["code"] else None
    if said["code"] and proof is None:
        form.add_error("code", str(WRONG_CODE))
        return None
    way_in = None
    if said["letter"]:
        way_in = services.open_way(said["letter"], source=source_of(request), now=now)
        if way_in is None or way_in.dwelling_id != home_id:
            form.add_error("letter", _("このコードは、このお部屋には使えません。"))
            return None
    version = term_queries.version_in_force(now)
    shown = services.present(home_id, version_id=version.pk, channel=channel, now=now)
    application = Application(
        presentation_id=shown.pk,
        consented_at=now,
        policy_version=settings.PRIVACY_POLICY_VERSION,
        way=Way(channel, request.viewer.user_id, said.get("paper_reference", "")),
        phone=said["phone"],
        phone_proven_at=proof.proven_at if proof else None,
        data=form.person,
        invitation_id=way_in.invitation_id if way_in else None,
        minor=form.minor,
        minor_born_on=form.cleaned_data.get("minor_born_on"),
    )
    enrolled = services.enrol(application, actor=request.viewer.actor, now=now)
    request.session.pop(CODE, None)
    if proof is None:
        messages.warning(
            request,
            _(
                "電話番号は確かめていません。この番号では、まだマイページに入れません。"
                "あとから、この一覧で確かめられます。"
            ),
        )
    return enrolled


def _said(enrolled: services.Enrolled) -> str:
    if enrolled.usable:
        return _("登録しました。いまから使えます。")
    return _("登録しました。オーナーの確認が済むまで使えません。")


@require_GET
@for_roles("office", *STAFF)
def listed(request: PageRequest) -> HttpResponse:
    """List who waits for the owner's word, and whose number nobody has proven; longest first."""
    context = {
        "waiting": registrations.waiting(request.viewer, page=asked_page(request), at=request.now),
        "unreached": registrations.unreached(
            request.viewer, page=asked_page(request, "numbers"), at=request.now
        ),
        "may_confirm": request.viewer.has("office", "supervisor"),
        "now": request.now,
    }
    return render(request, "desk_registration/list.html", context)


@require_POST
@for_roles("office", "supervisor")
def confirm(request: PageRequest, registration_id: UUID) -> HttpResponse:
    """Note that the owner said so; also for a call that had begun before (2.2)."""
    if not registrations.is_waiting(request.viewer, registration_id, at=request.now):
        raise Http404
    with telling(request, _("オーナーの確認を記録し、ご本人にお知らせしました。")):
        services.confirm_by_owner(registration_id, actor=request.viewer.actor, now=request.now)
    return redirect("registrations")
