"""Requests and cases driven at random through the services, on real PostgreSQL."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import queries as audit_queries
from kaketsuke.cases import lifecycle
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import AFTER_CHECKS, ENDED, Case, Entry
from kaketsuke.database.refusals import Refusal
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Request, RequestEntry
from tests import stories
from tests.world import NOW, World

GOOD: dict[str, Any] = {
    "offer_live": True,
    "chain_live": True,
    "reason": "told",
    "position_known": True,
    "site_outcome": "accept",
    "duties_done": True,
    "code_word_said": True,
    "attendant_named": True,
    "attendant_same": True,
    "attendant_present": True,
    "calls_tried": 2,
    "door_secured": True,
    "door_locked": True,
    "nobody_left_inside": True,
    "door_state": "locked",
    "method": "non_destructive",
    "lock_usable": True,
    "link_live": True,
    "area_event_id": "id",
    "delayed_from": "22:00",
    "people_told": True,
    "same_assignment": True,
}
SOMETIMES: dict[str, st.SearchStrategy[Any]] = {
    "site_outcome": st.sampled_from(["accept", "decline"]),
    "attendant_changed": st.booleans(),
    "other_skill": st.booleans(),
    "door_open": st.booleans(),
    "bill_yen": st.sampled_from([0, 3300]),
    "collected": st.booleans(),
    "approved_minutes": st.sampled_from([0, 15]),
    "approved_total_yen": st.sampled_from([0, 3300]),
}
WAYS_OUT = (
    Event.SAFE_EXIT,
    Event.ASKED_TO_REFUSE,
    Event.TECHNICIAN_WITHDREW,
    Event.NOBODY_THERE,
    Event.COULD_NOT_OPEN,
    Event.RESIDENT_CANCELLED,
    Event.ATTENDANT_LEFT,
    Event.PAUSED,
    Event.MINUTES_REACHED,
    Event.SECOND_TECHNICIAN_CALLED,
)
brought = st.fixed_dictionaries({}, optional=SOMETIMES).map(lambda some: {**GOOD, **some})
bare = st.fixed_dictionaries({}, optional=SOMETIMES)
said = st.fixed_dictionaries(
    {},
    optional={
        "cause": st.sampled_from(["card_lost", "lock_fault", "not_lockout", "disaster"]),
        "attendance": st.sampled_from(["registrant", "none"]),
        "photo_id": st.sampled_from(["in_hand", "locked_inside", "none"]),
        "danger_to_life": st.booleans(),
    },
)


class RequestsAndCases(RuleBasedStateMachine):
    """Desk, technician, resident and timers press whatever they like."""

    here: World

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now = NOW
        self.ends: dict[Any, tuple[str, str | None]] = {}

    def teardown(self) -> None:
        faults = list(audit_queries.verify_chains())
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        assert not faults

    def actor(self, role: ActorRole) -> Actor:
        ids = {
            ActorRole.OPERATOR: self.here.operator.pk,
            ActorRole.SUPERVISOR: self.here.supervisor.pk,
            ActorRole.TECHNICIAN: self.here.mori.pk,
            ActorRole.RESIDENT: self.here.sato.pk,
        }
        return Actor(role, ids.get(role))

    @contextmanager
    def refusable(self) -> Iterator[None]:
        """A refusal has a sentence and leaves nothing behind."""
        before = (Entry.objects.count(), RequestEntry.objects.count())
        sentence = ""
        try:
            with transaction.atomic():
                yield
        except Refusal as refusal:
            sentence = str(refusal.sentence)
        if sentence:
            assert sentence.endswith("。")
            assert (Entry.objects.count(), RequestEntry.objects.count()) == before

    def newest_case(self) -> Case | None:
        return Case.objects.order_by("-number").first()

    def newest_request(self) -> Request | None:
        return Request.objects.order_by("-id").first()

    @initialize(inside=st.booleans())
    def sato_is_helped(self, inside: bool) -> None:
        """Begin with a case, so that random steps get somewhere; one in two under a leave."""
        facts = {"photo_id": "locked_inside" if inside else "in_hand"}
        if Case.objects.exclude(state__in=ENDED).exists():
            return
        request = stories.sato_calls(self.here, now=self.now, facts=facts)
        if inside:
            self.the_desk_refers_or_declines("確認いたします")
            self.the_supervisor_decides(True, True)
        else:
            self.the_desk_accepts()
        assert Case.objects.get(request=request).state == "offering"

    @rule(facts=said)
    def sato_asks(self, facts: dict[str, Any]) -> None:
        with self.refusable():
            stories.sato_calls(self.here, now=self.now, facts=facts)

    @rule()
    def the_desk_accepts(self) -> None:
        request = self.newest_request()
        if request is not None:
            with self.refusable():
                operator = self.actor(ActorRole.OPERATOR)
                case_services.open_case(request.id, actor=operator, now=self.now)

    @rule(words=st.sampled_from(["", "確認いたします"]))
    def the_desk_refers_or_declines(self, words: str) -> None:
        request = self.newest_request()
        if request is not None:
            with self.refusable():
                operator = self.actor(ActorRole.OPERATOR)
                intake_services.decide(request.id, actor=operator, now=self.now, words_told=words)

    @rule(allow=st.booleans(), leave=st.booleans())
    def the_supervisor_decides(self, allow: bool, leave: bool) -> None:
        request = self.newest_request()
        if request is None:
            return
        boss = self.actor(ActorRole.SUPERVISOR)
        with self.refusable():
            if allow:
                case_services.allow_request(
                    request.id, supervisor=boss, reason="確認済み", leave=leave, now=self.now
                )
            else:
                intake_services.refuse(
                    request.id, supervisor=boss, reason="確認できない", now=self.now
                )

    @rule(choice=st.data(), facts=brought)
    def somebody_does_what_is_offered(self, choice: st.DataObject, facts: dict[str, Any]) -> None:
        case = self.newest_case()
        if case is None:
            return
        offered = [
            (event, role)
            for role in ActorRole
            for event in lifecycle.allowed_events(case.state, role)
        ]
        if offered:
            event, role = choice.draw(st.sampled_from(offered))
            self.step(case, event=event, role=role, facts=facts)

    @rule(seed=st.integers(0, 2**32), inside=st.booleans())
    def the_work_goes_on(self, seed: int, inside: bool) -> None:
        """Go forward: what technician and product do, without the ways out."""
        chance = random.Random(seed)
        for _each in range(8):
            case = self.newest_case()
            if case is None or case.state in ENDED:
                self.sato_is_helped(inside)
                continue
            forward = [
                (event, role)
                for role in (ActorRole.TECHNICIAN, ActorRole.SYSTEM)
                for event in lifecycle.allowed_events(case.state, role)
                if event not in WAYS_OUT
            ]
            if forward:
                event, role = chance.choice(forward)
                facts = {**GOOD, "site_outcome": chance.choice(["accept", "accept", "decline"])}
                facts |= {"approved_minutes": 15, "approved_total_yen": 3300, "collected": True}
                facts["bill_yen"] = chance.choice([0, 3300])
                self.step(case, event=event, role=role, facts=facts)

    @rule(event=st.sampled_from(Event), role=st.sampled_from(ActorRole), facts=bare)
    def somebody_does_anything(self, event: Event, role: ActorRole, facts: dict[str, Any]) -> None:
        case = self.newest_case()
        if case is not None:
            self.step(case, event=event, role=role, facts=facts)

    def step(self, case: Case, *, event: Event, role: ActorRole, facts: dict[str, Any]) -> None:
        with self.refusable():
            case_services.advance(
                case.id, event=event, actor=self.actor(role), now=self.now, facts=facts
            )
            assert lifecycle.listed(case.state, event, role)

    @rule(minutes=st.integers(1, 30))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        case_services.sweep(now=self.now)

    @invariant()
    def the_record_holds(self) -> None:
        cases = list(Case.objects.select_related("request"))
        assert sum(case.state not in ENDED for case in cases) <= 1
        seqs: dict[Any, list[int]] = {case.pk: [] for case in cases}
        for case_id, seq in Entry.objects.order_by("seq").values_list("case_id", "seq"):
            seqs[case_id].append(seq)
        for case in cases:
            assert case.request.state == "accepted"
            assert seqs[case.pk] == list(range(1, case.last_seq + 1))
            if case.state in AFTER_CHECKS:
                assert case.checks_passed_at is not None or case.leave_id is not None
            if case.state == "settled" or case.outcome == "done":
                assert case.checks_passed_at is not None
                assert not case.check_owed
            assert (case.settled_total_yen or 0) <= case.approved_total_yen
            if case.state in ENDED:
                end = (case.state, case.outcome)
                assert self.ends.setdefault(case.pk, end) == end


def test_whatever_people_press_the_record_holds(here: World) -> None:
    class Machine(RequestsAndCases):
        pass

    Machine.here = here
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=10,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
