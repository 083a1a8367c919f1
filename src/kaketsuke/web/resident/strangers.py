"""Whoever holds a link that was not meant for them says so, and sees nothing of it any more."""

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kaketsuke.cases import services as case_services
from kaketsuke.overview.tracking import Opened
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.resident.access import to_papers
from kaketsuke.web.resident.views import token_of
from kaketsuke.web.telling import keeping


class NotForMeForm(forms.Form):
    """Not my home, or not my phone."""

    why = forms.ChoiceField(
        label=_("どちらですか"),
        widget=forms.RadioSelect,
        choices=(
            ("not_my_home", _("ここは、わたしの部屋ではありません（引っ越した場合も）")),
            ("not_my_phone", _("別の人あての連絡が、わたしの電話に届きました")),
        ),
        error_messages={"required": _("どちらかを選んでください。")},
    )


@require_http_methods(["GET", "POST"])
@to_papers
def not_for_me(request: PageRequest, opened: Opened) -> HttpResponse:
    """Ask which of the two; then the link is dead. The page shows nothing of the case."""
    del opened
    form = NotForMeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with keeping(form):
            with transaction.atomic():
                case_services.disown_link(
                    token_of(request), why=form.cleaned_data["why"], now=request.now
                )
            return render(request, "resident/not_for_me_done.html")
    shown = {"form": form, "token": token_of(request)}
    return render(request, "resident/not_for_me.html", shown, status=422 if form.errors else 200)
