"""Complaints at the desk: the list with every clock, one complaint, what may be done."""

import uuid
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.cases import queries as case_queries
from kaketsuke.claims import services as claim_services
from kaketsuke.claims import timings
from kaketsuke.claims.complaint_lifecycle import Event
from kaketsuke.intake import queries as intake_queries
from kaketsuke.overview import complaints as complaint_pages
from kaketsuke.overview.complaints import ComplaintPage
from kaketsuke.web.claims import words
from kaketsuke.web.console.forms import PhoneField
from kaketsuke.web.fields import OurForm, WordsField
from kaketsuke.web.permission import STAFF, PageRequest, for_roles
from kaketsuke.web.telling import keeping, telling
from kaketsuke.web.templatetags.paging import asked_page

# As the books of receipts say.
RECEIPT_READERS = ("office", "claims", "supervisor")
desk_only = for_roles("operator", "supervisor", "claims", "office")


class WordsForm(OurForm):
    words = WordsField(
        label=gettext_lazy("うかがった内容"),
        max_length=2000,
        rows=5,
        error_messages={"required": gettext_lazy("内容を書いてください。")},
    )


class NewComplaintForm(WordsForm):
    """A complaint that somebody tells the desk."""

    about = forms.ChoiceField(
        label=gettext_lazy("何についてのお申し出ですか"),
        widget=forms.RadioSelect,
        choices=[(key, words.ABOUT[key]) for key in ("visit", "bill", "receipt")],
        error_messages={"required": gettext_lazy("何についてのお申し出かを選んでください。")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("受けた方法"),
        choices=[(key, words.CHANNELS[key]) for key in ("phone", "paper")],
    )
    reply_to = PhoneField(
        label=gettext_lazy("お答えを知らせる電話番号"),
        required=False,
        help_text=gettext_lazy("登録のある方には、登録の連絡先へ知らせます。"),
    )
    field_order = ("about", "words", "channel", "reply_to")

    def __init__(self, *args: object, refusal: bool, **kwargs: object) -> None:
        """Ask what it is about only where a visit can be meant."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        if refusal:
            del self.fields["about"]


@require_GET
@desk_only
def complaints(request: PageRequest) -> HttpResponse:
    """List every complaint that is not ended, the first due first."""
    page = complaint_pages.complaints_page(
        request.viewer, page=asked_page(request), now=request.now
    )
    rows = [
        {
            "row": row,
            "badge": words.STATES[row.state],
            "about": words.ABOUT[row.about],
            "next": words.COMPLAINT_NEXT[row.next],
        }
        for row in page.rows
    ]
    return render(request, "claims/complaints.html", {"rows": rows, "page": page})


@require_GET
@desk_only
def complaint(request: PageRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Show one complaint with its steps and what may be done."""
    return _show(request, _found_or_404(request, complaint_id))


@require_POST
@desk_only
def do(request: PageRequest, complaint_id: uuid.UUID, what: str) -> HttpResponse:
    """Take the step that was pressed."""
    found = _found_or_404(request, complaint_id)
    if what in WITH_WORDS:
        return _say(request, found, what)
    actor, now = request.viewer.actor, request.now
    if what == "appeal":
        with telling(request, _("新しい要請を始めました。もう一度お話をうかがってください。")):
            again = claim_services.begin_appeal(complaint_id, actor=actor, now=now)
            return redirect("console_request", request_id=again.pk)
    elif what in PRESSED:
        with telling(request, _("記録しました。")):
            PRESSED[what](complaint_id, actor=actor, now=now)
    else:
        raise Http404
    return redirect("complaint", complaint_id=complaint_id)


PRESSED: Final = {
    "take": claim_services.take_complaint,
    "close": claim_services.close_complaint,
}
WITH_WORDS: Final = {
    "answer": (claim_services.answer_complaint, gettext_lazy("お答えの内容")),
    "not_content": (claim_services.not_content, gettext_lazy("うかがった理由")),
    "withdraw": (claim_services.withdraw_complaint, gettext_lazy("取下げの理由")),
}


def _say(request: PageRequest, found: ComplaintPage, what: str) -> HttpResponse:
    """Take the step whose words were typed; what is refused comes back with them."""
    form = _words_form(what, request.POST)
    if form.is_valid():
        service, _label = WITH_WORDS[what]
        with keeping(form):
            service(
                found.row.id,
                words=form.cleaned_data["words"],
                actor=request.viewer.actor,
                now=request.now,
            )
            messages.success(request, _("記録しました。"))
            return redirect("complaint", complaint_id=found.row.id)
    return _show(request, found, sent={what: form})


def _words_form(what: str, data: Any = None) -> WordsForm:
    form = WordsForm(data, auto_id=f"id_{what}_%s")
    form.fields["words"].label = WITH_WORDS[what][1]
    return form


@require_http_methods(["GET", "POST"])
@desk_only
def new(request: PageRequest, kind: str, subject_id: uuid.UUID) -> HttpResponse:
    """Write down what somebody tells about a case or a refusal."""
    refusal = kind == "refusal"
    asker = _asker(request, kind, subject_id)
    if asker is None:
        raise Http404
    form = NewComplaintForm(request.POST if request.method == "POST" else None, refusal=refusal)
    if form.is_valid():
        with keeping(form):
            opened = claim_services.open_complaint(
                "refusal" if refusal else form.cleaned_data["about"],
                words=form.cleaned_data["words"],
                channel=form.cleaned_data["channel"],
                reply_to=form.cleaned_data["reply_to"],
                case_id=None if refusal else subject_id,
                request_id=subject_id if refusal else None,
                person_id=asker[0],
                actor=request.viewer.actor,
                now=request.now,
            )
            messages.success(request, _("お申し出を受け付けました。"))
            return redirect("complaint", complaint_id=opened.pk)
    context = {
        "form": form,
        "refusal": refusal,
        "kind": kind,
        "subject_id": subject_id,
        "answer_days": timings.days("complaint_answer_days", now=request.now),
    }
    status = 422 if form.errors else 200
    return render(request, "claims/new_complaint.html", context, status=status)


def _asker(
    request: PageRequest, kind: str, subject_id: uuid.UUID
) -> tuple[uuid.UUID | None] | None:
    """Return who asked, where they are known, of a refusal or a case that the desk may see."""
    if kind == "refusal":
        requests = intake_queries.visible_to(request.viewer).filter(pk=subject_id)
        return requests.values_list("requester_person_id").first()
    if kind == "case":
        cases = case_queries.visible_to(request.viewer).filter(pk=subject_id)
        return cases.values_list("request__requester_person_id").first()
    return None


def _found_or_404(request: PageRequest, complaint_id: uuid.UUID) -> ComplaintPage:
    found = complaint_pages.complaint_page(request.viewer, complaint_id, now=request.now)
    if found is None:
        raise Http404
    return found


def _show(
    request: PageRequest,
    page: ComplaintPage,
    *,
    sent: dict[str, WordsForm] | None = None,
) -> HttpResponse:
    steps = [
        {
            "line": line,
            "what": words.STEPS[line.event],
            "who": words.ROLES[line.actor_role],
            "person": page.people.get(line.actor_id, "") if line.actor_id else "",
        }
        for line in reversed(page.steps)
    ]
    context = {
        "page": page,
        "row": page.row,
        "badge": words.STATES[page.row.state],
        "about": words.ABOUT[page.row.about],
        "channel": words.CHANNELS[page.complaint.channel],
        "steps": steps,
        "forms": {what: _words_form(what) for what in WITH_WORDS} | (sent or {}),
        "what": next(iter(sent), "") if sent else "",
        "may_open_case": request.viewer.has(*STAFF),
        "may_open_receipt": request.viewer.has(*RECEIPT_READERS),
        "is_own": page.complaint.owner_id == request.viewer.user_id,
        "may": {event.name.lower(): page.may(event) for event in Event},
    }
    return render(request, "claims/complaint.html", context, status=422 if sent else 200)
