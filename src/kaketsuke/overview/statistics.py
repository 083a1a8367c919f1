"""How the service goes, in numbers that name nobody (X-17): arrivals, refusals, money, repeats.

Fewer than a minimum are never shown apart: a group too small is merged into "other", and where
that is too small as well, nothing is shown.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.models import Case, Entry
from kaketsuke.claims.models import Complaint, Decision
from kaketsuke.intake.models import Request
from kaketsuke.onsite.models import WorkSpan
from kaketsuke.rules import figures

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Minutes from the accepted request to the door in one month; None below the minimum."""

    month: str
    cases: int | None
    median_minutes: int | None
    most_minutes: int | None  # nine of ten arrive sooner


@dataclass(frozen=True, slots=True)
class Share:
    """How many fall under a ground, and which part of all of them that is."""

    ground: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Month:
    """The refusals or complaints of one month by ground; empty where too few to show."""

    month: str
    total: int | None
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; None where either side of it is below the minimum."""

    part: int | None
    whole: int | None

    @property
    def percent(self) -> float | None:
        """Return the part in percent."""
        if self.part is None or not self.whole:
            return None
        return 100 * self.part / self.whole


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that the page shows of a period, for the viewer's companies together."""

    from_: datetime
    until: datetime
    minimum: int
    arrivals: tuple[Arrivals, ...]
    refusals: tuple[Share, ...]
    months: tuple[Month, ...]
    over_free: Rate
    charged: Rate
    charged_average_yen: int | None
    repeats: Rate
    complaints: tuple[Share, ...]
    complaint_months: tuple[Month, ...]
    degrees: tuple[Share, ...]


def statistics(viewer: Viewer, *, from_: datetime, until: datetime) -> Statistics:
    """Return the numbers of a period. A constant number of queries, however long it is."""
    minimum = figures.figure("statistics_minimum_count", on=timezone.localdate(until)).value
    cases = Case.objects.filter(
        company_id__in=viewer.company_ids, opened_at__gte=from_, opened_at__lt=until
    )
    done = cases.filter(outcome="done")
    settled = list(done.values_list("settled_total_yen", flat=True))
    paid = [amount for amount in settled if amount]
    refusals = _refusals(viewer, from_=from_, until=until)
    everything = Counter(ground for _month, ground in refusals)
    made = _complaints(viewer, from_=from_, until=until)
    decided = Decision.objects.filter(
        company_id__in=viewer.company_ids, decided_at__gte=from_, decided_at__lt=until
    ).exclude(fault=None)
    return Statistics(
        from_=from_,
        until=until,
        minimum=minimum,
        arrivals=_arrivals(cases, minimum=minimum),
        refusals=shares(everything, minimum=minimum),
        months=_months(refusals, minimum=minimum),
        over_free=rate(_over_free(done), len(settled), minimum),
        charged=rate(len(paid), len(settled), minimum),
        charged_average_yen=round(sum(paid) / len(paid)) if len(paid) >= minimum else None,
        repeats=_repeats(cases, minimum=minimum),
        complaints=shares(Counter(about for _month, about in made), minimum=minimum),
        complaint_months=_months(made, minimum=minimum),
        degrees=shares(
            Counter(fault for fault in decided.values_list("fault", flat=True) if fault),
            minimum=minimum,
        ),
    )


def rate(part: int, whole: int, minimum: int) -> Rate:
    """Return a rate; a part of nobody or of everybody is shown, a few of them are not."""
    if whole < minimum:
        return Rate(None, None)
    shown = part == 0 or part >= minimum
    return Rate(part if shown else None, whole)


def shares(counts: Mapping[str, int], *, minimum: int) -> tuple[Share, ...]:
    """Return each ground's part of all; those below the minimum together, or nothing at all.

    What is left after the small ones are merged must not betray a single small one either.
    """
    large = {ground: count for ground, count in counts.items() if count >= minimum}
    small = {ground: count for ground, count in counts.items() if 0 < count < minimum}
    rest = sum(small.values())
    while large and small and (rest < minimum or len(small) == 1):
        ground = min(large, key=lambda each: (large[each], each))
        small[ground] = large.pop(ground)
        rest += small[ground]
    if small and (rest < minimum or len(small) == 1):
        return ()
    if small:
        large[OTHER] = rest
    total = sum(large.values())
    ordered = sorted(large.items(), key=lambda each: (each[0] == OTHER, -each[1], each[0]))
    return tuple(Share(ground, count, count / total) for ground, count in ordered)


def _month_of(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m}"


def _arrivals(cases: QuerySet[Case], *, minimum: int) -> tuple[Arrivals, ...]:
    arrived = (
        Entry.objects.filter(case__in=cases, event="Arrived")
        .values("case")
        .annotate(first=Min("event_at"), opened=F("case__opened_at"))
        .values_list("opened", "first")
    )
    months: dict[str, list[float]] = defaultdict(list)
    for opened, first in arrived:
        months[_month_of(opened)].append((first - opened) / timedelta(minutes=1))
    return tuple(
        Arrivals(
            month=month,
            cases=len(found) if len(found) >= minimum else None,
            median_minutes=_at(found, 0.5) if len(found) >= minimum else None,
            most_minutes=_at(found, 0.9) if len(found) >= minimum else None,
        )
        for month, found in sorted(months.items())
    )


def _at(values: Sequence[float], part: float) -> int:
    ordered = sorted(values)
    return round(ordered[math.ceil(part * len(ordered)) - 1])


def _refusals(viewer: Viewer, *, from_: datetime, until: datetime) -> list[tuple[str, str]]:
    """Return month and first ground of every refusal: what declined, or what a person was asked."""
    declined = Request.objects.filter(
        company_id__in=viewer.company_ids,
        state="declined",
        received_at__gte=from_,
        received_at__lt=until,
    ).values_list("received_at", "answer")
    return [(_month_of(at), _ground(answer or {})) for at, answer in declined]


def _complaints(viewer: Viewer, *, from_: datetime, until: datetime) -> list[tuple[str, str]]:
    """Return month and subject of every complaint."""
    made = Complaint.objects.filter(
        company_id__in=viewer.company_ids, opened_at__gte=from_, opened_at__lt=until
    ).values_list("opened_at", "about")
    return [(_month_of(at), about) for at, about in made]


def _ground(answer: Mapping[str, object]) -> str:
    findings = answer.get("findings")
    for effect in ("declines", "refers"):
        for each in findings if isinstance(findings, list) else ():
            if each["effect"] == effect:
                return str(each["clause"])
    return OTHER


def _months(made: Iterable[tuple[str, str]], *, minimum: int) -> tuple[Month, ...]:
    by_month: dict[str, Counter[str]] = defaultdict(Counter)
    for month, ground in made:
        by_month[month][ground] += 1
    return tuple(
        Month(
            month=month,
            total=counts.total() if counts.total() >= minimum else None,
            shares=shares(counts, minimum=minimum),
        )
        for month, counts in sorted(by_month.items())
    )


def _over_free(cases: QuerySet[Case]) -> int:
    """Return on how many cases people worked past the free minutes."""
    worked: dict[UUID, timedelta] = defaultdict(timedelta)
    free: dict[UUID, timedelta] = {}
    spans = WorkSpan.objects.filter(case__in=cases, during__upper_inf=False)
    for case_id, during, minutes in spans.values_list(
        "case_id", "during", "case__free_until_minute"
    ):
        worked[case_id] += during.upper - during.lower
        free[case_id] = timedelta(minutes=minutes)
    return sum(1 for case_id, time in worked.items() if time > free[case_id])


def _repeats(cases: QuerySet[Case], *, minimum: int) -> Rate:
    counted = (
        cases.values("dwelling")
        .annotate(cases=Count("pk"))
        .aggregate(homes=Count("dwelling"), again=Count("dwelling", filter=Q(cases__gt=1)))
    )
    return rate(counted["again"], counted["homes"], minimum)
