"""A number written down at the desk is proven later: a code is sent and read back (2.2)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kaketsuke.accounts import context as viewer_context
from kaketsuke.database.refusals import Refusal
from kaketsuke.overview import registrations
from kaketsuke.overview.registrations import Unreached
from kaketsuke.residents import services
from kaketsuke.residents.services import Address, Asked
from kaketsuke.web.desk_registration.forms import AnotherNumberForm
from kaketsuke.web.join.forms import OneTimeForm
from kaketsuke.web.join.giving import WRONG_CODE
from kaketsuke.web.permission import STAFF, PageRequest, for_roles
from kaketsuke.web.source import clerk_as_source

KEY = "desk_number"


@for_roles("office", *STAFF)
def number(request: PageRequest, registration_id: UUID) -> HttpResponse:
    """Send six figures to a registrant's number, and take them as they are read back.

    Another number than the one on record is taken at the counter only, where the clerk has seen
    the person's document.
    """
    found = registrations.one_unreached(request.viewer, registration_id, at=request.now)
    if found is None:
        raise Http404
    at_counter = request.viewer.has("office")
    posted = request.POST if request.method == "POST" else None
    sending = posted is not None and "send_code" in posted
    other_sent = posted is not None and "send_other" in posted and at_counter
    other = AnotherNumberForm(posted if other_sent else None)
    form = OneTimeForm(posted if posted is not None and not sending and not other_sent else None)
    if sending and found.phone is not None:
        return _sent(request, found, found.phone.value)
    if other_sent and other.is_valid():
        return _sent(request, found, other.cleaned_data["phone"], document_seen=True)
    if form.is_valid() and _proven(request, found, form):
        messages.success(request, _("電話番号を確かめました。ご本人はマイページに入れます。"))
        return redirect("registrations")
    shown: dict[str, Any] = {
        "found": found,
        "form": form,
        "other": other if at_counter else None,
        "sent": _kept(request, found) is not None,
    }
    status = 422 if form.errors or other.errors else 200
    return render(request, "desk_registration/number.html", shown, status=status)


def _sent(
    request: PageRequest, found: Unreached, phone: str, *, document_seen: bool = False
) -> HttpResponse:
    kept = _kept(request, found)
    asked = Asked("desk", clerk_as_source(request), dwelling_id=found.dwelling_id)
    try:
        with viewer_context.as_system():
            if kept is not None:
                services.refuse_too_soon(UUID(kept["code"]), now=request.now)
            code_id = services.ask_code(
                Address("phone", phone, found.language), asked, now=request.now
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        request.session[KEY] = {
            "registration": str(found.registration_id),
            "code": str(code_id),
            "seen": document_seen,
        }
        messages.success(
            request,
            _("確認コードを送りました。届いた 6 桁を、ご本人に読み上げていただいてください。"),
        )
    return redirect("registration_number", found.registration_id)


def _proven(request: PageRequest, found: Unreached, form: OneTimeForm) -> bool:
    kept = _kept(request, found)
    with viewer_context.as_system():
        proof = (
            services.check_code(UUID(kept["code"]), form.cleaned_data["code"], now=request.now)
            if kept is not None
            else None
        )
        if kept is None or proof is None:
            form.add_error("code", str(WRONG_CODE))
            return False
        try:
            services.prove_at_desk(
                found.person_id,
                proof,
                document_seen=kept["seen"],
                actor=request.viewer.actor,
                now=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return False
    request.session.pop(KEY, None)
    return True


def _kept(request: PageRequest, found: Unreached) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None or kept["registration"] != str(found.registration_id):
        return None
    return kept
