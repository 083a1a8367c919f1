"""The stretches of hands-on work: begin one, end one."""

from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite import refusals
from kaketsuke.onsite.models import WorkSpan

STARTS = (Event.WORK_BEGUN, Event.WORK_BEGUN_UNDER_LEAVE, Event.CONTINUED)


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
    """Stop the clock if it runs; say whether it did. It never stops before it began."""
    running = WorkSpan.objects.filter(case_id=case_id, during__upper_inf=True).first()
    if running is None:
        return False
    if running.during.lower is not None and at <= running.during.lower:
        # An empty range has no bounds and would hide that work was begun.
        running.delete()
        return True
    running.during = DateTimeTZRange(running.during.lower, at, "[)")
    running.ended_because = because
    running.save(update_fields=["during", "ended_because"])
    return True


def stop_where_halted(case_id: UUID) -> bool:
    """Stop a clock that was running when the case was halted, at the moment of the halt.

    Whoever halts a case (a registrant's link, a supervisor) knows nothing of clocks; time that
    nobody may work is charged to nobody (A1.3).
    """
    if not WorkSpan.objects.filter(case_id=case_id, during__upper_inf=True).exists():
        return False
    entries = Entry.objects.filter(case_id=case_id)
    begun = entries.filter(event__in=STARTS).order_by("-seq").values_list("seq", flat=True).first()
    halted = entries.filter(seq__gt=begun or 0, state=State.HALTED).order_by("seq").first()
    return halted is not None and stop(case_id, at=halted.event_at, because="halted")


def _last(case_id: UUID) -> WorkSpan | None:
    return WorkSpan.objects.filter(case_id=case_id).order_by("-during__startswith").first()
