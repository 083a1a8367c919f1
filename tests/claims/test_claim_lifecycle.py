"""The table of a damage claim, walked pair by pair. No database."""

import dataclasses

import pytest

from kaketsuke import transitions
from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.claims import claim_lifecycle
from kaketsuke.claims.claim_lifecycle import Event, Facts, State
from kaketsuke.transitions import CannotStep

R, OP, V, C, T = (
    ActorRole.RESIDENT, ActorRole.OPERATOR, ActorRole.SUPERVISOR, ActorRole.CLAIMS,
    ActorRole.TECHNICIAN,
)  # fmt: skip
# Written down a second time: states, event, who may, where it leads.
LISTED = [
    ("reported examining", "ClaimTaken", {C}, "examining"),
    ("reported examining awaits_second decided told", "EvidenceAdded", {R, T, OP, V, C}, ""),
    ("reported", "DaysCorrected", {C}, ""),
    ("examining awaits_second decided", "DaysCorrected", {C}, "examining"),
    ("examining", "DamageDecided", {C}, "decided"),
    ("examining", "DamageProposed", {C}, "awaits_second"),
    ("awaits_second", "DecisionSeconded", {C, V}, "decided"),
    ("awaits_second", "DecisionSentBack", {C, V}, "examining"),
    ("decided", "LegalReviewed", {C, V}, ""),
    ("decided", "DecisionTold", {C}, "told"),
    ("decided told paid", "ClaimTakenUpAgain", {C}, "examining"),
    ("told", "DamagePaid", {C}, "paid"),
    ("told paid", "RecourseEntered", {C}, ""),
    ("reported examining awaits_second decided told paid", "CreditorChanged", {C}, ""),
    ("told paid", "ClaimClosed", {C}, "closed"),
    ("reported examining awaits_second decided", "ClaimWithdrawn", {R, OP, V, C}, "withdrawn"),
]
ALLOWED = {
    (state, event, role): to or state
    for states, event, roles, to in LISTED
    for state in states.split()
    for role in roles
}
# Everything holds but what pays: a payment has its own facts.
HOLDS = Facts(
    reason="written",
    above_threshold=False,
    same_person=False,
    legal_review_open=False,
    recourse_open=False,
)
PAYS = dataclasses.replace(HOLDS, payable_yen=660, amount_yen=660)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_pair_leads_where_the_table_says_and_nowhere_else(state: State, event: Event) -> None:
    facts = PAYS if event is Event.PAID else HOLDS
    for role in ActorRole:
        to = ALLOWED.get((state.value, event.value, role))
        if to is not None:
            assert transitions.step(claim_lifecycle.TABLE, state, event, role, facts) == to
        else:
            with pytest.raises(CannotStep):
                transitions.step(claim_lifecycle.TABLE, state, event, role, facts)


@pytest.mark.clause("4.2")
@pytest.mark.parametrize(
    ("state", "event", "without"),
    [
        ("decided", Event.DAYS_CORRECTED, {"reason": " "}),
        ("examining", Event.DECIDED, {"reason": " "}),
        ("examining", Event.DECIDED, {"above_threshold": True}),
        ("examining", Event.PROPOSED, {"reason": ""}),
        ("awaits_second", Event.SECONDED, {"same_person": True}),
        ("awaits_second", Event.SENT_BACK, {"reason": ""}),
        ("decided", Event.LEGAL_REVIEWED, {"reason": ""}),
        ("decided", Event.TOLD, {"legal_review_open": True}),
        ("told", Event.TAKEN_UP_AGAIN, {"reason": ""}),
        ("told", Event.PAID, {"payable_yen": 660, "amount_yen": 661}),
        ("told", Event.PAID, {"payable_yen": 660, "amount_yen": 659}),
        ("told", Event.PAID, {"payable_yen": 0, "amount_yen": 0}),
        ("told", Event.CLOSED, {"payable_yen": 1}),
        ("paid", Event.CLOSED, {"recourse_open": True}),
        ("reported", Event.WITHDRAWN, {"reason": ""}),
        ("examining", Event.WITHDRAWN, {"paid_yen": 1}),
    ],
)
def test_each_guard_holds_its_step_back(state, event, without) -> None:
    with pytest.raises(CannotStep):
        transitions.step(
            claim_lifecycle.TABLE, state, event, ActorRole.CLAIMS,
            dataclasses.replace(HOLDS, **without),
        )  # fmt: skip


def test_an_unknown_fact_is_the_safe_side() -> None:
    for state, event in (("examining", Event.DECIDED), ("decided", Event.TOLD),
                         ("awaits_second", Event.SECONDED), ("paid", Event.CLOSED)):  # fmt: skip
        with pytest.raises(CannotStep):
            transitions.step(
                claim_lifecycle.TABLE, state, event, ActorRole.CLAIMS, Facts(reason="x")
            )
