"""One thing that can be done on a page of its own: a few fields, one service, one way back.

The office and the owners have many of these. Each is a row: its words, its form, what it calls.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.database.refusals import Refusal
from kaketsuke.web.permission import PageRequest

Target = TypeVar("Target")


class ActForm(forms.Form):
    """The fields of an act; `prepare` fills in choices that depend on who asks about what."""

    def __init__(self, request: PageRequest, target: Any) -> None:
        """Bind what was posted."""
        posted = request.method == "POST"
        super().__init__(request.POST if posted else None, request.FILES if posted else None)
        self.request, self.target = request, target
        self.prepare()
        for field in self.fields.values():
            _leave_open(field)

    def prepare(self) -> None:
        """Set choices and first values. Nothing by default."""


def _leave_open(field: forms.Field) -> None:
    """Choose nothing for the person: of several companies or owners none is taken by a slip."""
    if not isinstance(field, forms.ChoiceField) or type(field.widget) is not forms.Select:
        return
    offered = list(field.choices)  # type: ignore[arg-type]  # a callable is resolved by now
    if not field.required or field.initial is not None or len(offered) == 1:
        return
    if not offered or offered[0][0] != "":
        first = _("選んでください") if offered else _("選べるものがありません")
        field.choices = [("", first), *offered]


class Confirmation(ActForm):
    """Nothing to fill in: the page itself asks whether it is meant."""


@dataclass(frozen=True, slots=True)
class Act(Generic[Target]):
    """What is done: `run` gets the request, its target and the cleaned fields."""

    title: StrOrPromise
    submit: StrOrPromise
    said: StrOrPromise
    run: Callable[[PageRequest, Target, dict[str, Any]], object]
    form: type[ActForm] = Confirmation
    intro: StrOrPromise = ""
    icon: str = "check"


def perform(
    request: PageRequest,
    act: Act[Target],
    target: Target,
    *,
    back: str,
    about: str = "",
    nav: str = "office",
) -> HttpResponse:
    """Show the act's form, or do it and lead back; a refusal stands above the filled-in form."""
    form = act.form(request, target)
    if request.method == "POST" and form.is_valid():
        try:
            act.run(request, target, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(act.said))
            return redirect(back)
    context: Mapping[str, Any] = {
        "act": act, "form": form, "back": back, "about": about, "nav": nav,
    }  # fmt: skip
    return render(request, "components/act.html", context, status=422 if form.errors else 200)


def moment_field(label: StrOrPromise, **kept: Any) -> forms.DateTimeField:
    """Return a day and a time to the minute, in Japan."""
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("日付と時刻を入力してください。"),
            "invalid": _("日付と時刻を、2026-04-01 09:00 のように入力してください。"),
        },
        **kept,
    )


def day_field(label: StrOrPromise, **kept: Any) -> forms.DateField:
    """Return a day."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("日付を入力してください。"),
            "invalid": _("日付を、2026-04-01 のように入力してください。"),
        },
        **kept,
    )
