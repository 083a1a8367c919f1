"""Is a call long, or a number calling often? A prompt for people, never a refusal (4.7.7).

A call that led to a visit or was solved does not count: frequent real lock-outs are no abuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kaketsuke.rules import figures
from kaketsuke.rules.facts import Word


class Prompt(Word):
    """What is pointed out to the operator."""

    LONG = "long"
    OFTEN = "often"


@dataclass(frozen=True, slots=True)
class Made:
    """One call of a number: when it rang, and whether it was a real lock-out."""

    rang_at: datetime
    real: bool


@dataclass(frozen=True, slots=True)
class CallLoad:
    """What is to be pointed out, with the counts behind it."""

    prompts: tuple[Prompt, ...]
    minutes: int
    calls: int
    window_hours: int


def load(*, since: datetime, until: datetime, others: Iterable[Made], on: date) -> CallLoad:
    """Weigh the running call and the number's other calls by the figures of a day.

    `since` and `until` bound the running call; `others` are the calls of the same number before it.
    """
    window = figures.figure("call_window_hours", on=on).value
    begin = since - timedelta(hours=window)
    calls = 1 + sum(1 for call in others if not call.real and begin < call.rang_at <= since)
    minutes = int((until - since) / timedelta(minutes=1))
    prompts = []
    if minutes >= figures.figure("call_minutes_prompt", on=on).value:
        prompts.append(Prompt.LONG)
    if calls >= figures.figure("calls_in_window_prompt", on=on).value:
        prompts.append(Prompt.OFTEN)
    return CallLoad(tuple(prompts), minutes, calls, window)
