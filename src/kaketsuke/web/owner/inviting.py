"""One home or resident more, without a roster: who may register is invited (2.2)."""

import uuid
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kaketsuke.accounts import context as viewer_context
from kaketsuke.residents.importing import adding, words
from kaketsuke.residents.importing.checking import LONGEST, Fault
from kaketsuke.web.acts import Act, ActForm, perform
from kaketsuke.web.owner.access import for_owners, own_or_404
from kaketsuke.web.permission import PageRequest


def _line(name: str, *, required: bool = True, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=words.COLUMNS[name],
        required=required,
        max_length=LONGEST[name],
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={"required": _("この項目を入力してください。")},
    )


class ResidentForm(ActForm):
    room = _line("room")
    name = _line("name", lang="ja")
    phone = _line("phone", inputmode="tel")
    email = _line("email", required=False, inputmode="email")
    told = forms.BooleanField(
        label=_("このサービスのために名前と連絡先を渡すことを、この方へ知らせてあります。"),
        error_messages={
            "required": _("居住者の方へ知らせてあることを確かめて、チェックを付けてください。")
        },
    )

    def clean(self) -> dict[str, Any]:
        """Read the line as one of a roster, with the same reasons where it cannot be used."""
        given = super().clean() or {}
        if not self.errors:
            row = adding.read(
                {name: str(given[name]) for name in ("room", "name", "phone", "email")}
            )
            if isinstance(row, Fault):
                self.add_error(row.column, words.REASONS[row.reason])
            given["row"] = row
        return given


def _invite(request: PageRequest, found: Any, given: dict[str, Any]) -> None:
    user_id = request.viewer.user_id
    assert user_id is not None  # noqa: S101 - an owner's page has an account
    with viewer_context.as_system():
        adding.add(found.pk, given["row"], told_by_id=user_id, now=request.now)


INVITE: Act[Any] = Act(
    _("居住者を一人ご案内する"),
    _("ご案内を送る"),
    _("受け付けました。まだ登録のない方には、登録のご案内を SMS で送ります。"),
    _invite,
    ResidentForm,
    _(
        "部屋の記録がなければ、新しく作ります。ご案内しただけでは、登録にはなりません。"
        "次に名簿を送るときは、この方も名簿に入れてください。名簿にない方のご案内は取り消されます。"
    ),
    icon="send",
)


@require_http_methods(["GET", "POST"])
@for_owners
@never_cache
def invite(request: PageRequest, building_id: uuid.UUID) -> HttpResponse:
    """Invite one resident of an own building to register."""
    found = own_or_404(request, building_id)
    back = reverse("owner_building", args=[found.pk])
    return perform(request, INVITE, found, back=back, about=found.name, nav="owner")
