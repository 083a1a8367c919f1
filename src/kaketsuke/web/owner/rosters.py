"""An owner's roster: sent, read, looked at, committed with the owner's word."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.accounts import context as viewer_context
from kaketsuke.database.refusals import Refusal
from kaketsuke.overview import owners_view
from kaketsuke.parties import registry
from kaketsuke.residents.importing import uploading, words
from kaketsuke.sheets import writing
from kaketsuke.web.files import download
from kaketsuke.web.owner.access import for_owners, own_or_404
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.telling import keeping

SHOWN = 100


class RosterForm(forms.Form):
    roster = forms.FileField(
        label=gettext_lazy("名簿のファイル"),
        help_text=gettext_lazy(
            "CSV（UTF-8・Shift_JIS）または .xlsx。16 MB まで。"
            "部屋番号・氏名・電話番号の列が要ります。"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"required": gettext_lazy("ファイルを選んでください。")},
    )


@require_http_methods(["GET", "POST"])
@for_owners
def rosters(request: PageRequest, building_id: uuid.UUID) -> HttpResponse:
    """Take a file, and list the last ones."""
    found = own_or_404(request, building_id)
    posted = request.method == "POST"
    form = RosterForm(request.POST, request.FILES) if posted else RosterForm()
    if form.is_valid():
        sent = form.cleaned_data["roster"]
        with keeping(form, beside="roster"):
            kept = _keep(request, found.pk, sent)
            return redirect("owner_roster", upload_id=kept.pk)
    with viewer_context.as_system():
        recent = uploading.recent(found.pk)
    context = {"building": found, "form": form, "recent": recent}
    return render(request, "owner/rosters.html", context, status=422 if form.errors else 200)


def _keep(request: PageRequest, building_id: uuid.UUID, sent: Any) -> Any:
    user_id = request.viewer.user_id
    assert user_id is not None  # noqa: S101 - an owner's page has an account
    # One byte more than may be is enough to refuse a file without reading all of it.
    content = sent.read(uploading.LARGEST_BYTES + 1)
    with viewer_context.as_system():
        return uploading.upload(
            building_id,
            content,
            language=translation.get_language() or "ja",
            uploaded_by_id=user_id,
            now=request.now,
        )


@require_GET
@for_owners
@never_cache
def roster(request: PageRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Show what a file holds and would change; the page asks again while it is being read."""
    kept, found = _upload_or_404(request, upload_id)
    summary = uploading.summary_of(kept)
    faults = [
        {
            "line": each.line,
            "column": words.COLUMNS.get(each.column, each.column),
            "reason": words.REASONS[each.reason],
        }
        for each in (summary.rejected[:SHOWN] if summary else ())
    ]
    context = {
        "upload": kept,
        "building": found,
        "summary": summary,
        "notes": list(summary.notes()) if summary else [],
        "faults": faults,
        "is_working": kept.state in ("waiting", "committing"),
    }
    template = (
        "owner/roster_state.html" if request.headers.get("HX-Request") else "owner/roster.html"
    )
    return render(request, template, context)


@require_POST
@for_owners
def commit(request: PageRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Have the roster written: the residents were told, says the owner."""
    kept, _found = _upload_or_404(request, upload_id)
    user_id = request.viewer.user_id
    assert user_id is not None  # noqa: S101 - an owner's page has an account
    try:
        with viewer_context.as_system():
            uploading.ask_to_commit(
                kept.pk,
                residents_were_told=request.POST.get("told") == "yes",
                told_by_id=user_id,
                now=request.now,
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("owner_roster", upload_id=upload_id)


@require_POST
@for_owners
def discard(request: PageRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Throw a file away."""
    kept, found = _upload_or_404(request, upload_id)
    with viewer_context.as_system():
        uploading.discard(kept.pk, now=request.now)
    messages.success(request, _("ファイルを捨てました。"))
    return redirect("owner_rosters", building_id=found.pk)


@require_GET
@for_owners
def rejected(request: PageRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Give the rows that cannot be used as a table: line, column and reason."""
    kept, found = _upload_or_404(request, upload_id)
    summary = uploading.summary_of(kept)
    if summary is None:
        raise Http404
    lines = [
        [str(each.line), str(words.COLUMNS.get(each.column, each.column)), summary.words(each)]
        for each in summary.rejected
    ]
    head = [_("行"), _("列"), _("理由")]
    return _table(writing.csv_bytes(head, lines), f"rejected-{found.code}.csv")


@require_GET
@for_owners
def template(request: PageRequest, building_id: uuid.UUID) -> HttpResponse:
    """Give an empty roster with the rooms of the building, to be filled in."""
    found = own_or_404(request, building_id)
    head = [str(each) for each in words.COLUMNS.values()]
    rooms = [[each.room, *[""] * (len(head) - 1)] for each in registry.doors(found.pk, request.now)]
    return _table(writing.csv_bytes(head, rooms), f"roster-{found.code}.csv")


def _table(content: bytes, name: str) -> HttpResponse:
    return download(content, kind="text/csv; charset=utf-8", name=name)


def _upload_or_404(request: PageRequest, upload_id: uuid.UUID) -> tuple[Any, Any]:
    with viewer_context.as_system():
        kept = uploading.one(upload_id)
    if kept is None:
        raise Http404
    found = owners_view.own_building(request.viewer, kept.building_id, at=request.now)
    if found is None:
        raise Http404
    return kept, found
