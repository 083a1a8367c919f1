"""Sign in to my page: a number or address, six figures, and if several people share it, who."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kaketsuke.accounts import context
from kaketsuke.database.refusals import Refusal
from kaketsuke.people import queries as people_queries
from kaketsuke.residents import services
from kaketsuke.residents.services import Address, Asked, Claim, Proof
from kaketsuke.web.join.forms import OneTimeForm
from kaketsuke.web.join.giving import BACKEND, WRONG_CODE
from kaketsuke.web.my.forms import FirstForm, ReachedForm, WhoForm
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.source import source_of
from kaketsuke.web.telling import keeping

CODE = "sign_in_code"


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for number or address; the answer is the same whether or not anybody is known there."""
    now = cast(PageRequest, request).now
    form = ReachedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = Address(form.kind, form.cleaned_data["reached"], get_language() or "ja")
        with keeping(form, beside="reached"):
            with context.as_system():
                code_id = services.ask_code(address, Asked("sign_in", source_of(request)), now=now)
            request.session[CODE] = str(code_id)
            return redirect("my_sign_in_code")
    status = 422 if form.errors else 200
    return render(request, "my/sign_in.html", {"form": form}, status=status)


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Take the six figures."""
    code_id = _code_id(request)
    if code_id is None:
        return redirect("my_sign_in")
    now = cast(PageRequest, request).now
    form = OneTimeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with context.as_system():
            proof = services.check_code(code_id, form.cleaned_data["code"], now=now)
            people = services.persons_behind(proof) if proof is not None else []
            first = proof is not None and _first_is_possible(proof, now=now)
        if len(people) == 1 and not first:
            return _enter(request, people[0])
        if people or first:
            return redirect("my_sign_in_who" if people else "my_sign_in_first")
        form.add_error("code", str(WRONG_CODE))
    with context.as_system():
        again_at = services.may_ask_again_at(code_id)
    shown = {"form": form, "sign_in": True, "again_at": again_at, "now": now}
    return render(request, "my/code.html", shown, status=422 if form.errors else 200)


@never_cache
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Send a new code to the same place."""
    code_id = _code_id(request)
    if code_id is None:
        return redirect("my_sign_in")
    try:
        with context.as_system():
            again = services.ask_again(
                code_id, source=source_of(request), now=cast(PageRequest, request).now
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        request.session[CODE] = str(again)
        messages.success(request, _("新しいコードを送りました。前のコードは使えなくなりました。"))
    return redirect("my_sign_in_code")


@never_cache
def who(request: HttpRequest) -> HttpResponse:
    """Ask who it is where several people have given the same number (2.2d)."""
    now = cast(PageRequest, request).now
    proof = _proof(request)
    with context.as_system():
        people = services.persons_behind(proof) if proof is not None else []
        names = people_queries.names_of(people)
        first = proof is not None and _first_is_possible(proof, now=now)
    if not people:
        return redirect("my_sign_in")
    choices = [(str(each), names[each].full) for each in people if each in names]
    form = WhoForm(request.POST if request.method == "POST" else None, people=choices)
    if form.is_valid():
        return _enter(request, UUID(form.cleaned_data["who"]))
    shown = {"form": form, "first": first}
    return render(request, "my/who.html", shown, status=422 if form.errors else 200)


@never_cache
def first(request: HttpRequest) -> HttpResponse:
    """Ask for name and room of whoever registered at a desk and signs in for the first time.

    The number was written down by a clerk; whoever holds it by mistake knows neither (2.2).
    """
    now = cast(PageRequest, request).now
    proof = _proof(request)
    if proof is None:
        return redirect("my_sign_in")
    form = FirstForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        claim = Claim(form.cleaned_data["name"], form.cleaned_data["room"])
        try:
            with context.as_system():
                person_id = services.enter_first(proof, claim, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if person_id is not None:
                messages.success(request, _("電話番号を確かめました。"))
                return _enter(request, person_id)
            form.add_error(
                None, _("このお名前とお部屋番号では入れません。登録のとおりに入力してください。")
            )
    return render(request, "my/first.html", {"form": form}, status=422 if form.errors else 200)


def _proof(request: HttpRequest) -> Proof | None:
    code_id = _code_id(request)
    if code_id is None:
        return None
    with context.as_system():
        return services.proof_of(code_id, now=cast(PageRequest, request).now)


def _first_is_possible(proof: Proof, *, now: datetime) -> bool:
    return services.may_enter_first(proof.kind, proof.index, at=now).exists()


def _code_id(request: HttpRequest) -> UUID | None:
    kept = request.session.get(CODE)
    return UUID(kept) if kept else None


def _enter(request: HttpRequest, person_id: UUID) -> HttpResponse:
    with context.as_system():
        user = services.account_of(person_id, now=cast(PageRequest, request).now)
    request.session.pop(CODE, None)
    if not user.is_active:
        messages.error(
            request, _("このアカウントは終わっています。お問い合わせの番号へお電話ください。")
        )
        return redirect("my_sign_in")
    login(request, user, backend=BACKEND)
    return redirect("my")
