"""The auditor's search of the record by case, person, actor and period, and the export."""

import json
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kaketsuke.accounts import context
from kaketsuke.accounts import queries as account_queries
from kaketsuke.audit import checkpoints
from kaketsuke.overview import record_export
from kaketsuke.people import queries as people_queries
from kaketsuke.web.console.forms import PhoneField
from kaketsuke.web.files import download
from kaketsuke.web.office import audit_words
from kaketsuke.web.office.record import CaseNumberForm
from kaketsuke.web.permission import PageRequest, auditor_only

# What an auditor sees before anything is asked.
NEWEST = 50


class SearchForm(forms.Form):
    """What is not filled in does not narrow."""

    number = forms.RegexField(
        r"^\s*[KkＫｋ]?[-－]?\s*(\d{1,9})\s*$",
        label=gettext_lazy("案件の番号"),
        required=False,
        error_messages={"invalid": gettext_lazy("K- に続く番号を入力してください。")},
    )
    phone = PhoneField(label=gettext_lazy("登録の電話番号"), required=False)
    account = forms.CharField(
        label=gettext_lazy("アカウントのサインイン名"), required=False, max_length=150
    )
    since = forms.DateTimeField(
        label=gettext_lazy("いつから"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    until = forms.DateTimeField(
        label=gettext_lazy("いつまで"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def wanted(self) -> record_export.Wanted:
        """Return what was asked for; nobody's number and nobody's account find nothing."""
        asked = self.cleaned_data
        person_id: uuid.UUID | None = None
        if asked["phone"]:
            persons = people_queries.persons_by_contact("phone", asked["phone"])
            person_id = persons[0] if persons else uuid.UUID(int=0)
        account = account_queries.account_named(asked["account"]) if asked["account"] else None
        digits = "".join(each for each in asked["number"] or "" if each.isdecimal())
        return record_export.Wanted(
            case_number=int(digits) if digits else None,
            person_id=person_id,
            actor=str(account.pk if account else uuid.UUID(int=0)) if asked["account"] else "",
            since=asked["since"],
            until=asked["until"],
        )


@require_GET
@auditor_only
def search(request: PageRequest) -> HttpResponse:
    """Show the entries of the record that were asked for, the newest first."""
    form = SearchForm(request.GET or None)
    entries: list[Any] = []
    if form.is_valid() or not form.is_bound:
        wanted = form.wanted() if form.is_bound else record_export.Wanted()
        most = record_export.AT_MOST if form.is_bound else NEWEST
        entries = list(record_export.entries(request.viewer, wanted)[:most])
    numbers = record_export.numbers_of(entries)
    accounts = {found for each in entries if (found := audit_words.account_of(each.actor))}
    labels = account_queries.labels_of(accounts)
    context_ = {
        "form": form,
        "rows": [audit_words.line(each, numbers=numbers, labels=labels) for each in entries],
        "asked": form.is_bound,
        "most": record_export.AT_MOST if len(entries) == record_export.AT_MOST else 0,
    }
    return render(request, "office/audit.html", context_, status=422 if form.errors else 200)


@require_GET
@auditor_only
def export(request: PageRequest) -> HttpResponse:
    """Hand out a case's chains with the proof that they stood in the newest checkpoint."""
    form = CaseNumberForm(request.GET)
    number = form.cleaned_data["number"] if form.is_valid() else None
    if number is None or not record_export.is_seen(request.viewer, number):
        messages.error(request, _("この番号の案件は見つかりません。"))
        return redirect("verify_record")
    try:
        with context.as_system():
            made = record_export.export(record_export.chains_of_case(number))
    except (record_export.CannotExport, checkpoints.CannotUseCheckpoint):
        messages.error(
            request,
            _("署名された記録がまだないか、読めません。サーバーの管理者に知らせてください。"),
        )
        return redirect("verify_record")
    content = json.dumps(made, ensure_ascii=False).encode()
    return download(content, kind="application/json", name=f"record-K-{number}.json")
