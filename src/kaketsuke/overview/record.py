"""Whether the record is what was written: the chains, and the timelines held to them.

Every change, insertion, reordering and removal inside a chain is found, and a case without a chain.
Loss of the newest entries of a chain together with its head is found against a checkpoint
(`audit.checkpoints`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import digests
from kaketsuke.audit import queries as audit_queries
from kaketsuke.audit.models import Entry as Link
from kaketsuke.audit.models import Head
from kaketsuke.audit.queries import Fault
from kaketsuke.cases.models import Case
from kaketsuke.cases.models import Entry as CaseEntry
from kaketsuke.claims.models import Claim, ClaimEntry, Complaint
from kaketsuke.claims.models import Entry as ComplaintEntry
from kaketsuke.intake.models import Request, RequestEntry
from kaketsuke.privacy.models import Alert, DataRequestEntry, Provision

AT_ONCE = 500
Timeline = (
    QuerySet[CaseEntry]
    | QuerySet[RequestEntry]
    | QuerySet[DataRequestEntry]
    | QuerySet[Provision]
    | QuerySet[Alert]
    | QuerySet[ComplaintEntry]
    | QuerySet[ClaimEntry]
)
Subjects = QuerySet[Case] | QuerySet[Request] | QuerySet[Complaint] | QuerySet[Claim]


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What verification found of one case."""

    number: int
    entries: int
    faults: tuple[Fault, ...]


def faults() -> Iterator[Fault]:
    """Yield everything in the record that is not what was written; nothing when it stands."""
    yield from audit_queries.verify_chains()
    yield from _without_chain("case", Case.objects.all())
    yield from _without_chain("request", Request.objects.filter(entries__isnull=False).distinct())
    yield from _changed_rows("case", CaseEntry.objects.all(), parent="case_id")
    yield from _removed_rows("case", CaseEntry.objects.all())
    yield from _changed_rows("request", RequestEntry.objects.all(), parent="request_id")
    yield from _removed_rows("request", RequestEntry.objects.all())
    yield from _without_chain("complaint", Complaint.objects.all())
    of_complaints = ComplaintEntry.objects.all()
    yield from _changed_rows("complaint", of_complaints, parent="complaint_id")
    yield from _removed_rows("complaint", of_complaints)
    yield from _without_chain("claim", Claim.objects.all())
    of_claims = ClaimEntry.objects.all()
    yield from _changed_rows("claim", of_claims, parent="claim_id")
    yield from _removed_rows("claim", of_claims)
    of_requests = DataRequestEntry.objects.all()
    yield from _changed_rows("data_request", of_requests, parent="request_id")
    yield from _removed_rows("data_request", of_requests)
    yield from _changed_rows("provision", Provision.objects.all(), parent="pk", order="provided_at")
    yield from _removed_rows("provision", Provision.objects.all())
    checked = Alert.objects.filter(seen_at__isnull=False)
    yield from _changed_rows("alert", checked, parent="pk", order="seen_at")
    yield from _removed_rows("alert", checked)


def faults_of_case(case_id: UUID) -> Iterator[Fault]:
    """Yield what is wrong with the record of one case, its chain and its timeline."""
    own = CaseEntry.objects.filter(case=case_id)
    yield from audit_queries.verify_chains(("case", case_id))
    yield from _without_chain("case", Case.objects.filter(pk=case_id))
    yield from _changed_rows("case", own, parent="case_id")
    yield from _removed_rows("case", own, subject_id=case_id)


def case_record(viewer: Viewer, number: int) -> CaseRecord | None:
    """Verify a case of the viewer's companies now; None where there is no such case for them."""
    case = Case.objects.filter(number=number, company_id__in=viewer.company_ids).first()
    if case is None:
        return None
    entries = Link.objects.filter(subject_kind="case", subject_id=case.pk).count()
    return CaseRecord(case.number, entries, tuple(faults_of_case(case.pk)))


def entry_count() -> int:
    """Return how many entries the record holds."""
    return Link.objects.count()


def _without_chain(kind: str, subjects: Subjects) -> Iterator[Fault]:
    chain = Head.objects.filter(subject_kind=kind, subject_id=OuterRef("pk"))
    for subject_id in subjects.filter(~Exists(chain)).values_list("pk", flat=True).iterator():
        yield _fault(kind, subject_id, 1, "unrecorded", "it has no chain")


def _changed_rows(kind: str, rows: Timeline, *, parent: str, order: str = "seq") -> Iterator[Fault]:
    links = Link.objects.filter(subject_kind=kind, subject_id=OuterRef(parent)).annotate(
        row=KeyTextTransform("row", "payload"), kept=KeyTextTransform("digest", "payload")
    )
    own = links.filter(row=Cast(OuterRef("pk"), models.TextField()))
    held = rows.annotate(kept=Subquery(own.values("kept")[:1]))
    for row in held.order_by(parent, order).iterator(chunk_size=AT_ONCE):
        subject_id, seq = getattr(row, parent), getattr(row, "seq", 1)
        if row.kept is None:
            yield _fault(kind, subject_id, seq, "inserted", "it was never recorded")
        elif row.kept != digests.row_digest(row):
            yield _fault(kind, subject_id, seq, "changed", "it was changed later")


def _removed_rows(kind: str, rows: Timeline, *, subject_id: UUID | None = None) -> Iterator[Fault]:
    links = Link.objects.filter(subject_kind=kind, payload__has_key="row")
    if subject_id is not None:
        links = links.filter(subject_id=subject_id)
    recorded = links.annotate(row=Cast(KeyTextTransform("row", "payload"), models.UUIDField()))
    gone = recorded.filter(~Exists(rows.filter(pk=OuterRef("row")))).order_by("subject_id", "seq")
    for link in gone.iterator(chunk_size=AT_ONCE):
        yield _fault(kind, link.subject_id, link.seq, "gap", "what was recorded there is missing")


def _fault(kind: str, subject_id: UUID, seq: int, word: str, why: str) -> Fault:
    return Fault(kind, subject_id, seq, word, f"{kind} {subject_id} timeline entry {seq}: {why}")
