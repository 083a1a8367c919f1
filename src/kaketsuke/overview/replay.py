"""Every past decision on a request, decided again from its facts under the version of its day."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from kaketsuke.intake.models import Request
from kaketsuke.rules import request as request_rules
from kaketsuke.rules.facts import MalformedFacts
from kaketsuke.rules.request import RequestFacts
from kaketsuke.terms import queries as term_queries

AT_ONCE = 500
DECIDED = ("accepted", "declined", "referred", "joined")
COMPARED = ("outcome", "findings", "questions", "duties")


@dataclass(frozen=True, slots=True)
class Difference:
    """One decision that would be another one today, and in what."""

    request_id: str
    what: str

    @property
    def sentence(self) -> str:
        """Say it."""
        return f"request {self.request_id}: {self.what}"


@dataclass
class Replayed:
    """How many decisions were looked at so far."""

    decisions: int = 0


def differences(counted: Replayed) -> Iterator[Difference]:
    """Decide every past request again and yield what differs; flat memory."""
    decided = Request.objects.filter(state__in=DECIDED, answer__isnull=False).order_by("pk")
    versions = {}
    for request in decided.iterator(chunk_size=AT_ONCE):
        counted.decisions += 1
        yield from _of(request)
        on = timezone.localdate(request.received_at)
        if on not in versions:
            versions[on] = term_queries.version_in_force(request.received_at).id
        if request.terms_version_id != versions[on]:
            yield Difference(str(request.pk), "another version of the terms was in force that day")


def _of(request: Request) -> Iterator[Difference]:
    try:
        answer = request_rules.decide(RequestFacts.from_json(request.facts)).to_json()
    except MalformedFacts as fault:
        yield Difference(str(request.pk), f"its facts are not understood any more: {fault}")
        return
    kept = request.answer or {}
    for name in COMPARED:
        if answer.get(name) != kept.get(name):
            yield Difference(
                str(request.pk), f"{name} was {kept.get(name)!r} and would be {answer.get(name)!r}"
            )
