"""Force majeure on one case: what it excuses of the delay, recorded by a supervisor (4.4)."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kaketsuke.cases import services as case_services
from kaketsuke.overview import extents as extent_pages
from kaketsuke.parties.events import KIND_WORDS, AreaEventKind
from kaketsuke.web.acts import moment_field
from kaketsuke.web.fields import OurForm, WordsField
from kaketsuke.web.permission import PageRequest, for_roles
from kaketsuke.web.telling import keeping


class ExtentForm(OurForm):
    """From when until when an event stood in the way of this case, and how."""

    area_event = forms.ChoiceField(
        label=gettext_lazy("地域の事象"),
        error_messages={"required": gettext_lazy("地域の事象を選んでください。")},
    )
    begin = moment_field(gettext_lazy("妨げられた時間の始まり"))
    end = moment_field(gettext_lazy("妨げられた時間の終わり"))
    words = WordsField(
        label=gettext_lazy("どのように妨げたか"),
        max_length=1000,
        rows=3,
        error_messages={"required": gettext_lazy("事象がどのように妨げたかを書いてください。")},
    )

    def __init__(self, *args: Any, events: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the events over the building."""
        super().__init__(*args, **kwargs)
        field = self.fields["area_event"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("選んでください")), *events]


@require_http_methods(["GET", "POST"])
@for_roles("operator", "supervisor", "claims", "office")
def extents(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show the delay in its parts; a supervisor records what an event excuses."""
    page = extent_pages.delay_page(request.viewer, case_id, now=request.now)
    if page is None:
        raise Http404
    if request.method == "POST" and not request.viewer.has("supervisor"):
        raise PermissionDenied
    events = [(str(each.pk), _named(each)) for each in page.events]
    form = ExtentForm(request.POST if request.method == "POST" else None, events=events)
    if form.is_valid():
        with keeping(form):
            case_services.record_extent(
                case_id,
                area_event_id=uuid.UUID(form.cleaned_data["area_event"]),
                from_=form.cleaned_data["begin"],
                until=form.cleaned_data["end"],
                reason=form.cleaned_data["words"],
                actor=request.viewer.actor,
                now=request.now,
            )
            messages.success(request, _("範囲を記録しました。"))
            return redirect("case_extents", case_id=case_id)
    context = {
        "page": page,
        "form": form,
        "extents": [(_named(each.area_event), each) for each in page.extents],
        "may_record": request.viewer.has("supervisor"),
        "may_open_case": request.viewer.has("operator", "supervisor"),
    }
    return render(request, "claims/extents.html", context, status=422 if form.errors else 200)


def _named(event: Any) -> str:
    return f"{KIND_WORDS[AreaEventKind(event.kind)]} · {event.source}"
