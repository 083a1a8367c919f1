"""The claims desk: the list with every deadline, one claim, and a new one from a case."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.cases import queries as case_queries
from kaketsuke.claims import letters, store
from kaketsuke.claims import services as claim_services
from kaketsuke.claims.evidence import ENDINGS
from kaketsuke.overview import claim_page as claim_pages
from kaketsuke.overview import claims as claim_lists
from kaketsuke.overview.claim_page import ClaimPage
from kaketsuke.parties.events import KIND_WORDS, AreaEventKind
from kaketsuke.web import fact_words
from kaketsuke.web.claims import words
from kaketsuke.web.claims.forms import (
    CreditorForm,
    DaysForm,
    DecisionForm,
    DeskClaimForm,
    EvidenceForm,
    PaymentForm,
    ReasonForm,
    RecourseForm,
)
from kaketsuke.web.files import download, picture
from kaketsuke.web.permission import STAFF, PageRequest, for_roles
from kaketsuke.web.telling import keeping
from kaketsuke.web.templatetags.paging import asked_page

claims_desk = for_roles("claims", "supervisor", "office")
reporters = for_roles("claims", *STAFF)


@require_GET
@claims_desk
def claims(request: PageRequest) -> HttpResponse:
    """List every claim that is not ended, the nearest deadline first."""
    page = claim_lists.claims_page(request.viewer, page=asked_page(request), now=request.now)
    rows = [
        {
            "row": row,
            "badge": words.CLAIM_STATES[row.state],
            "harm": words.HARMS[row.harm],
            "next": words.NEXT[row.next],
            # Years ahead it is noise here; the page of the claim shows it always.
            "deadlines": [
                (words.DEADLINES[each.kind], each)
                for each in row.deadlines
                if each.near or each.kind != "limitation"
            ],
        }
        for row in page.rows
    ]
    return render(request, "claims/claims.html", {"rows": rows, "page": page})


@require_GET
@claims_desk
def claim(request: PageRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Show one claim with its deadlines, decisions, evidence, letters and ledger."""
    return show(request, found_or_404(request, claim_id))


@require_http_methods(["GET", "POST"])
@reporters
def new(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Open a claim from a case, as somebody tells it to the desk."""
    case = case_queries.visible_to(request.viewer).select_related("request").filter(pk=case_id)
    subject = case.first()
    if subject is None:
        raise Http404
    form = DeskClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with keeping(form):
            opened = claim_services.open_claim(
                case_id,
                **form.cleaned_data,
                person_id=subject.request.requester_person_id,
                actor=request.viewer.actor,
                now=request.now,
            )
            messages.success(request, _("損害のお申し出を受け付けました。"))
            if request.viewer.has("claims", "supervisor"):
                return redirect("claim", claim_id=opened.pk)
            return redirect("console_case", case_id=case_id)
    context = {
        "form": form,
        "case_id": case_id,
        "number": subject.number,
        "may_open_case": request.viewer.has(*STAFF),
    }
    status = 422 if form.errors else 200
    return render(request, "claims/new_claim.html", context, status=status)


@require_GET
@claims_desk
def evidence(request: PageRequest, claim_id: uuid.UUID, evidence_id: uuid.UUID) -> HttpResponse:
    """Hand out a piece of evidence as an attachment that nothing in it can act from."""
    found = claim_pages.evidence_of(request.viewer, claim_id, evidence_id)
    if found is None:
        raise Http404
    try:
        content = store.read(claim_id, evidence_id)
    except store.EvidenceIsGone as gone:
        raise Http404 from gone
    name = f"evidence-{evidence_id}.{ENDINGS[found.media_type]}"
    return download(content, kind=found.media_type, name=name)


@require_GET
@claims_desk
def photo(request: PageRequest, claim_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """Show a photo of the lock that the technician took: before, after, or where it is damaged."""
    found = claim_pages.photo_of(request.viewer, claim_id, photo_id)
    if found is None:
        raise Http404
    return picture(found, kind="image/jpeg")


@require_GET
@claims_desk
def letter(request: PageRequest, claim_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Hand out a letter as PDF, as it was sent."""
    found = claim_pages.letter_of(request.viewer, claim_id, letter_id)
    if found is None:
        raise Http404
    name = f"letter-{letter_id}.pdf"
    return download(letters.pdf(found), kind="application/pdf", name=name)


def found_or_404(request: PageRequest, claim_id: uuid.UUID) -> ClaimPage:
    """Return the claim where the viewer may see it."""
    found = claim_pages.claim_page(request.viewer, claim_id, now=request.now)
    if found is None:
        raise Http404
    return found


def forms_for(page: ClaimPage, data: Any = None, files: Any = None) -> dict[str, forms.Form]:
    """Return the forms of a claim's page, filled in where something was sent."""
    firms = [(str(each.pk), each.name) for each in page.firms]
    events = [
        (str(each.pk), f"{KIND_WORDS[AreaEventKind(each.kind)]} · {each.source}")
        for each in page.area_events
    ]
    owners = [(str(each.pk), each.legal_name or str(_("オーナー"))) for each in page.owners]
    return {
        "decide": DecisionForm(data, firms=firms, events=events, auto_id="id_decide_%s"),
        "pay": PaymentForm(data, initial={"amount_yen": page.unpaid_yen}, auto_id="id_pay_%s"),
        "recourse": RecourseForm(data, auto_id="id_recourse_%s"),
        "creditor": CreditorForm(data, owners=owners, auto_id="id_creditor_%s"),
        "days": DaysForm(
            data,
            initial={"occurred_on": page.claim.occurred_on, "known_on": page.claim.known_on},
            auto_id="id_days_%s",
        ),
        "evidence": EvidenceForm(data, files, auto_id="id_evidence_%s"),
        **{
            name: ReasonForm(data, auto_id=f"id_{name}_%s")
            for name in ("send_back", "legal", "again", "withdraw")
        },
    }


def _days_of(facts: dict[str, Any]) -> list[tuple[Any, date, date]]:
    """Return each day that a correction changed: what it is, as it stood, as it stands."""
    if "days" not in facts:
        return []
    former, now = facts["days"]["former"], facts["days"]["now"]
    return [
        (word, date.fromisoformat(former[name]), date.fromisoformat(now[name]))
        for name, word in words.DAYS.items()
        if former[name] != now[name]
    ]


def show(
    request: PageRequest, page: ClaimPage, *, sent: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """Render the page; forms that were sent and refused keep what was typed."""
    steps = [
        {
            "line": line,
            "what": words.STEPS[line.event],
            "who": words.ROLES[line.actor_role],
            "person": page.people.get(line.actor_id, "") if line.actor_id else "",
            "days": _days_of(line.facts),
        }
        for line in reversed(page.steps)
    ]
    context = {
        "page": page,
        "claim": page.claim,
        "row": page.row,
        "badge": words.CLAIM_STATES[page.row.state],
        "harm": words.HARMS[page.row.harm],
        "channel": words.CHANNELS[page.claim.channel],
        "next": page.row.next,
        "next_step": words.NEXT_STEP[page.row.next],
        "deadlines": [(words.DEADLINES[each.kind], each) for each in page.row.deadlines],
        "decisions": [
            {
                "line": line,
                "cause": words.CAUSES[line.decision.caused_by],
                "fault": words.FAULTS.get(line.decision.fault or "", ""),
            }
            for line in page.decisions
        ],
        "evidence": [
            (words.MEDIA[each.media_type], words.ROLES[each.added_by_role], each)
            for each in page.evidence
        ],
        "method": fact_words.VALUES.get(page.visit.method, "") if page.visit else "",
        "photos": [(words.MOMENTS[each.moment], each) for each in page.visit.photos]
        if page.visit
        else [],
        "payments": [(words.METHODS[each.method], each) for each in page.payments],
        "letters": [(words.LETTERS[each.kind], each) for each in page.letters],
        "recourse": [(words.RECOURSE[each.kind], each) for each in page.recourse],
        "steps": steps,
        "forms": {**forms_for(page), **(sent or {})},
        "opened": next(iter(sent), "") if sent else "",
        "may": dict.fromkeys(page.allowed, True),
        "is_decider": bool(page.newest and page.newest.decided_by_id == request.viewer.user_id),
        "is_own": page.claim.owner_id == request.viewer.user_id,
        "may_open_case": request.viewer.has(*STAFF),
    }
    return render(request, "claims/claim.html", context, status=422 if sent else 200)
