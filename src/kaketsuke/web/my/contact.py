"""Another number or address on my page: it counts once six figures have proven it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.overview.my_page import MyPage
from kaketsuke.people import services as people_services
from kaketsuke.residents import services
from kaketsuke.residents.services import Address, Asked
from kaketsuke.web.join.forms import OneTimeForm
from kaketsuke.web.join.giving import WRONG_CODE
from kaketsuke.web.my.access import registrant_only
from kaketsuke.web.my.forms import ReachedForm
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.source import source_of
from kaketsuke.web.telling import keeping

CODE = "contact_code"


@registrant_only
def add(request: PageRequest, page: MyPage) -> HttpResponse:
    """Ask for the number or address and have a code sent there."""
    form = ReachedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        home = page.homes[0] if page.homes else None
        asked = Asked(
            "contact",
            source_of(request),
            dwelling_id=home.dwelling_id if home else None,
            subject_id=page.person_id,
        )
        address = Address(form.kind, form.cleaned_data["reached"], get_language() or "ja")
        with keeping(form, beside="reached"):
            with context.as_system():
                code_id = services.ask_code(address, asked, now=request.now)
            request.session[CODE] = str(code_id)
            return redirect("my_contact_code")
    shown = {"form": form, "page": page}
    return render(request, "my/contact.html", shown, status=422 if form.errors else 200)


@registrant_only
def code(request: PageRequest, page: MyPage) -> HttpResponse:
    """Take the figures; from then on the person is reached and known there."""
    code_id = request.session.get(CODE)
    if not code_id:
        return redirect("my_contact")
    form = OneTimeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with context.as_system():
            proof = services.check_code(UUID(code_id), form.cleaned_data["code"], now=request.now)
            if proof is not None:
                actor = Actor(ActorRole.RESIDENT, page.person_id)
                services.prove_number(page.person_id, proof, actor=actor, now=request.now)
        if proof is not None:
            request.session.pop(CODE, None)
            messages.success(request, _("連絡先を加えました。"))
            return redirect("my")
        form.add_error("code", str(WRONG_CODE))
    shown = {"form": form, "page": page}
    return render(request, "my/contact_code.html", shown, status=422 if form.errors else 200)


@require_POST
@registrant_only
def remove(request: PageRequest, page: MyPage, contact_point_id: UUID) -> HttpResponse:
    """Take a number or address away; one phone must stay (2.2)."""
    found = next((each for each in page.contacts if each.id == contact_point_id), None)
    if found is None:
        raise Http404
    phones = [each for each in page.contacts if each.kind == "phone"]
    if found.kind == "phone" and len(phones) == 1:
        messages.error(
            request,
            _("電話番号は一つ必要です。先に新しい番号を加えてから、古い番号を外してください。"),
        )
        return redirect("my")
    with context.as_system():
        people_services.end_contact(contact_point_id, now=request.now)
    messages.success(request, _("連絡先を外しました。"))
    return redirect("my")
