"""The page of a case: where it stands, what happens next, and the few steps that are allowed."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import NEEDS_A_HUMAN, Event
from kaketsuke.money import queries as money_queries
from kaketsuke.overview import case_page as case_pages
from kaketsuke.overview.case_page import CasePage
from kaketsuke.web import fact_words
from kaketsuke.web.console import actions, timeline
from kaketsuke.web.console.calls import frame
from kaketsuke.web.console.forms import NumberForm, ReasonForm
from kaketsuke.web.permission import PageRequest, staff_only, supervisor_only
from kaketsuke.web.telling import telling

LEAVE_FIELDS = "id_leave_%s"
NUMBER_FIELDS = "id_other_%s"


def found_or_404(request: PageRequest, case_id: uuid.UUID) -> CasePage:
    """Return the case where the viewer may see it; to others it does not exist."""
    page = case_pages.case_page(request.viewer, case_id, now=request.now)
    if page is None:
        raise Http404
    return page


@require_GET
@staff_only
def case_page(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show the whole case."""
    return show(request, found_or_404(request, case_id))


@require_GET
@staff_only
def live(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show what moves: header, timeline and now-panel, as one fragment for live pages."""
    page = found_or_404(request, case_id)
    # A form that somebody is filling in stays, unless the case has moved on under it.
    moved = request.GET.get("stand") != case_services.stand_of(page.case)
    context = {**_context(request, page), "state_changed": moved}
    return render(request, "console/case_live.html", context)


@require_POST
@staff_only
def do(request: PageRequest, case_id: uuid.UUID, event: str) -> HttpResponse:
    """Take one step; the transition table says whether it is allowed."""
    page = found_or_404(request, case_id)
    action = next((each for each in actions.ACTIONS.values() if each.event.value == event), None)
    if action is None:
        raise Http404
    form = actions.form_for(action, page, now=request.now, posted=request.POST)
    if not form.is_valid():
        failed = actions.Offered(action, form, is_open=True)
        return show(request, page, failed=failed, status=422)
    with telling(request, _("記録しました。")), transaction.atomic():
        case_services.refuse_if_moved_on(case_id, seen=request.POST.get("seen", ""))
        action.apply(page, form, request.viewer.actor, request.now)
    return redirect("console_case", case_id=case_id)


@require_POST
@staff_only
def note(request: PageRequest, case_id: uuid.UUID, what: str) -> HttpResponse:
    """Note what moves no state: the registrants of an owner's case were telephoned (2.1)."""
    found_or_404(request, case_id)
    if what != "call_tried":
        raise Http404
    case_services.settle_owner_notice(
        case_id, how=what, actor=request.viewer.actor, now=request.now
    )
    messages.success(request, _("記録しました。手配を始めます。"))
    return redirect("console_case", case_id=case_id)


@require_POST
@supervisor_only
def leave(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Let the work begin although the document is inside, in writing (A1.2.2)."""
    page = found_or_404(request, case_id)
    form = ReasonForm(request.POST, auto_id=LEAVE_FIELDS)
    if not form.is_valid():
        return show(request, page, leave_form=form, status=422)
    with (
        telling(request, _("特例許可を出しました。開錠後すぐに身分証を確かめます。")),
        transaction.atomic(),
    ):
        case_services.refuse_if_moved_on(case_id, seen=request.POST.get("seen", ""))
        case_services.issue_leave(
            case_id,
            supervisor=request.viewer.actor,
            reason=form.cleaned_data["reason"],
            now=request.now,
        )
    return redirect("console_case", case_id=case_id)


@require_POST
@staff_only
def other_number(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Keep another number while the registered phone lies inside, and send the link there."""
    page = found_or_404(request, case_id)
    form = NumberForm(request.POST, auto_id=NUMBER_FIELDS)
    if not form.is_valid():
        return show(request, page, number_form=form, status=422)
    with telling(request, _("この番号にリンクを送りました。合言葉を読み上げてください。")):
        case_services.take_temporary_number(
            case_id,
            number=form.cleaned_data["number"],
            actor=request.viewer.actor,
            now=request.now,
        )
    return redirect("console_case", case_id=case_id)


@require_POST
@staff_only
def follow_up(request: PageRequest, case_id: uuid.UUID, follow_up_id: uuid.UUID) -> HttpResponse:
    """Say who sees to what remains, or that it is done (X-12)."""
    page = found_or_404(request, case_id)
    if follow_up_id not in {each.id for each in page.follow_ups}:
        raise Http404
    actor, now = request.viewer.actor, request.now
    with telling(request, _("記録しました。")):
        if request.POST.get("what") == "finish":
            case_services.finish_follow_up(follow_up_id, actor=actor, now=now)
        else:
            case_services.take_follow_up(follow_up_id, owner_role="office", actor=actor, now=now)
    return redirect("console_case", case_id=case_id)


def show(
    request: PageRequest,
    page: CasePage,
    *,
    failed: actions.Offered | None = None,
    leave_form: ReasonForm | None = None,
    number_form: NumberForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page."""
    context = {
        **frame(request, here_id=str(page.case.id)),
        **_context(request, page, failed=failed),
    }
    if leave_form is not None:
        context["leave_form"] = leave_form
    if number_form is not None:
        context["number_form"] = number_form
    return render(request, "console/case.html", context, status=status)


def _context(
    request: PageRequest, page: CasePage, *, failed: actions.Offered | None = None
) -> dict[str, Any]:
    return {
        "page": page,
        "case": page.case,
        "stand": case_services.stand_of(page.case),
        "lines": timeline.case_lines(page.entries, viewer=request.viewer),
        "offers": _offers(page),
        "technician": page.technicians.get(page.lead.technician_id) if page.lead else None,
        "second": page.technicians.get(page.second.technician_id) if page.second else None,
        "actions": actions.offered(page, now=request.now, failed=failed),
        "open_estimate": money_queries.open_estimate(page.case.id),
        "limit_minutes": page.case.free_until_minute + page.case.approved_minutes,
        "now": request.now,
        "follow_ups": [
            {
                "id": each.id,
                "words": fact_words.value_words(each.kind),
                "owner": fact_words.value_words(each.owner_role) if each.owner_role else "",
                "due_on": each.due_on,
                "is_done": each.done_at is not None,
            }
            for each in page.follow_ups
        ],
        "leave_form": _leave_form(request, page),
        "number_form": _number_form(page),
        "needs_human": page.case.state in NEEDS_A_HUMAN,
        "needs_supervisor": page.case.state == "halted" and Event.ENDED not in page.allowed,
    }


def _leave_form(request: PageRequest, page: CasePage) -> ReasonForm | None:
    """Return the form of a leave for whom it may be given by: another supervisor than who asked."""
    case, viewer = page.case, request.viewer
    may = viewer.has("supervisor") and viewer.user_id != case.request.operator_id
    if not may or case.leave_id is not None or case.state not in case_services.LEAVE_HELPS:
        return None
    return ReasonForm(auto_id=LEAVE_FIELDS)


def _number_form(page: CasePage) -> NumberForm | None:
    """Return the form for another number where a resident's own case runs."""
    asked_for_oneself = page.case.requested_by == "resident" and not page.is_over
    return NumberForm(auto_id=NUMBER_FIELDS) if asked_for_oneself else None


def _offers(page: CasePage) -> list[dict[str, Any]]:
    shown = []
    for offer in reversed(page.offers):
        card = page.technicians[offer.technician_id]
        shown.append(
            {
                "technician": card.name.full if card.name else card.badge,
                "badge": card.badge,
                "firm": card.firm_name,
                "minutes": round(offer.travel_seconds / 60),
                "kilometres": offer.distance_km,
                "until": offer.expires_at if offer.answer is None else None,
                "answer": ANSWERS.get(offer.answer or "", ""),
                "wave": offer.wave,
                "estimated": offer.is_estimate,
                "reasons": offer.reasons,
            }
        )
    return shown


ANSWERS = {
    "accepted": gettext_lazy("引き受けました"),
    "passed": gettext_lazy("見送り"),
    "expired": gettext_lazy("時間切れ"),
    "withdrawn": gettext_lazy("取下げ"),
}
