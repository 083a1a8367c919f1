"""A world with at least one row in every table of persons and cases."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import services as audit_services
from kaketsuke.audit.models import Checkpoint, CheckpointCopy
from kaketsuke.cases.models import Case, Entry, Extent, FollowUp, Leave, Link
from kaketsuke.claims import services as claim_services
from kaketsuke.claims.models import Evidence
from kaketsuke.database import ids
from kaketsuke.dispatch.models import Assignment, Offer, Planned
from kaketsuke.intake.models import Call, Flag, FlagNote, Request, RequestEntry
from kaketsuke.money.models import (
    Approval,
    Cancellation,
    Collection,
    DisownedApproval,
    Estimate,
    EstimateLine,
    JobFee,
    Payable,
    PriceItem,
    Receipt,
    ReceiptPaper,
    Refund,
    ReturnInvoice,
)
from kaketsuke.notify import services as notify_services
from kaketsuke.onsite.models import (
    BreakingAgreement,
    BreakingApproval,
    CallBack,
    Check,
    Opening,
    PhoneAction,
    Photo,
    WorkSpan,
)
from kaketsuke.parties.events import AreaEventKind, declare_area_event
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import services as privacy_services
from kaketsuke.privacy.models import AlarmTold, Alert, Erased, RetentionRun
from tests import stories, world
from tests.residents import rows as resident_rows

NOW = world.NOW
TOKEN = bytes(range(32))


def fill() -> tuple[world.World, Case]:
    """Build it, as the product itself; return the world and its case."""
    w = world.build()
    case = _case(w)
    for happens in (_asked, _followed, _at_the_door, _paid):
        happens(w, case)
    _asked_about_herself(w)
    _complained(w, case)
    _harmed(w, case)
    stories.a_roster_is_sent_and_the_contract_ends(w)
    return w, case


def _asked_about_herself(w: world.World) -> None:
    desk = Actor(ActorRole.PRIVACY, w.supervisor.pk)
    privacy_services.undertake(w.owner.pk, user_id=w.stranger.pk, company_id=w.company.pk, now=NOW)
    privacy_services.record_provision(
        [w.sato.pk],
        recipient=privacy_services.Recipient("owner", w.owner.pk),
        items=["name"],
        ground="consent",
        actor=desk,
        now=NOW,
    )
    privacy_services.block(w.sato.pk, owner_id=None, reason="x", actor=desk, now=NOW)
    privacy_services.open_request(
        kind="disclosure", channel="phone", person_id=w.sato.pk, actor=desk, now=NOW
    )
    names = {"family": "斎藤"}
    privacy_services.correct_name(w.sato.pk, names=names, request_id=None, actor=desk, now=NOW)
    day_after = NOW.date() + timedelta(days=1)
    privacy_services.hold(w.sato.pk, reason="x", review_on=day_after, actor=desk, now=NOW)
    RetentionRun.objects.create(dry_run=True, at=NOW)
    Alert.objects.create(
        company_id=w.company.pk,
        kind="many",
        viewer_id=w.operator.pk,
        on=NOW.date(),
        persons=50,
        raised_at=NOW,
    )
    AlarmTold.objects.create(
        company_id=w.company.pk, kind="request", subject_id=w.sato.pk, stage="near", told_at=NOW,
        recipients=1,
    )  # fmt: skip
    incident = privacy_services.open_incident(
        w.company.pk, kind="other", known_at=NOW, outline="x", actor=desk, now=NOW
    )
    privacy_services.add_affected(
        incident.pk, person_ids=[w.sato.pk], reason="x", actor=desk, now=NOW
    )
    privacy_services.break_glass(
        world.viewer(w.supervisor), w.sato.pk, reason="十分に長い理由を書いた", now=NOW
    )
    privacy_services.add_processor(
        w.company.pk,
        name="x",
        role="x",
        items=["phone"],
        selected_on=NOW.date(),
        selection="x",
        contract_reference="x",
        from_=NOW,
        until=None,
        actor=desk,
        now=NOW,
    )
    Checkpoint.objects.create(number=1, made_at=NOW, chains=1, root="00", content={})
    CheckpointCopy.objects.create(number=1, place="s3://x", at=NOW)
    Erased.objects.create(
        company_id=w.company.pk, person_id=w.aoki.pk, because="request", erased_at=NOW
    )


def _case(w: world.World) -> Case:
    call = Call.objects.create(company_id=w.company.pk, direction="in", rang_at=NOW)
    request = Request.objects.create(
        company=w.company,
        call=call,
        dwelling=w.home,
        requester_person_id=w.sato.pk,
        attendant_person_id=w.sato.pk,
        operator_id=w.operator.pk,
        state="accepted",
        received_at=NOW,
        answer={},
        terms_version_id=w.terms.pk,
    )
    return Case.objects.create(
        number=90001,
        request=request,
        company=w.company,
        dwelling=w.home,
        state="assigned",
        opened_at=NOW,
        state_since=NOW,
        requested_by="resident",
        code_word="海 電車",
        checks_passed_at=NOW,
        approved_total_yen=1100,
    )


def _asked(w: world.World, case: Case) -> None:
    company_id = w.company.pk
    times = {"event_at": NOW, "entered_at": NOW, "actor_role": "system"}
    RequestEntry.objects.create(
        company_id=company_id, request=case.request, seq=90, event="Decided", **times
    )
    flag = Flag.objects.create(
        company_id=company_id,
        dwelling_id=w.next_door.pk,
        ground="protective",
        facts_sealed=b"x",
        set_by_id=w.supervisor.pk,
        set_at=NOW,
        review_on=NOW.date(),
    )
    FlagNote.objects.create(
        company_id=company_id,
        flag=flag,
        kind="reviewed",
        words_sealed=b"x",
        written_by_id=w.supervisor.pk,
        written_at=NOW,
    )
    resident_rows.one_of_each(w)
    notify_services.send(
        template="request_refused",
        subject_kind="case",
        subject_id=case.pk,
        company_id=company_id,
        contact_point_id=people_queries.contact_points_of([w.sato.pk])[0].id,
        person_id=w.sato.pk,
        language="ja",
        parameters={"building": "青葉ハイツ", "room": "203"},
        link=None,
        now=NOW,
    )
    audit_services.record_access(
        viewer_id=None,
        viewer_role="operator",
        person_id=w.sato.pk,
        case_id=case.pk,
        purpose="p",
        ground="g",
        now=NOW,
    )


def _followed(w: world.World, case: Case) -> None:
    common = {"company_id": w.company.pk, "case": case}
    times = {"event_at": NOW, "entered_at": NOW, "actor_role": "system"}
    Entry.objects.create(**common, seq=90, event="Opened", state="offering", **times)
    Leave.objects.create(
        **common,
        request=case.request,
        issued_by_id=w.supervisor.pk,
        request_operator_id=w.operator.pk,
        reason_sealed=b"x",
        issued_at=NOW,
    )
    FollowUp.objects.create(**common, kind="card_revoked")
    Link.objects.create(**common, person_id=w.sato.pk, token_sha256=TOKEN, made_at=NOW)
    Planned.objects.create(**common, technician=w.hayashi, place=1, planned_at=NOW)
    offer = Offer.objects.create(
        **common,
        technician=w.mori,
        wave=1,
        travel_seconds=600,
        sent_at=NOW,
        expires_at=NOW + timedelta(seconds=90),
    )
    Assignment.objects.create(**common, technician=w.mori, role="lead", offer=offer, since=NOW)


def _at_the_door(w: world.World, case: Case) -> None:
    common = {"company_id": w.company.pk, "case": case}
    Check.objects.create(
        **common,
        attendee_role="registrant",
        attendee_present=True,
        document_kind="drivers_licence",
        outcome="accept",
        checked_by=w.mori,
        event_at=NOW,
        entered_at=NOW,
    )
    WorkSpan.objects.create(**common, during=DateTimeTZRange(NOW, NOW + timedelta(minutes=5)))
    Opening.objects.create(**common, method="non_destructive", lock_usable=True, opened_at=NOW)
    CallBack.objects.create(**common, asked_at=NOW)
    BreakingApproval.objects.create(
        **common, approved_by="company", recorded_by_id=w.operator.pk, recorded_at=NOW
    )
    BreakingAgreement.objects.create(
        **common,
        technician=w.mori,
        approved_by="owner",
        how="spoken",
        agreed_at=NOW,
        entered_at=NOW,
    )
    Photo.objects.create(
        **common,
        technician=w.mori,
        moment="before",
        picture_sealed=b"x",
        sha256=bytes(32),
        width=1,
        height=1,
        taken_at=NOW,
        entered_at=NOW,
    )
    PhoneAction.objects.create(
        **common,
        technician=w.mori,
        key=ids.new_id(),
        step="depart",
        phone_at=NOW,
        event_at=NOW,
        entered_at=NOW,
        outcome="applied",
    )


def _paid(w: world.World, case: Case) -> None:
    common = {"company_id": w.company.pk}
    item = PriceItem.objects.create(
        company=w.company,
        code="MAT-1",
        kind="material",
        name="見本材料",
        name_en="sample",
        unit="個",
        max_unit_yen=1000,
        valid=DateTimeTZRange(world.LONG_AGO, None),
    )
    money = {"subtotal_yen": 1000, "tax_percent": 10, "tax_yen": 100, "total_yen": 1100}
    estimate = Estimate.objects.create(
        **common, case=case, version=1, made_at=NOW, payer="resident", **money
    )
    EstimateLine.objects.create(
        **common,
        estimate=estimate,
        item=item,
        kind="material",
        description="見本材料",
        quantity=1,
        unit_yen=1000,
    )
    Approval.objects.create(
        **common, estimate=estimate, approved=True, answered_at=NOW, how="own_phone"
    )
    Collection.objects.create(
        **common, case=case, firm=w.firm, method="cash", amount_yen=1100, collected_at=NOW
    )
    receipt = Receipt.objects.create(
        **common,
        case=case,
        firm=w.firm,
        number=1,
        estimate=estimate,
        recipient_sealed=b"x",
        issued_at=NOW,
        **money,
    )
    DisownedApproval.objects.create(
        **common, estimate=estimate, disowned_at=NOW, heard_by_id=w.supervisor.pk
    )
    _given_back(w, receipt)
    _owed_to_firms(w, case)


def _owed_to_firms(w: world.World, case: Case) -> None:
    JobFee.objects.create(
        company=w.company, firm=w.firm, job_yen=8000, valid=DateTimeTZRange(world.LONG_AGO, None)
    )
    Payable.objects.create(
        company_id=w.company.pk,
        case=case,
        firm=w.firm,
        amount_yen=8000,
        done_on=NOW.date(),
        due_on=NOW.date(),
    )


def _given_back(w: world.World, receipt: Receipt) -> None:
    common = {"company_id": w.company.pk, "case_id": receipt.case_id}
    ReceiptPaper.objects.create(
        **common, receipt=receipt, pdf_sealed=b"x", sha256="0" * 64, made_at=NOW
    )
    cancelled = Cancellation.objects.create(
        **common,
        firm=w.firm,
        how="own_link",
        last_day=NOW.date(),
        cancelled_on=NOW.date(),
        cancelled_at=NOW,
        refund_yen=1100,
        refund_due_on=NOW.date(),
    )
    refund = Refund.objects.create(
        **common, cancellation=cancelled, amount_yen=1100, method="cash", refunded_at=NOW
    )
    sums = ("issuer_name", "subtotal_yen", "tax_percent", "tax_yen", "total_yen")
    ReturnInvoice.objects.create(
        **common, **{name: getattr(receipt, name) for name in sums}, firm=w.firm, refund=refund,
        receipt=receipt, number=1, worked_on=NOW.date(), returned_on=NOW.date(), issued_at=NOW,
        recipient_sealed=b"x", pdf_sealed=b"x", sha256="0" * 64,
    )  # fmt: skip


def _complained(w: world.World, case: Case) -> None:
    claim_services.open_complaint(
        "visit",
        words="x",
        channel="phone",
        case_id=case.pk,
        actor=Actor(ActorRole.OPERATOR, w.operator.pk),
        now=NOW,
    )


def _harmed(w: world.World, case: Case) -> None:
    handler = Actor(ActorRole.CLAIMS, w.supervisor.pk)
    today = NOW.date()
    claim = claim_services.open_claim(
        case.pk, harm="door", occurred_on=today, known_on=today, words="x", channel="phone",
        person_id=w.sato.pk, actor=handler, now=NOW,
    )  # fmt: skip
    common = {"company_id": w.company.pk, "claim": claim}
    Evidence.objects.create(
        **common, media_type="image/png", size_bytes=1, sha256=bytes(32), added_at=NOW,
        added_by_role="claims",
    )  # fmt: skip
    claim_services.take_claim(claim.pk, actor=handler, now=NOW)
    claim_services.decide_claim(
        claim.pk, damage_yen=1, caused_by="contractor", connected=True, fault="intent",
        firm_id=w.firm.pk, reason="x", actor=handler, now=NOW,
    )  # fmt: skip
    claim_services.tell_decision(claim.pk, actor=handler, now=NOW)
    claim_services.record_payment(
        claim.pk, amount_yen=1, method="cash", paid_on=today, actor=handler, now=NOW
    )
    claim_services.assign_to_creditor(
        claim.pk, former="company", new_creditor="見本", amount_yen=1, assigned_on=today,
        actor=handler, now=NOW,
    )  # fmt: skip
    event = declare_area_event(
        AreaEventKind.FLOOD, municipality_codes=["13104"], source="x",
        declared_by_id=w.supervisor.pk, now=NOW,
    )  # fmt: skip
    Extent.objects.create(
        company_id=w.company.pk, case=case, area_event=event,
        during=DateTimeTZRange(NOW, NOW + timedelta(minutes=5)),
        recorded_by_id=w.supervisor.pk, recorded_at=NOW,
    )  # fmt: skip
