"""What was granted is done, and the request ends with it: one transaction."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import declarations, disclosure
from kaketsuke.privacy.lifecycle import Kind, State
from kaketsuke.privacy.models import DataRequest
from kaketsuke.privacy.refusals import CannotAnswerRequest
from kaketsuke.privacy.services import corrections, erasure, provisions, requests


@transaction.atomic
def carry_out(request_id: UUID, *, actor: Actor, now: datetime) -> DataRequest:
    """Hand over a disclosure, stop a provision, or erase.

    Raises: CannotAnswerRequest, CannotErase.
    """
    request = _granted(request_id)
    facts = _CARRIED_OUT[Kind(request.kind)](request, actor=actor, now=now)
    return requests.finish(request_id, facts=facts, actor=actor, now=now)


@transaction.atomic
def correct(
    request_id: UUID, *, names: Mapping[str, str], phone: str, actor: Actor, now: datetime
) -> DataRequest:
    """Correct name and number as granted. Raises: CannotAnswerRequest."""
    request = _granted(request_id)
    if request.person_id is None or request.kind != Kind.CORRECTION:
        raise CannotAnswerRequest(_("訂正できる登録がありません。"))
    corrected = 0
    if _differ(request.person_id, names):
        corrected += len(
            corrections.correct_name(
                request.person_id, names=names, request_id=request_id, actor=actor, now=now
            )
        )
    if phone:
        points = people_queries.contact_points_of([request.person_id])
        old = next((each for each in points if each.kind == "phone"), None)
        if old is not None:
            corrected += len(
                corrections.correct_contact(
                    old.id, value=phone, request_id=request_id, actor=actor, now=now
                )
            )
    if not corrected:
        raise CannotAnswerRequest(_("いまの登録と違うところがありません。"))
    return requests.finish(request_id, facts={"corrected": corrected}, actor=actor, now=now)


def _differ(person_id: UUID, names: Mapping[str, str]) -> bool:
    known = people_queries.names_of([person_id]).get(person_id)
    return known is not None and any(
        text.strip() and text.strip() != getattr(known, column) for column, text in names.items()
    )


def _granted(request_id: UUID) -> DataRequest:
    request = DataRequest.objects.select_for_update().get(pk=request_id)
    if request.state != State.GRANTED:
        raise CannotAnswerRequest(_("応じると判断した求めだけを実施できます。"))
    return request


def _disclose(request: DataRequest, *, actor: Actor, now: datetime) -> dict[str, object]:  # noqa: ARG001 - one signature for every kind
    """What was handed over is named by its tables and counts, never by its content."""
    held = disclosure.held_about(declarations.subject_of(request))
    return {"handed_over": {each.table.model: each.count for each in held}}


def _stop(request: DataRequest, *, actor: Actor, now: datetime) -> dict[str, object]:
    if request.person_id is None:
        raise CannotAnswerRequest(_("登録のない方の情報は、どこへも提供していません。"))
    reason = str(_("ご本人からの利用停止の求め"))
    row = provisions.block(request.person_id, owner_id=None, reason=reason, actor=actor, now=now)
    return {"block": row.id}


def _delete(request: DataRequest, *, actor: Actor, now: datetime) -> dict[str, object]:
    if request.person_id is None:
        report = erasure.erase_caller(declarations.subject_of(request), request=request, now=now)
    else:
        report = erasure.erase_person(
            request.person_id, because="request", request_id=request.id, actor=actor, now=now
        )
    return {"erased": dict(report.erased), "kept": report.kept}


def _not_here(request: DataRequest, *, actor: Actor, now: datetime) -> dict[str, object]:  # noqa: ARG001 - one signature for every kind
    raise CannotAnswerRequest(_("正しい内容を入力して訂正してください。"))


_CARRIED_OUT = {
    Kind.DISCLOSURE: _disclose,
    Kind.STOP: _stop,
    Kind.DELETION: _delete,
    Kind.CORRECTION: _not_here,
}
