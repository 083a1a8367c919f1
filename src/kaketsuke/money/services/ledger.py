"""The ledger behind the free service: what is owed to the firms for a finished job (X-16)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from kaketsuke.cases.lifecycle import Outcome, State
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.money import due_days, queries, refusals
from kaketsuke.money.models import JobFee, Payable
from kaketsuke.network import queries as network_queries
from kaketsuke.network.models import Firm

DEAREST_JOB_YEN = 999_999


@transaction.atomic
def set_job_fee(company_id: UUID, *, firm_id: UUID, job_yen: int, now: datetime) -> JobFee:
    """Set what a firm gets for a job from now on; what was noted before stays. Raises CannotPay."""
    if not 1 <= job_yen <= DEAREST_JOB_YEN:
        raise refusals.CannotPay(refusals.PRICE_RANGE)
    former = JobFee.objects.select_for_update().filter(
        company_id=company_id, firm_id=firm_id, valid__contains=now
    )
    for fee in former:
        fee.valid = DateTimeTZRange(fee.valid.lower, now, "[)")
        fee.save(update_fields=["valid"])
    return JobFee.objects.create(
        company_id=company_id,
        firm_id=firm_id,
        job_yen=job_yen,
        valid=DateTimeTZRange(now, None, "[)"),
    )


@transaction.atomic
def note_payables(case_id: UUID) -> list[Payable]:
    """Note what each firm of the chain is owed for a finished job, once a firm and case.

    A firm without an agreed fee gets no line; one that handed the work on is owed and owes.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if (case.state, case.outcome) != (State.CLOSED, Outcome.DONE) or case.ended_at is None:
        return []
    lead = dispatch_queries.last_lead_of(case_id)
    if lead is None:
        return []
    chain = network_queries.chain_of(lead.firm_id, case.company_id, lead.since) or ()
    done_on = queries.worked_on(case_id, at=case.ended_at)
    above: Firm | None = None
    above_due: date | None = None
    noted = []
    for firm in chain:
        due = due_days.due_on(done_on, one_person=firm.one_person, above_due_on=above_due)
        payable = _note(case, firm, payer=above, done_on=done_on, due=due)
        noted += [payable] if payable else []
        above, above_due = firm, due
    return noted


@transaction.atomic
def record_payment(payable_id: UUID, *, reference: str, now: datetime) -> Payable:
    """Note that a line was paid. Noted twice it is one payment. Raises: CannotPay."""
    payable = Payable.objects.select_for_update().get(pk=payable_id)
    if payable.paid_on is not None:
        return payable
    if not reference.strip():
        raise refusals.CannotPay(refusals.REFUND_REFERENCE)
    payable.paid_on = timezone.localdate(now)
    payable.reference = reference.strip()[:40]
    payable.save(update_fields=["paid_on", "reference"])
    return payable


def _note(
    case: Case, firm: Firm, *, payer: Firm | None, done_on: date, due: date
) -> Payable | None:
    fee = queries.fee_of(firm.pk, case.company_id, at=case.ended_at or case.opened_at)
    if fee is None:
        return None
    payable, _made = Payable.objects.get_or_create(
        case=case,
        firm=firm,
        defaults={
            "company_id": case.company_id,
            "payer_firm": payer,
            "amount_yen": fee.job_yen,
            "done_on": done_on,
            "due_on": due,
        },
    )
    return payable
