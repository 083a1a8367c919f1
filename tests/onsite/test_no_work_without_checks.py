"""Whatever is pressed in whatever order: work never begins without checks or a leave (A1.2).

And the same facts get the same answer on the phone, at the case's door and by `kaketsuke decide`.
"""

import io
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, Entry
from kaketsuke.cli.main import main
from kaketsuke.database.refusals import Refusal
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import Check, Opening, WorkSpan
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Registration
from kaketsuke.rules import site
from kaketsuke.web.field import check_graph, checking
from tests import door
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A1.2")]
NEVER = datetime.max.replace(tzinfo=UTC)
WRONG_FACE = {**door.SATO_HERE, "photo_id": {**door.LICENCE, "face_matches": False}}
INSIDE = {**door.SATO_HERE, "photo_id": {"kind": "locked_inside"}}
HALF = {**door.SATO_HERE, "photo_id": {"kind": "drivers_license", "has_photo": True}}
PRESSES: dict[str, tuple[str, dict[str, Any]]] = {
    "depart": ("depart", {}),
    "arrive": ("arrive", {"position": (35.695, 139.695)}),
    "pass": ("answer_check", {"facts": door.SATO_HERE, "code_word_said": True}),
    "no_code_word": ("answer_check", {"facts": door.SATO_HERE, "code_word_said": False}),
    "wrong_face": ("answer_check", {"facts": WRONG_FACE, "code_word_said": True}),
    "inside": ("answer_check", {"facts": INSIDE, "code_word_said": True}),
    "half": ("answer_check", {"facts": HALF, "code_word_said": True}),
    "begin": ("begin_work", {}),
    "break": ("begin_work", {"agreement": door.agreement()}),
    "pause": ("pause", {"because": "rest"}),
    "continue": ("continue_work", {}),
    "open": ("open_door", {"method": "non_destructive", "lock_usable": True}),
    "left": ("attendant_left", {}),
    "exit": ("safe_exit", {}),
}
# What supervisors say in between; and Sato's registration may end at any moment.
DESK: dict[str, tuple[str, dict[str, bool]]] = {
    "halt": ("HaltedBySupervisor", {}),
    "same": ("Resumed", {"attendant_same": True}),
    "changed": ("Resumed", {"attendant_changed": True}),
    "unsaid": ("Resumed", {}),
}
MOVES_OUT = "moves_out"
CHECKED = ("ChecksPassed", "CheckOwed")
NEEDS_CHECK = ("WorkBegun", "WorkBegunUnderLeave", "Continued", "DoorOpened")


@example(presses=[(each, 0, False) for each in ("inside", "halt", "unsaid")], leave=True)
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    presses=st.lists(
        st.tuples(
            st.sampled_from([*sorted(PRESSES), *DESK, MOVES_OUT]),
            st.integers(-30, 5),
            st.booleans(),
        ),
        max_size=14,
    ),
    leave=st.booleans(),
)
def test_no_sequence_of_presses_begins_work_unchecked(people, presses, leave):
    with transaction.atomic():
        opened = door.open_case_under_leave(people) if leave else door.open_case(people)
        at = door.Door(people, opened).accept()
        for name, late, twice in presses:
            _press(at, name, late, twice=twice)
            _hold(at, leave=leave)
        transaction.set_rollback(True)


def _press(at, name, late, *, twice):
    at.now += timedelta(minutes=1)
    if name in PRESSES:
        return _at_the_door(at, name, late, twice=twice)
    try:
        with transaction.atomic():
            if name == MOVES_OUT:
                kept = Registration.objects.get(person=at.world.sato.pk)
                resident_services.move_out(kept.pk, now=at.now)
            else:
                event, facts = DESK[name]
                boss = door.supervisor(at.world)
                case_services.advance(
                    at.case.pk, event=event, actor=boss, facts=facts, words="確認", now=at.now
                )
    except Refusal:
        return None
    return None


def _at_the_door(at, name, late, *, twice):
    service, facts = PRESSES[name]
    by = {
        "technician": at.technician,
        "now": at.now,
        "event_at": at.now + timedelta(minutes=late),
        "idempotency_key": uuid.uuid4(),
    }
    for _again in range(2 if twice else 1):
        try:
            with transaction.atomic():
                getattr(onsite_services, service)(at.case.pk, **facts, **by)
        except Refusal:
            continue


def _hold(at, *, leave):
    case = Case.objects.get(pk=at.case.pk)
    checks = set(Check.objects.filter(case=case).values_list("outcome", flat=True))
    begun = (
        WorkSpan.objects.filter(case=case).exists() or Opening.objects.filter(case=case).exists()
    )
    if begun or case.state in ("working", "opened"):
        assert "accept" in checks or (leave and "owed" in checks)
    if case.state == "settled":
        assert "accept" in checks
    _whoever_stands_there_was_checked(case)
    moved = Registration.objects.get(person=at.world.sato.pk).valid.upper
    after = Entry.objects.filter(case=case, event__in=CHECKED, event_at__gte=moved or NEVER)
    assert not after.exists()


def _whoever_stands_there_was_checked(case):
    checked = False
    told = Entry.objects.filter(case=case).order_by("seq").values_list("event", "facts")
    for event, facts in told:
        if event in CHECKED:
            checked = True
        elif event == "Resumed":
            assert facts.get("attendant_same") or facts.get("attendant_changed") or not checked
            checked = checked and not facts.get("attendant_changed")
        elif event in NEEDS_CHECK:
            assert checked, event


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
JSON = "application/json"


@pytest.mark.clause("A1.2.2")
@pytest.mark.parametrize("kind", [each.value for each in site.DocumentKind])
@pytest.mark.parametrize("role", ["registrant", "owner_agent", "other"])
@pytest.mark.parametrize("leave", [False, True])
def test_the_same_facts_get_the_same_answer_everywhere(people, client, kind, role, leave, decide):
    """On the phone's map, at the case's door, by API and `kaketsuke decide`: one rulebook."""
    case = door.open_case_under_leave(people) if leave else door.open_case(people)
    record = onsite_services.on_record(case, at=NOW)
    answered = {**ANSWERS, "role": role, "kind": kind}
    said, seen = _on_the_map(record, answered)
    by_command = decide(record.joined(seen))
    client.force_login(people.operator, backend=BACKEND)
    by_api = client.post("/api/v1/decide/site", json.dumps(record.joined(seen)), JSON).json()
    by_case = onsite_services.judge(case, facts=seen, at=NOW).to_json()
    assert said.to_json() == by_case == by_command == by_api
    assert by_case["outcome"] in ("accept", "decline")


ANSWERS = {
    "code_word": "yes",
    "has_photo": "yes",
    "expired": "no",
    "face": "yes",
    "address": "yes",
    "call_back": "yes",
}


def _on_the_map(record, answered):
    """Walk as a phone walks alone; return the answer at the end and what was seen on the way."""
    asked = check_graph.graph(record, owed=False)
    node, path = asked.nodes[0], []
    while asked.views[node.view].answer is None:
        page = asked.views[node.view].page.name
        given, to = next(
            (dict(given), to)
            for given, to in node.edges
            if all(answered.get(name, value) == value for name, value in given)
        )
        path.append((page, given))
        node = asked.nodes[to]

    def judge(checked):
        return site.decide(site.SiteFacts.from_json(record.joined(checked.seen())))

    return asked.views[node.view].answer, checking.walked(path, judge, owed=False).seen()


@pytest.fixture
def decide(monkeypatch, capsys):
    def run(facts):
        raw = json.dumps(facts).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        assert main(["decide", "site"]) == 0
        return json.loads(capsys.readouterr().out)

    return run
