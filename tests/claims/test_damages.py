"""A damage claim from the report to the last yen: people decide, the rules compute (4.2)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.audit import queries as audit_queries
from kaketsuke.cases.models import Case
from kaketsuke.claims import queries as claim_queries
from kaketsuke.claims import services
from kaketsuke.claims.doors import Door
from kaketsuke.claims.models import Claim, ClaimEntry, Decision, Payment, Recourse
from kaketsuke.claims.refusals import CannotAssign, CannotClaim, CannotDecide, CannotPay, CannotStep
from kaketsuke.database import constraints, ids
from kaketsuke.notify.models import Message
from tests.claims.conftest import Claims
from tests.claims.reports import TODAY, reported
from tests.world import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def begun(here: Claims, on: date) -> None:
    """The case of the claim is as old as that."""
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    Case.objects.filter(pk=here.case.pk).update(opened_at=at)


def examined(here: Claims, **otherwise: Any) -> Claim:
    claim = reported(here, **otherwise)
    services.take_claim(claim.pk, actor=here.by_handler, now=NOW)
    return claim


def decide(here: Claims, claim: Claim, **otherwise: Any) -> Decision:
    said = {
        "damage_yen": 5000,
        "caused_by": "contractor",
        "connected": True,
        "fault": "slight_negligence",
        "firm_id": here.world.firm.pk,
        "reason": "養生がなかった。",
        "actor": here.by_handler,
    }
    return services.decide_claim(claim.pk, now=NOW, **{**said, **otherwise})


def told(here: Claims, **otherwise: Any) -> Claim:
    claim = examined(here)
    decision = decide(here, claim, **otherwise)
    if decision.needs_legal_review:
        services.note_legal_review(claim.pk, finding="確認", actor=here.by_second, now=NOW)
    services.tell_decision(claim.pk, actor=here.by_handler, now=NOW)
    return again(claim)


def pay(here: Claims, claim: Claim, amount_yen: int) -> Payment:
    return services.record_payment(
        claim.pk, amount_yen=amount_yen, method="transfer", paid_on=TODAY,
        actor=here.by_handler, now=NOW,
    )  # fmt: skip


def again(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


@pytest.mark.clause("4.2")
@pytest.mark.parametrize(
    ("fault", "damage_yen", "payable_yen", "legal"),
    [
        ("intent", 5000, 5000, False),
        ("gross_negligence", 5000, 5000, False),
        ("slight_negligence", 5000, 660, True),
        ("slight_negligence", 661, 660, True),
        ("slight_negligence", 660, 660, False),
        ("slight_negligence", 659, 659, False),
        ("none", 5000, 0, False),
    ],
)
def test_each_degree_is_computed_by_the_rule_and_only_the_cap_asks_the_lawyers(
    here: Claims, fault: str, damage_yen: int, payable_yen: int, legal: bool
) -> None:
    decision = decide(here, examined(here), fault=fault, damage_yen=damage_yen)
    assert (decision.payable_yen, decision.needs_legal_review) == (payable_yen, legal)
    assert decision.answer["payer"] == "operating_company"
    assert (decision.cap_yen is None) == (fault != "slight_negligence")


@pytest.mark.clause("4.2")
def test_the_cap_takes_the_tax_of_the_day_of_the_harm(here: Claims) -> None:
    def happened(on: date) -> Claim:
        begun(here, on)
        return examined(here, occurred_on=on)

    assert decide(here, happened(date(2019, 9, 30))).payable_yen == 648
    before_the_tax = happened(date(1989, 3, 31))
    with pytest.raises(CannotDecide):
        decide(here, before_the_tax)


@pytest.mark.clause("4.2")
@pytest.mark.parametrize(
    "missing", [{"fault": None}, {"fault": ""}, {"connected": None}, {"firm_id": None}]
)
def test_there_is_no_default_degree_and_no_unnamed_fault(
    here: Claims, missing: dict[str, Any]
) -> None:
    claim = examined(here)
    with pytest.raises(CannotDecide):
        decide(here, claim, **missing)
    assert again(claim).state == "examining"
    assert not Decision.objects.exists()


def test_other_causes_name_what_they_need(here: Claims) -> None:
    claim = examined(here)
    with pytest.raises(CannotDecide):
        decide(here, claim, caused_by="force_majeure", firm_id=None)
    event = ids.new_id()
    decision = decide(here, claim, caused_by="force_majeure", area_event_id=event, firm_id=None)
    assert (decision.payable_yen, decision.fault) == (0, None)
    other = decide(here, examined(here), caused_by="other", firm_id=None)
    assert other.answer["findings"][0]["effect"] == "informs"
    unconnected = decide(here, examined(here), connected=False)
    assert (unconnected.payable_yen, unconnected.fault) == (0, None)


@pytest.mark.clause("4.2")
def test_a_large_damage_waits_for_a_second_person(here: Claims) -> None:
    claim = examined(here)
    decide(here, claim, damage_yen=99_999, fault="gross_negligence")
    assert again(claim).state == "decided"
    large = examined(here)
    decide(here, large, damage_yen=100_000, fault="gross_negligence")
    assert again(large).state == "awaits_second"
    with pytest.raises(CannotStep):
        services.tell_decision(large.pk, actor=here.by_handler, now=NOW)
    with pytest.raises(CannotStep):
        services.second_decision(large.pk, actor=here.by_handler, now=NOW)
    with pytest.raises(CannotStep):
        services.send_decision_back(large.pk, reason=" ", actor=here.by_second, now=NOW)
    services.send_decision_back(large.pk, reason="写真を", actor=here.by_second, now=NOW)
    second = decide(here, large, damage_yen=100_000, fault="gross_negligence")
    assert second.version == 2
    assert services.second_decision(large.pk, actor=here.by_second, now=NOW).seconded_at == NOW
    assert again(large).state == "decided"
    assert services.second_person_from_yen(NOW) == 100_000


@pytest.mark.clause("4.2")
def test_nothing_under_the_cap_is_told_before_the_legal_review(here: Claims) -> None:
    claim = examined(here)
    decide(here, claim)
    with pytest.raises(CannotStep) as refusal:
        services.tell_decision(claim.pk, actor=here.by_handler, now=NOW)
    assert "法務" in str(refusal.value)
    services.note_legal_review(claim.pk, finding="上限は有効", actor=here.by_second, now=NOW)
    services.tell_decision(claim.pk, actor=here.by_handler, now=NOW)
    assert again(claim).payment_due_on == TODAY + 30 * DAY


@pytest.mark.clause("4.2")
def test_the_degree_changes_with_what_becomes_known_and_every_version_stays(here: Claims) -> None:
    claim = told(here)
    pay(here, claim, 660)
    services.take_up_again(claim.pk, reason="動画が見つかった", actor=here.by_handler, now=NOW)
    with pytest.raises(CannotStep, match="お支払いのある"):
        services.withdraw_claim(claim.pk, words="x", actor=here.by_handler, now=NOW)
    decide(here, claim, fault="gross_negligence")
    services.tell_decision(claim.pk, actor=here.by_handler, now=NOW)
    with pytest.raises(CannotStep):
        pay(here, claim, 5000)
    services.record_payment(
        claim.pk, amount_yen=4340, method="transfer", paid_on=TODAY, actor=here.by_handler,
        now=NOW + DAY,
    )  # fmt: skip
    # What the firm owed already is not put off by what came to it.
    assert again(claim).recourse_due_on == TODAY + 30 * DAY
    faults = (
        Decision.objects.filter(claim=claim).order_by("version").values_list("fault", flat=True)
    )
    assert list(faults) == ["slight_negligence", "gross_negligence"]
    assert sum(Payment.objects.values_list("amount_yen", flat=True)) == 5000
    assert not list(audit_queries.verify_chains(("claim", claim.pk)))


@pytest.mark.clause("4.2")
def test_the_company_pays_and_asks_the_firm_and_closes_when_nothing_is_open(here: Claims) -> None:
    claim = told(here, fault="gross_negligence")
    with pytest.raises(CannotStep):
        services.close_claim(claim.pk, actor=here.by_handler, now=NOW)
    pay(here, claim, 5000)
    demanded = Recourse.objects.get(claim=claim)
    assert (demanded.kind, demanded.amount_yen) == ("demanded", 5000)
    assert again(claim).recourse_due_on == TODAY + 30 * DAY
    assert demanded.firm_id == here.world.firm.pk

    def settle(kind: str, amount_yen: int) -> None:
        services.settle_recourse(
            claim.pk, kind=kind, amount_yen=amount_yen, reason="入金",
            actor=here.by_handler, now=NOW,
        )  # fmt: skip

    for wrong in (("received", 5001), ("received", 0), ("demanded", 1)):
        with pytest.raises(CannotPay):
            settle(*wrong)
    settle("received", 3000)
    with pytest.raises(CannotStep):
        services.close_claim(claim.pk, actor=here.by_handler, now=NOW)
    assert again(claim).recourse_due_on == TODAY + 30 * DAY
    settle("waived", 2000)
    assert again(claim).recourse_due_on is None
    assert services.close_claim(claim.pk, actor=here.by_handler, now=NOW).state == "closed"


def test_without_a_decision_nothing_is_told_paid_or_asked_back(here: Claims) -> None:
    claim = examined(here)
    with pytest.raises(CannotPay):
        services.tell_decision(claim.pk, actor=here.by_handler, now=NOW)
    with pytest.raises(CannotPay):
        pay(here, claim, 1)
    with pytest.raises(CannotPay):
        services.settle_recourse(
            claim.pk, kind="waived", amount_yen=1, reason="x", actor=here.by_handler, now=NOW
        )
    with pytest.raises(CannotDecide):
        services.note_legal_review(claim.pk, finding="x", actor=here.by_handler, now=NOW)


@pytest.mark.clause("4.6")
def test_the_company_s_and_the_owner_s_claims_are_assigned_with_notice_and_no_other(
    here: Claims,
) -> None:
    claim = reported(here)
    said: dict[str, Any] = {
        "new_creditor": "見本債権管理株式会社",
        "amount_yen": 3000,
        "assigned_on": TODAY,
        "actor": here.by_handler,
        "now": NOW,
    }
    before = Message.objects.count()
    services.assign_to_creditor(claim.pk, former="company", **said)
    owner_id = here.world.owner.pk
    services.assign_to_creditor(claim.pk, former="owner", former_owner_id=owner_id, **said)
    assert Message.objects.count() == before + 2
    for wrong in (
        {"former": "contractor"},
        {"former": "owner"},
        {"former": "company", "former_owner_id": owner_id},
        {"former": "company", "new_creditor": " "},
        {"former": "company", "amount_yen": 0},
    ):
        with pytest.raises(CannotAssign):
            services.assign_to_creditor(claim.pk, **{**said, **wrong})
    unreachable = reported(here, person_id=None)
    with pytest.raises(CannotAssign):
        services.assign_to_creditor(unreachable.pk, former="company", **said)


@pytest.mark.parametrize(
    ("injury", "from_event_on"), [(False, date(2034, 2, 28)), (True, date(2044, 2, 29))]
)
def test_the_limitation_days_follow_the_law(
    here: Claims, injury: bool, from_event_on: date
) -> None:
    begun(here, date(2024, 2, 29))
    claim = reported(
        here,
        harm="injury" if injury else "door",
        occurred_on=date(2024, 2, 29),
        known_on=date(2024, 3, 1),
    )
    assert claim.limit_from_knowledge_on == date(2029, 3, 1)
    assert claim.limit_from_event_on == from_event_on


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": " "},
        {"harm": "pride"},
        {"occurred_on": TODAY + DAY, "known_on": TODAY + DAY},
        {"known_on": TODAY - DAY},
        {"occurred_on": TODAY - DAY},
    ],
)
def test_a_claim_needs_harm_words_and_plausible_days(here: Claims, wrong: dict[str, Any]) -> None:
    with pytest.raises(CannotClaim):
        reported(here, **wrong)
    with pytest.raises(CannotClaim):
        services.open_claim(
            ids.new_id(), harm="door", occurred_on=TODAY, known_on=TODAY, words="x",
            channel="phone", actor=here.by_operator, now=NOW,
        )  # fmt: skip


def test_resident_and_technician_report_too_and_twice_is_once(here: Claims) -> None:
    key = ids.new_id()
    door = Door("damage", here.case.pk, here.world.sato.pk)

    def by_link(key: Any) -> Claim:
        return services.claim_at_door(
            door, harm="door", occurred_on=TODAY, known_on=TODAY, words="傷", language="ja",
            key=key, now=NOW,
        )  # fmt: skip

    assert by_link(key).pk == by_link(key).pk
    door = Door("damage", here.case.pk, here.world.aoki.pk)
    with pytest.raises(CannotClaim):
        by_link(key)
    door = Door("damage", here.case.pk, here.world.sato.pk)
    mine = services.report_damage(
        here.case.pk, harm="lock", words="折れた", technician_id=here.world.mori.pk,
        key=ids.new_id(), now=NOW,
    )  # fmt: skip
    assert (mine.channel, mine.person_id) == ("technician", here.world.sato.pk)
    for _each in range(3):
        by_link(ids.new_id())
    with pytest.raises(CannotClaim):
        by_link(ids.new_id())


def test_a_claim_is_withdrawn_with_a_reason_before_it_is_told(here: Claims) -> None:
    claim = reported(here)
    with pytest.raises(CannotStep):
        services.withdraw_claim(claim.pk, words="", actor=here.by_sato, now=NOW)
    services.withdraw_claim(claim.pk, words="直った", actor=here.by_sato, now=NOW)
    assert again(claim).state == "withdrawn"
    late = told(here)
    with pytest.raises(CannotStep):
        services.withdraw_claim(late.pk, words="x", actor=here.by_sato, now=NOW)
    assert claim_queries.steps_of(claim)[-1].words == "直った"


def test_the_database_refuses_what_no_service_would_do(here: Claims) -> None:
    claim = told(here)
    decision = Decision.objects.get(claim=claim)
    payment = {
        "company_id": claim.company_id, "claim": claim, "decision": decision, "method": "cash",
        "paid_on": TODAY, "recorded_by_id": here.handler.pk, "recorded_at": NOW,
    }  # fmt: skip

    def paid(amount_yen: int) -> Payment:
        return Payment.objects.create(amount_yen=amount_yen, **payment)

    for name, broken in (
        ("claims_payment_within_decision", lambda: paid(661)),
        ("claims_payment_of_something", lambda: paid(0)),
        ("claims_decision_final", lambda: Decision.objects.update(payable_yen=661)),
        ("claims_decision_final", lambda: Decision.objects.all()._raw_delete("default")),
        ("claims_claim_never_deleted", lambda: Claim.objects.all()._raw_delete("default")),
        ("claims_claim_known_after_event", lambda: Claim.objects.update(known_on=TODAY - DAY)),
        ("claims_claim_in_hand_has_owner", lambda: Claim.objects.update(owner_id=None)),
        ("claims_written_once", lambda: ClaimEntry.objects.all()._raw_delete("default")),
        ("claims_written_once", lambda: claim.letters.update(kind="payment")),
        ("claims_decision_seconded_by_another", lambda: Decision.objects.update(
            seconded_by_id=here.handler.pk, seconded_at=NOW)),
    ):  # fmt: skip
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            broken()
        assert name == constraints.broken_constraint(refusal.value)
    services.take_up_again(claim.pk, reason="x", actor=here.by_handler, now=NOW)
