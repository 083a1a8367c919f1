"""Versions of the written service: uploaded, held beside the rules, compared, put in force."""

import uuid
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.accounts import context as viewer_context
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties import services as party_services
from kaketsuke.residents import announcements
from kaketsuke.residents import services as resident_services
from kaketsuke.rules import coverage
from kaketsuke.terms import comparing
from kaketsuke.terms import queries as term_queries
from kaketsuke.terms import services as term_services
from kaketsuke.terms.comparing import Change
from kaketsuke.web.acts import Act, ActForm, moment_field, perform
from kaketsuke.web.office import rule_words
from kaketsuke.web.permission import PageRequest, office_only

LARGEST_TEXT = 2 * 2**20


class UploadForm(ActForm):
    document = forms.FileField(
        label=_("重要事項説明書のファイル"), help_text=_("UTF-8 のテキスト。2 MB まで。")
    )

    def clean_document(self) -> bytes:
        """Return the bytes as they were sent: they are what people will consent to."""
        sent = self.cleaned_data["document"]
        if sent.size > LARGEST_TEXT:
            raise forms.ValidationError(_text("ファイルが大きすぎます。2 MB までにしてください。"))
        return bytes(sent.read())


class PublishForm(ActForm):
    from_ = moment_field(_("効力のはじまり"))


def _upload(request: PageRequest, _target: None, given: dict[str, Any]) -> None:
    version = term_services.import_text(given["document"], now=request.now)
    party_services.ensure_companies(
        version.tree["companies"], since=term_queries.beginning_of(version)
    )


def _publish(request: PageRequest, version: Any, given: dict[str, Any]) -> None:
    with viewer_context.as_system():
        resident_services.publish_terms(version.pk, from_=given["from_"], now=request.now)


UPLOAD: Final[Act[None]] = Act(
    title=_("書面を取り込む"),
    intro=_("書かれたとおりに保存し、条項に分けます。公開は、条項をすべて確認したあとです。"),
    submit=_("取り込む"),
    said=_("取り込みました。条項を確認してください。"),
    form=UploadForm,
    run=_upload,
    icon="upload",
)
PUBLISH: Final[Act[Any]] = Act(
    title=_("この版を公開する"),
    intro=_(
        "公開したあとに登録する方は、この版に同意します。前の版への同意は、そのまま残ります。"
        "いま登録のある方には、効力のはじまりの時にお知らせします。"
    ),
    submit=_("公開する"),
    said=_("公開の日時を決めました。"),
    form=PublishForm,
    run=_publish,
    icon="send",
)


@require_GET
@office_only
def service(request: PageRequest) -> HttpResponse:
    """List the versions."""
    lines = term_queries.version_lines(request.now)
    told = announcements.progress([each.id for each in lines])
    versions = [{"version": each, "told": told.get(each.id)} for each in lines]
    context = {"versions": versions, "now": request.now}
    return render(request, "office/service.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def upload(request: PageRequest) -> HttpResponse:
    """Keep an official text with its clauses and the companies that it names."""
    return perform(request, UPLOAD, None, back=reverse("office_service"))


@require_GET
@office_only
def version(request: PageRequest, version_id: uuid.UUID) -> HttpResponse:
    """Hold each clause beside the product's own words and the rules that apply it."""
    found = _found_or_404(version_id)
    held = {row.clause: row for row in coverage.rows(tests=None)}
    entries = term_queries.confirmations(version_id)
    clauses = [
        {"entry": each, "held_by": rule_words.held_by(held.get(each.clause))} for each in entries
    ]
    context = {
        "version": found,
        "clauses": clauses,
        "left": sum(not each.confirmed for each in entries),
        "like": term_queries.confirmed_before(version_id),
        "others": [each for each in term_queries.versions() if each.pk != version_id],
    }
    return render(request, "office/version.html", context)


@require_POST
@office_only
def confirm(request: PageRequest, version_id: uuid.UUID) -> HttpResponse:
    """Confirm one clause, or all whose words were confirmed in another version."""
    _found_or_404(version_id)
    clause, like = request.POST.get("clause", ""), request.POST.get("like", "")
    by, now = request.viewer.user_id, request.now
    assert by is not None  # noqa: S101 - the office has an account
    try:
        if like:
            other = _found_or_404(uuid.UUID(like))
            count = term_services.confirm_unchanged(
                version_id, like_id=other.pk, confirmed_by_id=by, now=now
            )
            messages.success(request, _text("%(count)s 件を確認しました。") % {"count": count})
        else:
            term_services.confirm_clause(version_id, clause=clause, confirmed_by_id=by, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    except ValueError as error:
        raise Http404 from error
    address = reverse("office_version", args=[version_id])
    return redirect(f"{address}#clause-{clause}" if clause else address)


@require_http_methods(["GET", "POST"])
@office_only
def publish(request: PageRequest, version_id: uuid.UUID) -> HttpResponse:
    """Put a version in force from a moment."""
    found = _found_or_404(version_id)
    back = reverse("office_version", args=[version_id])
    return perform(request, PUBLISH, found, back=back, about=found.title)


@require_GET
@office_only
def changes(request: PageRequest, version_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
    """Show what changed between two versions, clause by clause."""
    newer, older = _found_or_404(version_id), _found_or_404(other_id)
    found = comparing.compared(
        term_queries.clause_texts(older.pk), term_queries.clause_texts(newer.pk)
    )
    differing = [each for each in found if each.change != Change.SAME]
    context = {
        "newer": newer,
        "older": older,
        "changes": differing,
        "same": len(found) - len(differing),
    }
    return render(request, "office/changes.html", context)


def _found_or_404(version_id: uuid.UUID) -> Any:
    found = term_queries.known_version(version_id)
    if found is None:
        raise Http404
    return found
