"""Sign-in accounts: made, given roles, unlocked, signed out, ended. Nobody changes their own."""

import uuid
from collections.abc import Container
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.queries import AccountLine
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import registry
from kaketsuke.web import role_words
from kaketsuke.web.acts import Act, ActForm, perform
from kaketsuke.web.office import owner_words
from kaketsuke.web.permission import PageRequest, office_only
from kaketsuke.web.telling import keeping


class RoleForm(ActForm):
    """A staff role holds in companies; an owner's role for one owner. One of the two is chosen."""

    role = forms.ChoiceField(label=_("役割"), choices=role_words.GIVEN_BY_OFFICE)
    companies = forms.MultipleChoiceField(
        label=_("運営会社"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("オーナーの役割のほかは、一つ以上選びます。"),
    )
    owner = forms.ChoiceField(
        label=_("オーナー"), required=False, help_text=_("オーナーの役割のときに選びます。")
    )

    def prepare(self) -> None:
        """Offer the viewer's own companies and their owners: nobody gives more than they hold."""
        companies = party_queries.companies(self.request.viewer)
        self.fields["companies"].choices = [(str(each.pk), each.name) for each in companies]  # type: ignore[attr-defined]  # a choice field
        self.fields["owner"].choices = [("", "–"), *owner_words.choices(self.request.viewer)]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Make the grants, or ask for the scope that is missing."""
        cleaned = super().clean() or {}
        if cleaned.get("role") == "owner":
            if not cleaned.get("owner"):
                self.add_error("owner", _("オーナーを選んでください。"))
            else:
                cleaned["grants"] = [GrantSpec("owner", owner_id=uuid.UUID(cleaned["owner"]))]
        elif not cleaned.get("companies"):
            self.add_error("companies", _("運営会社を一つ以上選んでください。"))
        else:
            cleaned["grants"] = [
                GrantSpec(cleaned["role"], company_id=uuid.UUID(each))
                for each in cleaned["companies"]
                if "role" in cleaned
            ]
        return cleaned


class NewAccountForm(RoleForm):
    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9_.-]{2,29}$",
        label=_("サインイン名"),
        help_text=_("半角の小文字と数字で 3〜30 文字。"),
        error_messages={"invalid": _("半角の小文字と数字で 3〜30 文字にしてください。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    label = forms.CharField(label=_("同僚に見せる名前"), max_length=60)
    email = forms.EmailField(
        label=_("メールアドレス"),
        required=False,
        help_text=_("期限のお知らせを受け取る方は入れてください。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["username", "label", "email", "role", "companies", "owner"]


class AddressForm(ActForm):
    """Where deadlines are told to; empty for nowhere."""

    email = forms.EmailField(
        label=_("メールアドレス"),
        required=False,
        help_text=_("期限のお知らせが届きます。空にすると届きません。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def _give_role(request: PageRequest, account: AccountLine, given: dict[str, Any]) -> None:
    for spec in given["grants"]:
        account_services.give_grant(account.id, spec=spec, actor=_actor(request), now=request.now)


def _set_address(request: PageRequest, account: AccountLine, given: dict[str, Any]) -> None:
    account_services.set_address(account.id, given["email"], actor=_actor(request), now=request.now)


def _end(request: PageRequest, account: AccountLine, _given: dict[str, Any]) -> None:
    account_services.end_account(account.id, actor=_actor(request), now=request.now)


def _sign_out(request: PageRequest, account: AccountLine, _given: dict[str, Any]) -> None:
    account_services.sign_out_everywhere(account.id, actor=_actor(request), now=request.now)


def _unlock(request: PageRequest, account: AccountLine, _given: dict[str, Any]) -> None:
    get_adapter().forget_failures(request, account.username)


def _actor(request: PageRequest) -> str:
    return f"office:{request.viewer.user_id}"


ACTS: Final[dict[str, Act[AccountLine]]] = {
    "role": Act(
        title=_("役割を加える"),
        intro=_("必要な役割だけを、必要な会社に限って付けます。"),
        submit=_("加える"),
        said=_("役割を加えました。"),
        form=RoleForm,
        run=_give_role,
        icon="plus",
    ),
    "address": Act(
        title=_("メールアドレスを変える"),
        intro=_("期限のお知らせを受け取るメールアドレスです。サインインには使いません。"),
        submit=_("変える"),
        said=_("メールアドレスを変えました。"),
        form=AddressForm,
        run=_set_address,
        icon="mail",
    ),
    "unlock": Act(
        title=_("サインインの停止を解く"),
        intro=_("パスワードを続けて間違えて止まったアカウントを、すぐに使えるようにします。"),
        submit=_("解く"),
        said=_("停止を解きました。"),
        run=_unlock,
        icon="lock-open",
    ),
    "sign-out": Act(
        title=_("すべての端末からサインアウト"),
        intro=_("次の操作から、どの端末でもサインインし直すことになります。"),
        submit=_("サインアウトさせる"),
        said=_("すべての端末からサインアウトさせました。"),
        run=_sign_out,
        icon="log-out",
    ),
    "end": Act(
        title=_("アカウントを終える"),
        intro=_("すべての役割が終わり、サインインできなくなります。記録は残ります。"),
        submit=_("終える"),
        said=_("アカウントを終えました。"),
        run=_end,
        icon="user-x",
    ),
}


@require_GET
@office_only
def accounts(request: PageRequest) -> HttpResponse:
    """List the accounts of the viewer's companies and owners."""
    scopes = _scopes(request)
    lines = [_shown(request, each, scopes) for each in _lines(request)]
    return render(request, "office/accounts.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@office_only
@never_cache
def new_account(request: PageRequest) -> HttpResponse:
    """Make an account; its first password is shown once, here."""
    form = NewAccountForm(request, None)
    if request.method == "POST" and form.is_valid():
        password = account_services.new_password()
        with keeping(form):
            account_services.make_account(
                form.cleaned_data["username"],
                label=form.cleaned_data["label"],
                password=password,
                grants=form.cleaned_data["grants"],
                now=request.now,
                actor=_actor(request),
                email=form.cleaned_data["email"],
            )
            return _tell_password(request, form.cleaned_data["username"], password)
    context = {"form": form}
    return render(request, "office/new_account.html", context, status=422 if form.errors else 200)


@require_GET
@office_only
def account(request: PageRequest, account_id: uuid.UUID) -> HttpResponse:
    """Show one account with its roles and what can be done."""
    line = _found_or_404(request, account_id)
    return render(request, "office/account.html", {"line": _shown(request, line, _scopes(request))})


@require_http_methods(["GET", "POST"])
@office_only
def account_act(request: PageRequest, account_id: uuid.UUID, what: str) -> HttpResponse:
    """Do one thing to an account."""
    line, act = _changeable_or_404(request, account_id), ACTS.get(what)
    if act is None:
        raise Http404
    back = reverse("office_account", args=[line.id])
    return perform(request, act, line, back=back, about=f"{line.username} {line.label}")


@require_POST
@office_only
@never_cache
def new_password(request: PageRequest, account_id: uuid.UUID) -> HttpResponse:
    """Give an account a new password, shown once."""
    line = _changeable_or_404(request, account_id)
    password = account_services.give_new_password(line.id, actor=_actor(request), now=request.now)
    return _tell_password(request, line.username, password)


@require_POST
@office_only
def end_role(request: PageRequest, account_id: uuid.UUID, grant_id: uuid.UUID) -> HttpResponse:
    """Take a role away."""
    line = _changeable_or_404(request, account_id)
    if grant_id not in {each.id for each in line.grants}:
        raise Http404
    account_services.end_grant(grant_id, actor=_actor(request), now=request.now)
    messages.success(request, _("役割を終えました。"))
    return redirect("office_account", account_id=account_id)


def _tell_password(request: PageRequest, username: str, password: str) -> HttpResponse:
    context = {"username": username, "password": password}
    answer = render(request, "office/password.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _lines(request: PageRequest) -> list[AccountLine]:
    owner_ids = {each.pk for each in registry.owners(request.viewer)}
    return account_queries.accounts(request.viewer.company_ids, owner_ids, at=request.now)


def _scopes(request: PageRequest) -> dict[uuid.UUID, str]:
    """What a role may hold for, by name: companies and owners. Constant queries."""
    companies = {each.pk: each.name for each in party_queries.companies(request.viewer)}
    owners = {uuid.UUID(key): name for key, name in owner_words.choices(request.viewer)}
    return companies | owners


def _shown(request: PageRequest, line: AccountLine, scopes: dict[uuid.UUID, str]) -> dict[str, Any]:
    roles = [
        {
            "id": grant.id,
            "words": role_words.ROLES.get(grant.role, grant.role),
            "scope": scopes.get(grant.scope_id, "–") if grant.scope_id else "–",
        }
        for grant in line.grants
    ]
    return {"account": line, "roles": roles, "changeable": _may_change(request, line, scopes)}


def _may_change(request: PageRequest, line: AccountLine, scopes: Container[uuid.UUID]) -> bool:
    """Own accounts change for nobody, and none that reaches beyond what the viewer may give.

    Whoever gives an account a new password can sign in as it: an owner's account of two companies,
    or one that is a technician's or a firm's as well, is no account of one office.
    """
    return line.id != request.viewer.user_id and all(
        each.scope_id in scopes for each in line.grants
    )


def _found_or_404(request: PageRequest, account_id: uuid.UUID) -> AccountLine:
    for line in _lines(request):
        if line.id == account_id:
            return line
    raise Http404


def _changeable_or_404(request: PageRequest, account_id: uuid.UUID) -> AccountLine:
    line = _found_or_404(request, account_id)
    if not _may_change(request, line, _scopes(request)):
        raise Http404
    return line
