"""Legal holds: what a dispute needs is not erased until somebody ends the hold, with a reason."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.accounts import queries as account_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import queries, services
from kaketsuke.privacy.queries import HoldRow
from kaketsuke.web.acts import Act, ActForm, day_field, perform
from kaketsuke.web.fields import words_field
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy.finding import PersonForm, look_at
from kaketsuke.web.privacy.requests import desk_only
from kaketsuke.web.templatetags.paging import asked_page


class ReviewForm(ActForm):
    """When somebody looks again whether it is still needed."""

    review_on = day_field(_("次の見直しの日"))

    def clean_review_on(self) -> date:
        """A day that has begun is no day to come."""
        on: date = self.cleaned_data["review_on"]
        if on <= timezone.localdate(self.request.now):
            raise forms.ValidationError(_("見直しの日は、明日以降にしてください。"))
        return on


class HoldForm(PersonForm, ReviewForm):
    """Whom, why, and until when."""

    review_on = day_field(_("見直しの日"))
    field_order = ("phone", "name", "reason", "review_on")


class EndForm(ActForm):
    """Why it is not needed any more."""

    reason = words_field(
        _("保存をやめる理由"), most=400, rows=3, needed=_("保存をやめる理由を書いてください。")
    )


def _hold(request: PageRequest, _target: None, given: dict[str, Any]) -> None:
    person_id = look_at(request, given["person_id"], purpose="hold")
    services.hold(
        person_id,
        reason=given["reason"],
        review_on=given["review_on"],
        actor=request.viewer.actor,
        now=request.now,
    )


def _review(request: PageRequest, row: HoldRow, given: dict[str, Any]) -> None:
    services.review_hold(
        row.id, review_on=given["review_on"], actor=request.viewer.actor, now=request.now
    )


def _end(request: PageRequest, row: HoldRow, given: dict[str, Any]) -> None:
    services.end_hold(row.id, reason=given["reason"], actor=request.viewer.actor, now=request.now)


HOLD: Act[None] = Act(
    _("保存を指定する"),
    _("保存を指定する"),
    _("指定しました。終わるまで、この方の情報は消去されません。"),
    _hold,
    HoldForm,
    _("係争などのため、この方の情報を期限が来ても消去せずに残します。"),
    icon="lock",
)
REVIEW: Act[HoldRow] = Act(
    _("保存を続ける"),
    _("保存を続ける"),
    _("記録しました。次の見直しの日に、また知らせます。"),
    _review,
    ReviewForm,
    _("まだ必要なら、次に見直す日を決めます。必要がなくなったときは、保存をやめてください。"),
)
END: Act[HoldRow] = Act(
    _("保存をやめる"),
    _("保存をやめる"),
    _("保存をやめました。期限の来た情報は、次の夜から消去されます。"),
    _end,
    EndForm,
)


@require_GET
@desk_only
def holds(request: PageRequest) -> HttpResponse:
    """List what is kept for a dispute, the first to be reviewed first."""
    found = queries.holds(request.viewer, page=asked_page(request), at=request.now)
    names = people_queries.names_of({each.person_id for each in found.rows})
    labels = account_queries.labels_of({each.set_by_id for each in found.rows})
    rows = [
        {
            "hold": each,
            "name": names[each.person_id].full if each.person_id in names else "",
            "who": labels.get(each.set_by_id, ""),
            "due": each.review_on <= timezone.localdate(request.now),
        }
        for each in found.rows
    ]
    return render(request, "privacy/holds.html", {"page": found.showing(rows)})


@require_http_methods(["GET", "POST"])
@desk_only
def new(request: PageRequest) -> HttpResponse:
    """Keep everything of a person until the hold ends."""
    return perform(request, HOLD, None, back=reverse("privacy_holds"), nav="privacy")


@require_http_methods(["GET", "POST"])
@desk_only
def review(request: PageRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Keep on holding until another day."""
    return _perform(request, REVIEW, hold_id)


@require_http_methods(["GET", "POST"])
@desk_only
def end(request: PageRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Let the clocks run again."""
    return _perform(request, END, hold_id)


def _perform(request: PageRequest, act: Act[HoldRow], hold_id: uuid.UUID) -> HttpResponse:
    row = queries.hold(request.viewer, hold_id, at=request.now)
    if row is None:
        raise Http404
    name = people_queries.names_of([row.person_id]).get(row.person_id)
    about = name.full if name else ""
    return perform(request, act, row, back=reverse("privacy_holds"), about=about, nav="privacy")
