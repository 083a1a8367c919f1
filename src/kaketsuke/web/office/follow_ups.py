"""Follow-ups of all cases: who sees to what until when, and that it is done (X-12)."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.cases import services as case_services
from kaketsuke.overview import follow_ups as remaining_work
from kaketsuke.web import fact_words
from kaketsuke.web.permission import STAFF, PageRequest, for_roles
from kaketsuke.web.telling import telling

office_or_desk = for_roles("office", *STAFF)


@require_GET
@office_or_desk
def follow_ups(request: PageRequest) -> HttpResponse:
    """List what is open, the earliest due first."""
    today = timezone.localdate(request.now)
    rows = [
        {
            "left": each,
            "words": fact_words.value_words(each.kind),
            "owner": fact_words.value_words(each.owner_role) if each.owner_role else "",
            "is_due": each.due_on is not None and each.due_on <= today,
        }
        for each in remaining_work.remaining(request.viewer)
    ]
    context = {"rows": rows, "may_open_case": request.viewer.has(*STAFF)}
    return render(request, "office/follow_ups.html", context)


@require_POST
@office_or_desk
def follow_up(request: PageRequest, follow_up_id: uuid.UUID) -> HttpResponse:
    """Take one on for the office, or say that it is done."""
    if follow_up_id not in {each.id for each in remaining_work.remaining(request.viewer)}:
        raise Http404
    actor, now = request.viewer.actor, request.now
    with telling(request, _("記録しました。")):
        if request.POST.get("what") == "finish":
            case_services.finish_follow_up(follow_up_id, actor=actor, now=now)
        else:
            case_services.take_follow_up(follow_up_id, owner_role="office", actor=actor, now=now)
    return redirect("follow_ups")
