"""The stretches of hands-on work: begin one, end one."""

from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kaketsuke.cases.models import Case
from kaketsuke.onsite import refusals
from kaketsuke.onsite.models import WorkSpan


def start(case: Case, *, at: datetime) -> WorkSpan:
    """Start the clock. Raises: CannotAct when it runs, or time would run backwards."""
    last = _last(case.id)
    if last is not None and last.during.upper is None:
        raise refusals.CannotAct(refusals.RUNNING)
    if last is not None and last.during.upper > at:
        raise refusals.CannotAct(refusals.TIME_RUNS_BACKWARDS)
    return WorkSpan.objects.create(
        company_id=case.company_id, case=case, during=DateTimeTZRange(at, None, "[)")
    )


def stop(case_id: UUID, *, at: datetime, because: str) -> bool:
    """Stop the clock if it runs; say whether it did. Raises: CannotAct if time runs backwards."""
    running = WorkSpan.objects.filter(case_id=case_id, during__upper_inf=True).first()
    if running is None:
        return False
    if running.during.lower is not None and at < running.during.lower:
        raise refusals.CannotAct(refusals.TIME_RUNS_BACKWARDS)
    if at == running.during.lower:
        # An empty range has no bounds and would hide that work was begun.
        running.delete()
        return True
    running.during = DateTimeTZRange(running.during.lower, at, "[)")
    running.ended_because = because
    running.save(update_fields=["during", "ended_because"])
    return True


def _last(case_id: UUID) -> WorkSpan | None:
    return WorkSpan.objects.filter(case_id=case_id).order_by("-during__startswith").first()
