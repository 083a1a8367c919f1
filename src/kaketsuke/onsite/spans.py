"""The stretches of hands-on work: begin one, end one."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite import refusals
from kaketsuke.onsite.models import WorkSpan

# Why the clock stopped by itself; all other reasons are presses and halts.
MINUTES_REACHED: Final = "minutes_reached"
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
    """Stop the clock if it ran at that moment; say whether it did. It never stops before it began.

    Where it has stopped by itself since, a press of earlier that came up late stops it earlier.
    """
    running = _ran_at(case_id, at)
    if running is None:
        return False
    if running.during.upper is not None and at <= running.during.lower:
        return False
    if running.during.lower is not None and at <= running.during.lower:
        # An empty range has no bounds and would hide that work was begun.
        running.delete()
        return True
    running.during = DateTimeTZRange(running.during.lower, at, "[)")
    running.ended_because = because
    running.save(update_fields=["during", "ended_because"])
    return True


def go_on_where_stopped_since(case_id: UUID, *, at: datetime) -> bool:
    """Let the clock run on that stopped by itself after that moment; say whether it did.

    At that moment more minutes were approved, without a signal, so the stop came of not knowing.
    """
    last = _last(case_id)
    if last is None or last.during.upper is None or not _stopped_by_itself_since(last, at):
        return False
    last.during = DateTimeTZRange(last.during.lower, None, "[)")
    last.ended_because = ""
    last.save(update_fields=["during", "ended_because"])
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


def _ran_at(case_id: UUID, at: datetime) -> WorkSpan | None:
    last = _last(case_id)
    if last is None:
        return None
    return last if last.during.upper is None or _stopped_by_itself_since(last, at) else None


def _stopped_by_itself_since(span: WorkSpan, at: datetime) -> bool:
    stopped = span.ended_because == MINUTES_REACHED
    return stopped and span.during.upper is not None and span.during.upper > at


def _last(case_id: UUID) -> WorkSpan | None:
    return WorkSpan.objects.filter(case_id=case_id).order_by("-during__startswith").first()
