"""The centre beside the technician: call-backs, approvals to break a lock, photos, connections."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.onsite import registered_phones
from kaketsuke.onsite import services as onsite_services
from kaketsuke.overview.case_page import CasePage
from kaketsuke.web import files
from kaketsuke.web.console import owners_heard
from kaketsuke.web.console.cases import found_or_404
from kaketsuke.web.permission import PageRequest, staff_only, supervisor_only
from kaketsuke.web.telling import telling

MOMENTS = {
    "before": gettext_lazy("作業の前の鍵"),
    "after": gettext_lazy("作業の後の鍵"),
    "damage": gettext_lazy("傷・故障のある所"),
}
DELETED_BECAUSE = (
    ("person", gettext_lazy("人が写っている")),
    ("document", gettext_lazy("身分証・番号が写っている")),
    ("room", gettext_lazy("室内が写っている")),
    ("other", gettext_lazy("そのほか")),
)


@never_cache
@require_GET
@staff_only
def door(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show what the centre does while the technician stands at the door."""
    page = found_or_404(request, case_id)
    return render(request, "console/door.html", _context(request, page))


def _context(request: PageRequest, page: CasePage) -> dict[str, Any]:
    case = page.case
    # Who took the call is its operator here, whatever else they may be.
    supervises = case_services.role_in(case, request.viewer.actor) is ActorRole.SUPERVISOR
    why = registered_phones.why_none_answers(case)
    waits = onsite_queries.call_back_waits(case.id)
    return {
        "page": page,
        "case": case,
        "call_back_waits": waits,
        "call_back_done": onsite_queries.call_back_confirmed(case),
        "no_phone_answers": why,
        "phones": registered_phones.of_attendant(case) if waits and not why else [],
        "may_confirm": not why or supervises,
        "approvers": onsite_queries.breaking_approvers(case, at=request.now),
        "owners": owners_heard.choices(case.id, at=request.now),
        "at_the_lock": onsite_queries.at_the_lock(case),
        "is_supervisor": supervises,
        "heard": onsite_queries.agreement_heard(case, at=request.now),
        "agreed": onsite_queries.breaking_agreed(case.id),
        "photos": [(each, MOMENTS[each.moment]) for each in onsite_queries.photos_of(case.id)],
        "deleted_because": DELETED_BECAUSE,
        "technician_bound": page.lead is not None and not page.is_over,
    }


@require_POST
@staff_only
def reached(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """The registered phone was reached, or a supervisor made sure otherwise (A1.2)."""
    found_or_404(request, case_id)
    actor, now = request.viewer.actor, request.now
    with telling(request, _("確認を記録しました。作業員の画面が先へ進めます。")):
        onsite_services.confirm_call_back(case_id, actor=actor, now=now)
        case_services.answer_ring(case_id, why="call_back", actor=actor, now=now)
    return redirect("console_case_door", case_id=case_id)


@require_POST
@staff_only
def approve(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Record who agreed that the lock may be broken (2.1)."""
    found_or_404(request, case_id)
    actor, now = request.viewer.actor, request.now
    with telling(request, _("承認を記録しました。作業員の画面で選べます。")):
        onsite_services.approve_breaking(
            case_id,
            approved_by=request.POST.get("approved_by", ""),
            heard=owners_heard.read(request.POST.get("heard", "")),
            actor=actor,
            now=now,
        )
        case_services.answer_ring(case_id, why="breaking", actor=actor, now=now)
    return redirect("console_case_door", case_id=case_id)


@require_POST
@staff_only
def agreement_heard(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """The operator heard whoever attends agree, who cannot sign (2.1)."""
    found_or_404(request, case_id)
    with telling(request, _("同意を聞いたことを記録しました。作業員の画面で選べます。")):
        onsite_services.hear_agreement(case_id, actor=request.viewer.actor, now=request.now)
    return redirect("console_case_door", case_id=case_id)


@require_POST
@staff_only
def answered(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """What a human was rung for has been seen to: a connection made, a report read."""
    page = found_or_404(request, case_id)
    with telling(request, _("対応済みにしました。")):
        case_services.answer_ring(
            case_id, why=page.case.human_needed, actor=request.viewer.actor, now=request.now
        )
    return redirect("console_case_door", case_id=case_id)


@require_POST
@supervisor_only
def sign_out_phone(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """A phone was lost: its technician is signed out everywhere; it forgets the case at contact."""
    page = found_or_404(request, case_id)
    if page.lead is None:
        raise Http404
    account_services.sign_out_technician(
        page.lead.technician_id, actor=f"supervisor:{request.viewer.user_id}", now=request.now
    )
    messages.success(request, _("この作業員をすべての端末からサインアウトしました。"))
    return redirect("console_case_door", case_id=case_id)


@never_cache
@require_GET
@staff_only
def photo(request: PageRequest, case_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """Show one photo of the lock; to others it does not exist."""
    _photo_or_404(request, case_id, photo_id)
    picture = onsite_queries.picture(photo_id)
    if picture is None:
        raise Http404
    return files.picture(picture, kind="image/jpeg")


@require_POST
@staff_only
def judge_photo(request: PageRequest, case_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """It shows the lock and nothing else, or it is deleted."""
    _photo_or_404(request, case_id, photo_id)
    actor, now = request.viewer.actor, request.now
    because = request.POST.get("because", "")
    if because:
        onsite_services.delete_photo(photo_id, because=because, actor=actor, now=now)
        messages.success(request, _("写真を削除しました。"))
    else:
        onsite_services.review_photo(photo_id, actor=actor, now=now)
        messages.success(request, _("写真を確認済みにしました。"))
    return redirect("console_case_door", case_id=case_id)


def _photo_or_404(request: PageRequest, case_id: uuid.UUID, photo_id: uuid.UUID) -> None:
    found_or_404(request, case_id)
    row = onsite_queries.photo_of(photo_id)
    if row is None or row.case_id != case_id:
        raise Http404
