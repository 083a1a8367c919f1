"""Whom an incident touched: listed, added by hand, and taken off with a reason."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.accounts import queries as account_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import queries, services
from kaketsuke.privacy.queries import AffectedRow
from kaketsuke.web.acts import Act, ActForm, perform
from kaketsuke.web.fields import words_field
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy.finding import PersonForm, look_at
from kaketsuke.web.privacy.requests import desk_only
from kaketsuke.web.templatetags.paging import asked_page


class ClearForm(ActForm):
    """How it is known that nothing happened to this person's data."""

    reason = words_field(
        _("影響を受けていないと分かった理由"),
        most=400,
        rows=3,
        needed=_("なぜ影響を受けていないと分かるかを書いてください。"),
    )


def _add(request: PageRequest, incident_id: uuid.UUID, given: dict[str, Any]) -> None:
    person_id = look_at(request, given["person_id"], purpose="incident")
    services.add_affected(
        incident_id,
        person_ids=[person_id],
        reason=given["reason"],
        actor=request.viewer.actor,
        now=request.now,
    )


def _clear(request: PageRequest, row: AffectedRow, given: dict[str, Any]) -> None:
    look_at(request, row.person_id, purpose="incident")
    services.clear_affected(
        row.id, reason=given["reason"], actor=request.viewer.actor, now=request.now
    )


ADD: Act[uuid.UUID] = Act(
    _("影響を受けた方を加える"),
    _("加える"),
    _("加えました。"),
    _add,
    PersonForm,
    _("閲覧の記録からは分からない方を、理由を書いて加えます。"),
    icon="user-round",
)
CLEAR: Act[AffectedRow] = Act(
    _("影響を受けていない方を外す"),
    _("外す"),
    _("外しました。手紙は送られません。加えたことと外した理由は、記録に残ります。"),
    _clear,
    ClearForm,
    _(
        "人数に数えず、手紙も送りません。一覧には、理由とともに残ります。"
        "報告した人数が変わるときは、個人情報保護委員会へも知らせてください。"
    ),
    icon="x",
)


@require_GET
@desk_only
def affected(request: PageRequest, incident_id: uuid.UUID) -> HttpResponse:
    """List whom an incident touched, and who was found not to be affected, and why."""
    found = queries.incident(request.viewer, incident_id)
    if found is None:
        raise Http404
    listed = queries.affected(found.pk, page=asked_page(request))
    names = people_queries.names_of({each.person_id for each in listed.rows})
    labels = account_queries.labels_of(
        {each.cleared_by_id for each in listed.rows if each.cleared_by_id}
    )
    rows = [
        {
            "affected": each,
            "name": names[each.person_id].full if each.person_id in names else "",
            "cleared_by": labels.get(each.cleared_by_id, "") if each.cleared_by_id else "",
        }
        for each in listed.rows
    ]
    context = {"incident": found, "page": listed.showing(rows)}
    return render(request, "privacy/affected.html", context)


@require_http_methods(["GET", "POST"])
@desk_only
def add(request: PageRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Add somebody by hand whom the access record does not show."""
    found = queries.incident(request.viewer, incident_id)
    if found is None:
        raise Http404
    back = reverse("privacy_affected", args=[incident_id])
    return perform(request, ADD, incident_id, back=back, about=f"I-{found.number}", nav="privacy")


@require_http_methods(["GET", "POST"])
@desk_only
def clear(request: PageRequest, affected_id: uuid.UUID) -> HttpResponse:
    """Take off somebody who is not affected after all."""
    row = queries.one_affected(request.viewer, affected_id)
    if row is None or row.cleared_at is not None:
        raise Http404
    name = people_queries.names_of([row.person_id]).get(row.person_id)
    back = reverse("privacy_affected", args=[row.incident_id])
    about = name.full if name else ""
    return perform(request, CLEAR, row, back=back, about=about, nav="privacy")
