"""The steps of a damage claim, pressed on its page: each a form, a service, and an answer."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kaketsuke.accounts.viewers import Actor
from kaketsuke.claims import evidence
from kaketsuke.claims import services as claim_services
from kaketsuke.web.claims.damages import claims_desk, forms_for, found_or_404, show
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.telling import keeping, telling

Sent = Mapping[str, Any]
Who = Mapping[str, Any]


def _decide(claim_id: uuid.UUID, sent: Sent, who: Who) -> object:
    return claim_services.decide_claim(
        claim_id,
        damage_yen=sent["damage_yen"],
        caused_by=sent["caused_by"],
        connected={"yes": True, "no": False}.get(sent["connected"]),
        fault=sent["fault"] or None,
        firm_id=_id(sent["firm"]) if sent["caused_by"] == "contractor" else None,
        area_event_id=_id(sent["area_event"]) if sent["caused_by"] == "force_majeure" else None,
        reason=sent["words"],
        **who,
    )


def _recourse(claim_id: uuid.UUID, sent: Sent, who: Who) -> object:
    return claim_services.settle_recourse(
        claim_id, kind=sent["kind"], amount_yen=sent["amount_yen"], reason=sent["words"], **who
    )


def _creditor(claim_id: uuid.UUID, sent: Sent, who: Who) -> object:
    owner_id = None if sent["former"] == "company" else _id(sent["former"])
    return claim_services.assign_to_creditor(
        claim_id,
        former="company" if owner_id is None else "owner",
        former_owner_id=owner_id,
        new_creditor=sent["new_creditor"],
        amount_yen=sent["amount_yen"],
        assigned_on=sent["assigned_on"],
        **who,
    )


def _evidence(claim_id: uuid.UUID, sent: Sent, who: Who) -> object:
    return claim_services.add_evidence(claim_id, content=read_bounded(sent["file"]), **who)


def _id(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def read_bounded(file: Any) -> bytes:
    """Return the bytes of an upload, at most one more than the service takes."""
    content: bytes = file.read(evidence.MOST_BYTES + 1)
    return content


Apply = Callable[[uuid.UUID, Sent, Who], object]
WITH_FORM: Final[dict[str, Apply]] = {
    "decide": _decide,
    "recourse": _recourse,
    "creditor": _creditor,
    "evidence": _evidence,
    "days": lambda pk, sent, who: claim_services.correct_days(
        pk,
        occurred_on=sent["occurred_on"],
        known_on=sent["known_on"],
        reason=sent["words"],
        **who,
    ),
    "pay": lambda pk, sent, who: claim_services.record_payment(pk, **sent, **who),
    "send_back": lambda pk, sent, who: claim_services.send_decision_back(
        pk, reason=sent["words"], **who
    ),
    "legal": lambda pk, sent, who: claim_services.note_legal_review(
        pk, finding=sent["words"], **who
    ),
    "again": lambda pk, sent, who: claim_services.take_up_again(pk, reason=sent["words"], **who),
    "withdraw": lambda pk, sent, who: claim_services.withdraw_claim(pk, words=sent["words"], **who),
}
PRESSED: Final[dict[str, Callable[..., object]]] = {
    "take": claim_services.take_claim,
    "second": claim_services.second_decision,
    "tell": claim_services.tell_decision,
    "close": claim_services.close_claim,
}


@require_POST
@claims_desk
def do(request: PageRequest, claim_id: uuid.UUID, what: str) -> HttpResponse:
    """Take the step that was pressed; what was refused comes back with what was typed."""
    page = found_or_404(request, claim_id)
    actor: Actor = request.viewer.actor
    who = {"actor": actor, "now": request.now}
    if what in PRESSED:
        return _pressed(request, claim_id, PRESSED[what], who)
    if what not in WITH_FORM:
        raise Http404
    form = forms_for(page, request.POST, request.FILES)[what]
    if form.is_valid():
        with keeping(form):
            WITH_FORM[what](claim_id, form.cleaned_data, who)
            messages.success(request, _("記録しました。"))
            return redirect("claim", claim_id=claim_id)
    return show(request, page, sent={what: form})


def _pressed(
    request: PageRequest, claim_id: uuid.UUID, service: Callable[..., object], who: Who
) -> HttpResponse:
    with telling(request, _("記録しました。")):
        service(claim_id, **who)
    return redirect("claim", claim_id=claim_id)
