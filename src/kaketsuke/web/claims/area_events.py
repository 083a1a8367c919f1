"""The register of area events: declared and ended by a supervisor, read by the whole desk (4.4)."""

import json
import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.accounts import queries as account_queries
from kaketsuke.parties import events
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.events import KIND_WORDS, AreaEventKind
from kaketsuke.places import queries as place_queries
from kaketsuke.web.acts import moment_field
from kaketsuke.web.fields import LineField, OurForm, words_field
from kaketsuke.web.permission import PageRequest, for_roles, supervisor_only
from kaketsuke.web.telling import keeping

readers = for_roles("operator", "supervisor", "office", "claims")


class AreaEventForm(OurForm):
    """An event: what, where, since when, from which source, and whether it closes the service."""

    kind = forms.ChoiceField(
        label=gettext_lazy("種類"),
        error_messages={"required": gettext_lazy("事象の種類を選んでください。")},
    )
    note = LineField(
        label=gettext_lazy("どのような事象か"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("「その他の不可抗力」のときは必ず書きます。"),
    )
    municipalities = forms.MultipleChoiceField(
        label=gettext_lazy("市区町村"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"lang": "ja"}),
        help_text=gettext_lazy("市区町村を選ぶか、地図に範囲を描きます。両方でもかまいません。"),
    )
    shape = words_field(
        gettext_lazy("範囲の点（緯度, 経度）"),
        most=12_000,
        rows=3,
        required=False,
        attrs={"class": "figures", "data-area-points": ""},
        help_text=gettext_lazy("地図を押すと入ります。手で書くときは、一行に一点です。"),
    )
    since = moment_field(gettext_lazy("始まり"))
    source = LineField(
        label=gettext_lazy("情報の出どころ"),
        max_length=160,
        help_text=gettext_lazy("例: 気象庁の大雨特別警報、新宿区の避難指示"),
        error_messages={"required": gettext_lazy("情報の出どころを入れてください。")},
    )
    closes_service = forms.BooleanField(
        label=gettext_lazy("この地域への出動を止める"),
        required=False,
        help_text=gettext_lazy("災害や暴動が理由の要請は、お断りになります（4.7.2）。"),
    )

    def __init__(self, *args: Any, municipalities: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the municipalities of the viewer's companies."""
        super().__init__(*args, **kwargs)
        for name, choices in (
            (
                "kind",
                [
                    ("", _("選んでください")),
                    *((kind.value, words) for kind, words in KIND_WORDS.items()),
                ],
            ),
            ("municipalities", municipalities),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices

    def clean_shape(self) -> list[list[str]]:
        """Return the typed points, one a line; the register judges whether they make an area."""
        lines = [line for line in self.cleaned_data["shape"].splitlines() if line.strip()]
        return [[part.strip() for part in line.replace("、", ",").split(",")] for line in lines]


@require_GET
@readers
def area_events(request: PageRequest) -> HttpResponse:
    """List the register: what stands first, then what is over."""
    found = party_queries.area_register(request.viewer)
    names = place_queries.municipality_names({c for each in found for c in each.municipality_codes})
    people = {each.declared_by_id for each in found} | {each.ended_by_id for each in found}
    labels = account_queries.labels_of({each for each in people if each is not None})
    rows = [
        {
            "event": each,
            "words": KIND_WORDS[AreaEventKind(each.kind)],
            "places": [names.get(code, code) for code in each.municipality_codes],
            "declared_by": labels.get(each.declared_by_id, ""),
            "ended_by": labels.get(each.ended_by_id, "") if each.ended_by_id else "",
            "stands": each.valid.upper is None or each.valid.upper > request.now,
        }
        for each in found
    ]
    context = {"rows": rows, "may_declare": request.viewer.has("supervisor")}
    return render(request, "claims/area_events.html", context)


@require_http_methods(["GET", "POST"])
@supervisor_only
def declare(request: PageRequest) -> HttpResponse:
    """Declare an event for municipalities or a drawn area."""
    codes = party_queries.municipalities_of(request.viewer, request.now)
    names = place_queries.municipality_names(codes)
    choices = [(code, names.get(code, code)) for code in sorted(codes)]
    start = {"since": _local(request.now)}
    form = AreaEventForm(
        request.POST if request.method == "POST" else None, initial=start, municipalities=choices
    )
    if form.is_valid():
        with keeping(form):
            _declare(request, form)
            messages.success(request, _("地域の事象を登録しました。受付と案件にすぐ効きます。"))
            return redirect("area_events")
    context = {
        "form": form,
        "buildings": json.dumps(_buildings(request)),
        "map_tiles": settings.MAP_TILES,
        "map_credit": settings.MAP_CREDIT,
    }
    status = 422 if form.errors else 200
    return render(request, "claims/area_event.html", context, status=status)


@require_POST
@supervisor_only
def end(request: PageRequest, area_event_id: uuid.UUID) -> HttpResponse:
    """End an event that the viewer's companies declared."""
    found = {each.pk: each for each in party_queries.area_register(request.viewer)}
    event = found.get(area_event_id)
    if event is None or event.company_id not in {None, *request.viewer.company_ids}:
        raise Http404
    events.end_area_event(area_event_id, ended_by_id=request.viewer.user_id, now=request.now)
    messages.success(request, _("終わりを記録しました。"))
    return redirect("area_events")


def _declare(request: PageRequest, form: AreaEventForm) -> None:
    sent, viewer = form.cleaned_data, request.viewer
    assert viewer.user_id is not None  # noqa: S101 - a supervisor has an account
    events.declare_area_event(
        AreaEventKind(sent["kind"]),
        municipality_codes=sent["municipalities"],
        shape=sent["shape"],
        note=sent["note"],
        source=sent["source"],
        closes_service=sent["closes_service"],
        from_=sent["since"],
        company_id=min(viewer.company_ids),
        declared_by_id=viewer.user_id,
        now=request.now,
    )


def _local(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _buildings(request: PageRequest) -> list[list[float]]:
    return [[y, x] for y, x in party_queries.building_places(request.viewer)]
