"""The auditor's search of the record by case, person, actor and period, and the export."""

import json
import uuid
from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.accounts import context
from kaketsuke.accounts import queries as account_queries
from kaketsuke.audit import checkpoints
from kaketsuke.database.refusals import Refusal
from kaketsuke.overview import record_export, record_subjects
from kaketsuke.overview.record_subjects import Chain
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import queries as privacy_queries
from kaketsuke.web.acts import moment_field
from kaketsuke.web.console.forms import PhoneField
from kaketsuke.web.fields import LineField
from kaketsuke.web.files import download
from kaketsuke.web.office import audit_words
from kaketsuke.web.office.record import CaseNumberForm, case_number, digits, page
from kaketsuke.web.permission import PageRequest, auditor_only

# What an auditor sees before anything is asked.
NEWEST = 50
NOT_SIGNED = gettext_lazy(
    "署名された記録がまだないか、読めません。サーバーの管理者に知らせてください。"
)
NOT_YET = gettext_lazy(
    "この記録は、まだ署名された時点に入っていません。今夜の署名の後に、もう一度書き出してください。"
)


class CannotHandOut(Refusal):
    """Nothing of what was asked for is proven yet."""


class SearchForm(forms.Form):
    """What is not filled in does not narrow. It is posted: a number is nothing for an address."""

    number = case_number(required=False)
    phone = PhoneField(label=gettext_lazy("登録の電話番号"), required=False)
    account = LineField(
        label=gettext_lazy("アカウントのサインイン名"), required=False, max_length=150
    )
    since = moment_field(gettext_lazy("いつから"), required=False)
    until = moment_field(gettext_lazy("いつまで"), required=False)

    def clean_phone(self) -> tuple[uuid.UUID, ...] | None:
        """Return whoever is under the number: a family may share one."""
        if not self.cleaned_data["phone"]:
            return None
        persons = people_queries.persons_by_contact("phone", self.cleaned_data["phone"])
        if not persons:
            raise forms.ValidationError(_("この番号の登録はありません。"))
        return tuple(persons)

    def clean_account(self) -> str:
        """Return by what the record names the account."""
        asked = self.cleaned_data["account"].strip()
        account = account_queries.account_named(asked) if asked else None
        if asked and account is None:
            raise forms.ValidationError(_("このサインイン名のアカウントはありません。"))
        return str(account.pk) if account else ""

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] <= given["since"]:
            self.add_error("until", _("「いつから」より後の日時にしてください。"))
        return given

    def wanted(self) -> record_export.Wanted:
        """Return what was asked for."""
        asked = self.cleaned_data
        return record_export.Wanted(
            case_number=digits(asked["number"] or ""),
            person_ids=asked["phone"],
            actor=asked["account"],
            since=asked["since"],
            until=asked["until"],
        )


@require_http_methods(["GET", "POST"])
@auditor_only
def search(request: PageRequest) -> HttpResponse:
    """Show the entries of the record that were asked for, the newest first; or hand them out."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    entries: list[Any] = []
    if form.is_valid() or not form.is_bound:
        wanted = form.wanted() if form.is_bound else record_export.Wanted()
        most = record_export.AT_MOST if form.is_bound else NEWEST
        entries = list(record_export.entries(request.viewer, wanted)[:most])
    if "export" in request.POST and entries:
        chains = {(each.subject_kind, each.subject_id) for each in entries}
        try:
            return _export(chains, name="record-found.json")
        except CannotHandOut as refusal:
            form.add_error(None, str(refusal))
    numbers = record_subjects.numbers_of(entries)
    accounts = {found for each in entries if (found := audit_words.account_of(each.actor))}
    labels = account_queries.labels_of(accounts)
    alerts = {each.subject_id for each in entries if each.subject_kind == "alert"}
    notes = privacy_queries.notes_of(request.viewer, alerts)
    context_ = {
        "form": form,
        "rows": [
            audit_words.line(each, numbers=numbers, labels=labels, notes=notes) for each in entries
        ],
        "asked": form.is_bound,
        "most": record_export.AT_MOST if len(entries) == record_export.AT_MOST else 0,
    }
    return render(request, "office/audit.html", context_, status=422 if form.errors else 200)


@require_GET
@auditor_only
def export(request: PageRequest) -> HttpResponse:
    """Hand out a case's chains with the proof that they stood in the newest checkpoint."""
    form = CaseNumberForm(request.GET, auto_id="export-%s")
    if form.is_valid():
        number = form.cleaned_data["number"]
        if record_export.is_seen(request.viewer, number):
            chains = record_export.chains_of_case(number)
            try:
                return _export(chains, name=f"record-K-{number}.json")
            except CannotHandOut as refusal:
                form.add_error(None, str(refusal))
        else:
            form.add_error("number", _("この番号の案件は見つかりません。"))
    return page(request, form=CaseNumberForm(), export=form)


@require_GET
@auditor_only
def export_chain(request: PageRequest, kind: str, subject_id: uuid.UUID) -> HttpResponse:
    """Hand out one chain, whatever it is about; a case's with its request's."""
    chains = record_export.chains_of(request.viewer, kind, subject_id)
    if not chains:
        raise Http404
    try:
        return _export(chains, name=f"record-{kind}.json")
    except CannotHandOut as refusal:
        messages.error(request, str(refusal))
    return redirect("audit_search")


def _export(chains: Collection[Chain], *, name: str) -> HttpResponse:
    """Return the file. Raises: CannotHandOut."""
    try:
        with context.as_system():
            made = record_export.export(chains)
    except (record_export.CannotExport, checkpoints.CannotUseCheckpoint) as error:
        raise CannotHandOut(NOT_SIGNED) from error
    if not made["chains"]:
        raise CannotHandOut(NOT_YET)
    content = json.dumps(made, ensure_ascii=False).encode()
    return download(content, kind="application/json", name=name)
