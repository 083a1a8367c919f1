"""Writes contractor firms, the contracts between them, technicians, shifts and positions."""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.database import constraints
from kaketsuke.database.refusals import Refusal
from kaketsuke.network.models import Edge, Firm, Position, Shift, Technician

CLOCKS_MAY_DIFFER = timedelta(minutes=2)
REVIEWED_AFTER = timedelta(days=365)
WHOLE_PERCENT = 100
_LABEL = re.compile(r"[A-Za-z0-9_]+")


class CannotRecordFirm(Refusal):
    """The firm or its contract would contradict what stands there."""


class CannotRecordTechnician(Refusal):
    """The technician, shift or badge would contradict what stands there."""


class CannotRecordPosition(Refusal):
    """The position lies off the earth or in the future."""


_REFUSALS: dict[str, Refusal] = {
    "network_firm_path_key": CannotRecordFirm(_("同じ名前の略号の業務委託先がすでにあります。")),
    "network_edge_no_overlap": CannotRecordFirm(
        _("この業務委託先との契約は、同じ期間にすでにあります。")
    ),
    "network_edge_share_is_a_share": CannotRecordFirm(
        _("割当の目安は 0 から 100 パーセントで入れてください。")
    ),
    "network_shift_no_overlap": CannotRecordTechnician(
        _("この作業員の勤務は、同じ時間にすでに入っています。")
    ),
    "network_technician_badge_key": CannotRecordTechnician(
        _("この作業員証の番号はすでに使われています。")
    ),
    "network_technician_person_id_key": CannotRecordTechnician(
        _("この方はすでに作業員として登録されています。")
    ),
    "network_position_on_earth": CannotRecordPosition(_("位置が正しくありません。")),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A time on shift, half-open."""

    technician_id: uuid.UUID
    from_: datetime
    until: datetime


def add_firm(
    name: str,
    *,
    label: str,
    parent: Firm | None = None,
    tax_registration_number: str = "",
    one_person: bool = False,
    phone_display: str = "",
    address: str = "",
    representative: str = "",
) -> Firm:
    """Record a contractor firm below the one that hands work to it (4.1).

    `label` is its step in the path: letters, digits and _. Raises CannotRecordFirm.
    """
    if not _LABEL.fullmatch(label):
        raise CannotRecordFirm(_("略号に使えるのは、半角の英数字と _ だけです。"))
    firm = Firm(
        path=f"{parent.path}.{label}" if parent else label,
        name=name,
        tax_registration_number=tax_registration_number,
        one_person=one_person,
        phone_display=phone_display,
        address=address,
        representative=representative,
    )
    with constraints.refusing(_REFUSALS):
        firm.save(force_insert=True)
    return firm


def sign_edge(
    company_id: uuid.UUID,
    *,
    firm: Firm,
    parent: Firm | None = None,
    processor_contract: str,
    municipalities: Iterable[str] = (),
    share_percent: int | None = None,
    call_out_yen: int = 0,
    until: datetime | None = None,
    approved_at: datetime | None = None,
    now: datetime,
) -> Edge:
    """Record the live contract by which work for a company reaches a firm (4.1).

    No contract on the handling of personal data, no work (4.8); and a firm below another waits
    until the company has approved it. Without municipalities it holds wherever the company works.
    Raises CannotRecordFirm.
    """
    if not processor_contract.strip():
        raise CannotRecordFirm(_("個人情報の取扱いの契約番号を入れてください。"))
    edge = Edge(
        company_id=company_id,
        firm=firm,
        parent=parent,
        processor_contract=processor_contract,
        municipalities=sorted(municipalities),
        share_percent=share_percent,
        call_out_yen=call_out_yen,
        valid=DateTimeTZRange(now, until),
        approved_at=approved_at or (now if parent is None else None),
        review_on=timezone.localdate(now) + REVIEWED_AFTER,
    )
    with constraints.refusing(_REFUSALS):
        edge.save(force_insert=True)
    return edge


@transaction.atomic
def approve_edge(edge_id: uuid.UUID, *, approved_by_id: uuid.UUID | None, now: datetime) -> None:
    """Approve a firm's sub-contractor; from now on it may be handed work and data (4.8)."""
    Edge.objects.filter(pk=edge_id, approved_at__isnull=True).update(
        approved_by_id=approved_by_id, approved_at=now
    )


@transaction.atomic
def review_edge(edge_id: uuid.UUID, *, now: datetime) -> None:
    """Record that a firm's handling of data was reviewed; the next review is due a year on."""
    Edge.objects.filter(pk=edge_id).update(review_on=timezone.localdate(now) + REVIEWED_AFTER)


@transaction.atomic
def end_edge(edge_id: uuid.UUID, *, now: datetime) -> Edge:
    """End a contract between two links of the chain now, also before its last day.

    An ended one stays ended.
    """
    edge = Edge.objects.select_for_update().get(pk=edge_id)
    if edge.valid.upper is None or edge.valid.upper > now:
        edge.valid = DateTimeTZRange(edge.valid.lower, now)
        edge.save(update_fields=["valid"])
    return edge


@transaction.atomic
def change_terms(
    edge_id: uuid.UUID,
    *,
    municipalities: Iterable[str],
    share_percent: int | None,
    call_out_yen: int,
    now: datetime,
) -> Edge:
    """Let other terms hold from now on; the row with the terms so far stays, ended.

    Raises CannotRecordFirm where the contract is over, or all firms would have more than the whole.
    """
    edge = Edge.objects.select_for_update().get(pk=edge_id)
    if edge.valid.upper is not None and edge.valid.upper <= now:
        raise CannotRecordFirm(_("この契約は終わっています。画面を読み直してください。"))
    terms = {
        "municipalities": sorted(municipalities),
        "share_percent": share_percent,
        "call_out_yen": call_out_yen,
    }
    if terms == {name: getattr(edge, name) for name in terms}:
        return edge
    _refuse_more_than_all(edge, share_percent, now=now)
    until = edge.valid.upper
    begins_anew = edge.valid.lower < now
    if begins_anew:
        edge.valid = DateTimeTZRange(edge.valid.lower, now)
        edge.save(update_fields=["valid"])
        edge = Edge(**_without_key(edge), valid=DateTimeTZRange(now, until))
    for name, value in terms.items():
        setattr(edge, name, value)
    with constraints.refusing(_REFUSALS):
        edge.save(force_insert=begins_anew)
    return edge


def _without_key(edge: Edge) -> dict[str, object]:
    kept = (
        "company_id", "parent_id", "firm_id", "processor_contract",
        "approved_by_id", "approved_at", "review_on",
    )  # fmt: skip
    return {name: getattr(edge, name) for name in kept}


def _refuse_more_than_all(edge: Edge, share_percent: int | None, *, now: datetime) -> None:
    # The company's row of contracts is locked, so that two changes do not both pass.
    others = Edge.objects.select_for_update().filter(
        company_id=edge.company_id, valid__contains=now, share_percent__isnull=False
    )
    taken = sum(each.share_percent or 0 for each in others.exclude(pk=edge.pk))
    if (share_percent or 0) + taken > WHOLE_PERCENT:
        raise CannotRecordFirm(
            _(
                "割当の目安は、会社の業務委託先を合わせて 100 パーセントまでです。"
                "いま残りは %(left)d パーセントです。"
            )
            % {"left": max(WHOLE_PERCENT - taken, 0)}
        )


def add_technician(
    person_id: uuid.UUID,
    *,
    firm: Firm,
    badge: str,
    skills: Iterable[str] = (),
    papers_until: date,
    home_latitude: float,
    home_longitude: float,
) -> Technician:
    """Record a technician of a firm with the badge that is shown at the door.

    Raises CannotRecordTechnician.
    """
    technician = Technician(
        person_id=person_id,
        firm=firm,
        badge=badge,
        skills=sorted(skills),
        papers_until=papers_until,
        home_latitude=home_latitude,
        home_longitude=home_longitude,
    )
    with constraints.refusing(_REFUSALS):
        technician.save(force_insert=True)
    return technician


@transaction.atomic
def end_technician(technician_id: uuid.UUID, *, now: datetime) -> None:
    """Record that a technician left; from then on nobody can send them, and no shift is kept."""
    Technician.objects.filter(pk=technician_id, ended_at__isnull=True).update(ended_at=now)
    Shift.objects.filter(technician=technician_id, during__startswith__gt=now).delete()


def add_shift(technician_id: uuid.UUID, *, from_: datetime, until: datetime) -> Shift:
    """Record when a technician can be asked. Raises CannotRecordTechnician on an overlap."""
    return add_shifts([Span(technician_id, from_, until)])[0]


def add_shifts(spans: Sequence[Span]) -> list[Shift]:
    """Record many shifts at once. Raises CannotRecordTechnician on an overlap."""
    if any(span.from_ >= span.until for span in spans):
        raise CannotRecordTechnician(_("勤務の終わりは、始まりより後にしてください。"))
    shifts = [
        Shift(technician_id=span.technician_id, during=DateTimeTZRange(span.from_, span.until))
        for span in spans
    ]
    with constraints.refusing(_REFUSALS):
        return Shift.objects.bulk_create(shifts)


@transaction.atomic
def end_shift(shift_id: uuid.UUID, *, now: datetime) -> None:
    """End a shift: one that runs ends now, one to come is taken back. A past one stays.

    Raises CannotRecordTechnician where there is none.
    """
    shift = Shift.objects.select_for_update().filter(pk=shift_id).first()
    if shift is None:
        raise CannotRecordTechnician(_("この勤務はもうありません。画面を読み直してください。"))
    if now <= shift.during.lower:
        shift.delete()
    elif now < shift.during.upper:
        shift.during = DateTimeTZRange(shift.during.lower, now)
        shift.save(update_fields=["during"])


def renew_papers(technician_id: uuid.UUID, *, until: date, today: date) -> None:
    """Record until when a technician's papers hold. Raises CannotRecordTechnician for the past."""
    if until < today:
        raise CannotRecordTechnician(_("書類の期限は、今日以降の日付を入れてください。"))
    Technician.objects.filter(pk=technician_id, ended_at__isnull=True).update(papers_until=until)


def record_position(
    technician_id: uuid.UUID,
    *,
    at: datetime,
    latitude: float,
    longitude: float,
    accuracy_m: float | None = None,
    now: datetime,
) -> None:
    """Record where a technician was; the same moment again changes nothing.

    Raises CannotRecordPosition for a place off the earth or a moment in the future.
    """
    if at > now + CLOCKS_MAY_DIFFER:
        raise CannotRecordPosition(_("位置の時刻が未来です。端末の時計を確認してください。"))
    with constraints.refusing(_REFUSALS):
        Position.objects.bulk_create(
            [
                Position(
                    technician_id=technician_id,
                    at=at,
                    latitude=latitude,
                    longitude=longitude,
                    accuracy_m=accuracy_m,
                )
            ],
            ignore_conflicts=True,
        )


@transaction.atomic
def forget_positions(*, before: datetime) -> int:
    """Delete positions older than a moment; they are kept for 30 days. Return how many went."""
    deleted, _each = Position.objects.filter(at__lt=before).delete()
    return deleted
