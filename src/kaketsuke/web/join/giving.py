"""Prove a number, give a name: then the registration is made, once, and my page opens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import normalise
from kaketsuke.places import queries as place_queries
from kaketsuke.residents import services
from kaketsuke.residents.services import Address, Application, Asked, Way
from kaketsuke.web.join import draft as drafts
from kaketsuke.web.join.draft import Draft, step
from kaketsuke.web.join.forms import DetailsForm, GuardianForm, OneTimeForm, PhoneForm
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.source import source_of
from kaketsuke.web.telling import keeping

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WRONG_CODE = gettext_lazy(
    "この確認コードは使えません。数字をお確かめになるか、新しいコードを送ってください。"
)


@step("join_phone")
def phone(request: PageRequest, draft: Draft) -> HttpResponse:
    """Ask for a number and have a code sent to it."""
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = Asked("register", source_of(request), dwelling_id=draft.dwelling_id)
        address = Address("phone", form.cleaned_data["phone"], get_language() or "ja")
        with keeping(form, beside="phone"):
            with context.as_system():
                code_id = services.ask_code(address, asked, now=request.now)
            drafts.keep(request, draft, code=str(code_id), proven=False)
            return redirect("join_code")
    shown = {"form": form, "draft": draft}
    return render(request, "join/phone.html", shown, status=422 if form.errors else 200)


@step("join_code")
def code(request: PageRequest, draft: Draft) -> HttpResponse:
    """Take the six figures."""
    form = OneTimeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with context.as_system():
            proof = services.check_code(
                UUID(draft.code), form.cleaned_data["code"], now=request.now
            )
        if proof is not None:
            drafts.keep(request, draft, proven=True)
            return redirect("join_details")
        form.add_error("code", str(WRONG_CODE))
    shown = {"form": form, "again_at": _again_at(draft), "now": request.now}
    return render(request, "join/code.html", shown, status=422 if form.errors else 200)


@require_POST
@step("join_code")
def code_again(request: PageRequest, draft: Draft) -> HttpResponse:
    """Send a new code to the same number."""
    try:
        with context.as_system():
            code_id = services.ask_again(
                UUID(draft.code), source=source_of(request), now=request.now
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        drafts.keep(request, draft, code=str(code_id), proven=False)
        messages.success(request, _("新しいコードを送りました。前のコードは使えなくなりました。"))
    return redirect("join_code")


def _again_at(draft: Draft) -> datetime | None:
    with context.as_system():
        return services.may_ask_again_at(UUID(draft.code))


@step("join_details")
def details(request: PageRequest, draft: Draft) -> HttpResponse:
    """Take the name and register. Sent twice, it is one registration."""
    with context.as_system():
        proof = services.proof_of(UUID(draft.code), now=request.now)
    if proof is None:
        drafts.keep(request, draft, code="", proven=False)
        messages.info(request, _("時間が過ぎました。もう一度、電話番号を確認してください。"))
        return redirect("join_phone")
    kind = GuardianForm if draft.minor else DetailsForm
    form = kind(request.POST if request.method == "POST" else None, initial={"language": _reader()})
    if form.is_valid():
        try:
            return _register(request, draft, form=form, proof=proof)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "join/details.html",
        {"form": form, "minor": draft.minor, **_place(draft), "phone": _phone(proof)},
        status=422 if form.errors else 200,
    )


def _register(
    request: PageRequest, draft: Draft, *, form: DetailsForm, proof: services.Proof
) -> HttpResponse:
    application = Application(
        presentation_id=UUID(draft.presentation),
        consented_at=draft.moment_of_consent,
        policy_version=settings.PRIVACY_POLICY_VERSION,
        way=Way("web"),
        phone=proof.value,
        phone_proven_at=proof.proven_at,
        data=form.person,
        invitation_id=draft.invitation_id,
        minor=form.minor,
        minor_born_on=form.cleaned_data.get("minor_born_on"),
    )
    with context.as_system():
        enrolled = services.enrol(application, actor=Actor(ActorRole.RESIDENT), now=request.now)
        user = services.account_of(enrolled.person_id, now=request.now)
    drafts.keep(request, draft, done=True)
    login(request, user, backend=BACKEND)
    messages.success(
        request,
        _("登録が完了しました。")
        if enrolled.usable
        else _("登録を受け付けました。オーナーがお住まいを確認すると、お使いいただけます。"),
    )
    return redirect("my")


def _reader() -> str:
    return "en" if (get_language() or "").startswith("en") else "ja"


def _place(draft: Draft) -> dict[str, Any]:
    home = party_queries.dwelling_by_id(draft.dwelling_id)
    towns = place_queries.towns_by_postal_code(home.building.postal_code)
    return {"home": home, "town": towns[0] if len(towns) == 1 else None}


def _phone(proof: services.Proof) -> str:
    return normalise.phone_display(proof.value)
