"""Where each step leads from each screen, read from the transition table, for a phone alone.

The phone shows the next screen at once; when its presses go up, the table decides them anew. Here
every guard is taken to hold: what a guard would refuse, the phone asks for before it goes on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.cases import lifecycle
from kaketsuke.cases.guards import Facts
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.overview.field import Job
from kaketsuke.web.field import screens
from kaketsuke.web.field.steps import STEPS

STARTS: Final = (Event.WORK_BEGUN, Event.WORK_BEGUN_UNDER_LEAVE, Event.CONTINUED)
# What the answers to a step change about where it leads: the fact, and the answer that sets it.
BRANCHES: Final[Mapping[str, tuple[tuple[dict[str, str], dict[str, Any]], ...]]] = {
    "could_not_open": (({"other_skill": "yes"}, {"other_skill": True}), ({}, {})),
    "cancel": (({"door_open": "yes"}, {"door_open": True}), ({}, {})),
}
PLAIN: Final[tuple[tuple[dict[str, str], dict[str, Any]], ...]] = (({}, {}),)
_HOLDS: Final[dict[str, Any]] = {
    "reason": "-", "position_known": True, "duties_done": True, "code_word_said": True,
    "leave_live": True, "waited": True, "attendant_present": True, "calls_tried": 2,
    "destructive_approved": True, "door_secured": True, "door_locked": True,
    "nobody_left_inside": True, "method": "-", "collected": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """A step with these answers leads to this screen."""

    step: str
    when: Mapping[str, str]
    to: str


def key_of(job: Job) -> str:
    """Return what tells one local screen from another."""
    name = screens.name_of(job)
    told = (name, job.halted_by, job.outcome, "owed" if job.check_owed else "")
    return ":".join(told).rstrip(":")


def reachable(job: Job, *, now: datetime) -> tuple[dict[str, Job], dict[str, list[Move]]]:
    """Return every screen that the phone can come to alone, and the moves between them."""
    jobs = {key_of(job): job}
    moves: dict[str, list[Move]] = {}
    waiting = [job]
    while waiting:
        at = waiting.pop(0)
        here = key_of(at)
        moves[here] = []
        for step, when, reached in _onward(at, now=now):
            key = key_of(reached)
            moves[here].append(Move(step, when, key))
            if key not in jobs:
                jobs[key] = reached
                waiting.append(reached)
    return jobs, moves


def _onward(job: Job, *, now: datetime) -> Iterator[tuple[str, Mapping[str, str], Job]]:
    shown = screens.screen_of(job)
    leaving = screens.AT_ANY_TIME if shown.may_leave else ()
    for name in (shown.main, *shown.others, *shown.more, *leaving):
        if name not in STEPS:
            continue
        yield from _steps(job, name, now=now)
    if shown.checks:
        yield from _checks(job, now=now)
    if job.state == State.WORKING:
        yield from _minutes(job)


def _minutes(job: Job) -> Iterator[tuple[str, Mapping[str, str], Job]]:
    """The clock stops by itself; an approval of more minutes lets it be started again (A1.3)."""
    clock = job.clock
    if not job.is_paused:
        spent = replace(clock, seconds=clock.allowed_minutes * 60, running_since=None)
        yield "minutes_reached", {}, replace(job, clock=spent)
    elif job.minutes_are_up:
        more = replace(clock, allowed_minutes=clock.allowed_minutes + 1)
        yield "minutes_approved", {}, replace(job, clock=more)


def _steps(job: Job, name: str, *, now: datetime) -> Iterator[tuple[str, Mapping[str, str], Job]]:
    if not STEPS[name].events:
        yield name, {}, job
    for event in STEPS[name].events:
        if not lifecycle.listed(job.state, event, ActorRole.TECHNICIAN):
            continue
        for when, facts in BRANCHES.get(name, PLAIN):
            yield name, when, _after(job, event, facts, now=now)


def _checks(job: Job, *, now: datetime) -> Iterator[tuple[str, Mapping[str, str], Job]]:
    passed = {"site_outcome": "accept"}
    yield "check", {"result": "accept"}, _after(job, Event.CHECKS_PASSED, passed, now=now)
    failed = {"site_outcome": "decline"}
    yield "check", {"result": "decline"}, _after(job, Event.CHECKS_FAILED, failed, now=now)
    if job.leave_stands and job.state == State.ARRIVED:
        yield "check", {"result": "owed"}, replace(job, may_begin_under_leave=True)


def _after(job: Job, event: Event, brought: Mapping[str, Any], *, now: datetime) -> Job:
    gates = {
        "state": job.state,
        "check_owed": job.check_owed,
        "checks_passed": job.checks_passed,
        "approved_total_yen": job.approved_total_yen,
        "allowed_minutes": job.clock.allowed_minutes,
    }
    facts = Facts.of(gates, {**_HOLDS, **brought})
    to = lifecycle.step(job.state, event, ActorRole.TECHNICIAN, facts)
    runs = event in STARTS
    moved = replace(
        job,
        state=to.state.value,
        outcome=to.outcome.value if to.outcome else "",
        clock=replace(job.clock, running_since=now if runs else None),
    )
    match event:
        case Event.WORK_BEGUN_UNDER_LEAVE:
            return replace(moved, check_owed=True, may_begin_under_leave=False)
        case Event.CHECKS_PASSED:
            return replace(moved, checks_passed=True, check_owed=False)
    return replace(moved, halted_by=event.value) if to.state is State.HALTED else moved
