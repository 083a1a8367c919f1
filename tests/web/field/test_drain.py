"""What a phone kept without a signal goes up: in order, once, and decided anew."""

import json
import uuid
from datetime import timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, Entry, FollowUp
from kaketsuke.onsite.models import CallBack, Check, PhoneAction, WorkSpan
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Registration
from tests import door, stories, world
from tests.web.field.conftest import Phone

PLACE = {"latitude": "35.69500", "longitude": "139.69500"}
GOOD = [
    ["code_word", {"code_word": "yes"}],
    ["who", {"role": "registrant"}],
    ["kind", {"kind": "drivers_license"}],
    ["valid", {"has_photo": "yes", "expired": "no"}],
    ["name", {"same": True}],
    ["face", {"face": "yes"}],
    ["address", {"address": "yes"}],
]
OPENED = {"method": "non_destructive", "lock_usable": "yes"}


class Queue:
    """Presses of one phone, a minute apart, sent when the signal is back."""

    def __init__(self, story, phone=None):
        self.story, self.phone = story, phone or story.phone
        self.at, self.actions = story.at.now, []

    def press(self, step, minutes=1, **fields):
        self.at += timedelta(minutes=minutes)
        self.actions.append(
            {
                "key": str(uuid.uuid4()),
                "case": str(self.phone.case.pk),
                "step": step,
                "at": self.at.isoformat(),
                "fields": fields,
            }
        )
        return self

    def check(self, pages=None, **result):
        return self.press("check", pages=GOOD if pages is None else pages, result=result)

    def straight(self):
        self.press("depart").press("arrive", minutes=14, **PLACE).check().press("begin")
        return self.press("open", minutes=20, **OPENED).press("finish_free")

    def send(self, *, later=5, ahead=timedelta(), actions=None):
        self.story.wait((self.at - self.story.moment[0]) / timedelta(minutes=1) + later)
        sent = {
            "sent_at": (self.story.moment[0] + ahead).isoformat(),
            "actions": self.actions if actions is None else actions,
        }
        return self.phone.client.post(
            "/field/actions/", json.dumps(sent), content_type="application/json"
        )


def outcomes(response):
    assert response.status_code == 200, response.content
    return [each["outcome"] for each in response.json()["answers"]]


@pytest.fixture
def bound(story):
    story.go("accept")
    return story


def entries(event):
    with context.as_system():
        return list(Entry.objects.filter(event=event))


@pytest.mark.clause("2.1e")
def test_a_straight_job_goes_up_in_order_and_keeps_both_times(bound):
    queue = Queue(bound).straight()
    assert outcomes(queue.send()) == ["applied"] * 6
    assert bound.phone.state == "settled"
    (arrived,) = entries("Arrived")
    assert arrived.event_at.isoformat() == queue.actions[1]["at"].replace("Z", "+00:00")
    assert arrived.entered_at == bound.moment[0]
    with context.as_system():
        span = WorkSpan.objects.get()
        assert span.during.upper - span.during.lower == timedelta(minutes=20)


def test_sent_again_it_is_applied_once_and_answered_alike(bound):
    queue = Queue(bound).straight()
    first = queue.send().json()["answers"]
    assert queue.send().json()["answers"] == first
    assert len(entries("Departed")) == 1
    with context.as_system():
        assert PhoneAction.objects.count() == 6


def test_an_answer_that_got_lost_online_is_not_taken_twice(bound):
    queue = Queue(bound).press("depart")
    bound.phone.press("depart", key=uuid.UUID(queue.actions[0]["key"]))
    assert outcomes(queue.send()) == ["applied"]
    assert len(entries("Departed")) == 1


def test_who_withdrew_and_lost_the_answer_is_answered_once_more(bound):
    queue = Queue(bound).press("withdraw", reason="accident")
    bound.phone.press("withdraw", key=uuid.UUID(queue.actions[0]["key"]), reason="accident")
    assert outcomes(queue.send()) == ["applied"]
    assert len(entries("TechnicianWithdrew")) == 1


@pytest.mark.clause("A1.2")
@pytest.mark.parametrize("left_out", [name for name, _given in GOOD])
def test_no_question_can_be_left_out(bound, left_out):
    pages = [page for page in GOOD if page[0] != left_out]
    queue = Queue(bound).press("depart").press("arrive", **PLACE).check(pages).press("begin")
    assert outcomes(queue.send()) == ["applied", "applied", "refused", "held"]
    assert bound.phone.state == "arrived"
    with context.as_system():
        assert not Check.objects.exists()
        assert not WorkSpan.objects.exists()


@pytest.mark.clause("A1.2.1")
def test_names_that_a_phone_knew_before_somebody_moved_out_pass_nobody(bound, people):
    with context.as_system():
        twin = world.add_resident(
            people.company, family="同居", given="次郎", phone="090-0000-0298"
        )
        world.register(twin, dwelling=people.home, terms=people.terms)
        kept = Registration.objects.get(person=twin.pk)
        resident_services.move_out(kept.pk, now=bound.at.now + timedelta(minutes=10))
    queue = Queue(bound).press("depart").press("arrive", minutes=14, **PLACE).check().press("begin")
    sent = queue.send()
    assert outcomes(sent) == ["applied", "applied", "refused", "held"]
    assert "記録が変わりました" in sent.json()["answers"][2]["sentence"]
    assert bound.phone.state == "arrived"


@pytest.mark.clause("4.7.3")
def test_another_name_is_turned_away_and_nothing_typed_is_kept(bound):
    pages = [*GOOD[:4], ["name", {"same": False}], ["name_other", {"again": "other"}]]
    queue = Queue(bound).press("depart").press("arrive", **PLACE).check(pages)
    assert outcomes(queue.send()) == ["applied"] * 3
    assert bound.phone.state == "turned_away"


@pytest.mark.clause("A1.2.2")
@pytest.mark.parametrize(("tried", "outcome"), [(0, "applied"), (1, "applied"), (2, "refused")])
def test_names_tried_in_a_check_begun_anew_count_as_well(bound, tried, outcome):
    slip = [["name", {"same": False}], ["name_other", {"again": "again"}]]
    pages = [*GOOD[:4], *slip, *GOOD[4:]]
    queue = Queue(bound).press("depart").press("arrive", **PLACE)
    queue.press("check", pages=pages, result={}, tried=tried)
    assert outcomes(queue.send())[-1] == outcome
    assert outcomes(queue.send())[-1] == outcome
    (differed,) = entries("NameDiffered")
    assert differed.facts["times"] == tried + 1


def test_a_claim_of_a_phone_about_the_record_is_not_believed(bound):
    inside = [*GOOD[:2], ["kind", {"kind": "locked_inside", "leave": True}]]
    queue = Queue(bound).press("depart").press("arrive", **PLACE).check(inside).press("begin")
    assert outcomes(queue.send()) == ["applied", "applied", "applied", "refused"]
    assert bound.phone.state == "turned_away"


def test_work_without_the_check_is_refused_and_put_on_record(bound):
    queue = Queue(bound).press("depart").press("arrive", **PLACE).press("begin")
    queue.press("open", **OPENED)
    assert outcomes(queue.send()) == ["applied", "applied", "refused", "held"]
    (late,) = entries("PhoneNotTaken")
    assert [each["step"] for each in late.facts["steps"]] == ["begin", "open"]
    with context.as_system():
        assert Case.objects.get().human_needed == "phone_not_taken"


def test_cancelled_meanwhile_is_a_late_report_with_an_owner_to_find(bound):
    queue = Queue(bound).press("depart").press("arrive", **PLACE).check().press("begin")
    with context.as_system():
        case_services.advance(
            bound.phone.case.pk,
            event="ResidentCancelled",
            actor=stories.resident(bound.at.world.sato.pk),
            now=bound.moment[0] + timedelta(minutes=2),
        )
    answer = queue.send().json()["answers"]
    assert [each["outcome"] for each in answer] == ["refused", "held", "held", "held"]
    assert answer[0]["sentence"]
    assert bound.phone.state == "cancelled"
    (report,) = entries("LateReport")
    assert [each["step"] for each in report.facts["steps"]] == [
        "depart",
        "arrive",
        "check",
        "begin",
    ]
    with context.as_system():
        assert FollowUp.objects.filter(kind="late_report").count() == 1
    queue.send()
    assert len(entries("LateReport")) == 1


def test_another_technicians_case_takes_nothing_and_tells_nothing(bound, people):
    other = Phone(people.hayashi_account, bound.phone.case)
    response = Queue(bound, other).press("depart").send()
    assert outcomes(response) == ["refused"]
    assert "青葉" not in response.content.decode()
    with context.as_system():
        assert not PhoneAction.objects.exists()
    assert bound.phone.state == "assigned"


def test_a_released_technician_is_told_and_the_presses_are_kept(bound):
    queue = Queue(bound).press("depart").press("arrive", **PLACE)
    bound.phone.press("withdraw", reason="accident")
    assert outcomes(queue.send()) == ["refused", "held"]
    with context.as_system():
        assert PhoneAction.objects.filter(outcome__in=["refused", "held"]).count() == 2
    assert len(entries("PhoneNotTaken")) == 1


def of(queue, technician):
    """The presses as a shared phone sends them, saying on whose screen they were pressed."""
    return [{**each, "by": str(technician.pk)} for each in queue.actions]


def test_presses_of_who_used_the_phone_before_go_on_record_as_theirs(bound, people):
    queue = Queue(bound, Phone(people.hayashi_account, bound.phone.case)).press("depart")
    for _again in range(2):
        response = queue.send(actions=of(queue, people.mori))
        assert outcomes(response) == ["refused"]
        assert "前に使った作業員" in response.json()["answers"][0]["sentence"]
    assert bound.phone.state == "assigned"
    (note,) = entries("PhoneNotTaken")
    assert note.facts["sent_by_another"] is True
    assert note.actor_id == people.mori.pk
    with context.as_system():
        assert PhoneAction.objects.get().technician_id == people.mori.pk


@pytest.mark.parametrize("who", ["hayashi", "mori"])
def test_nobody_reports_in_the_name_of_who_never_led_the_case(story, people, who):
    queue = Queue(story, Phone(people.hayashi_account, story.phone.case)).press("depart")
    assert outcomes(queue.send(actions=of(queue, getattr(people, who)))) == ["refused"]
    assert not entries("PhoneNotTaken")


def test_the_own_presses_say_so_and_are_taken(bound, people):
    queue = Queue(bound).press("depart")
    assert outcomes(queue.send(actions=of(queue, people.mori))) == ["applied"]


@pytest.mark.parametrize("hours", [-26, 3])
def test_a_wrong_clock_is_set_right_and_said(bound, hours):
    queue = Queue(bound).press("depart").press("arrive", minutes=14, **PLACE)
    wrong = timedelta(hours=hours)
    right = [each["at"] for each in queue.actions]
    moved = [
        {**each, "at": (bound.at.now + timedelta(minutes=n) + wrong).isoformat()}
        for n, each in zip((1, 15), queue.actions, strict=True)
    ]
    response = queue.send(ahead=wrong, actions=moved)
    assert outcomes(response) == ["applied", "applied"]
    assert response.json()["clock_wrong"] is True
    assert entries("Arrived")[0].event_at.isoformat() == right[1]
    with context.as_system():
        kept = PhoneAction.objects.get(step="arrive")
    assert kept.phone_at - kept.event_at == wrong
    assert kept.skew_seconds == wrong.total_seconds()
    assert len(entries("PhoneClockWrong")) == 1


def test_a_day_late_it_still_counts_from_when_it_happened(bound):
    queue = Queue(bound).straight()
    assert outcomes(queue.send(later=24 * 60)) == ["applied"] * 6
    with context.as_system():
        span = WorkSpan.objects.get()
    assert span.during.upper - span.during.lower == timedelta(minutes=20)


def test_out_of_order_the_first_that_does_not_fit_stops_the_rest(bound):
    queue = Queue(bound).press("depart").press("arrive", **PLACE)
    swapped = [queue.actions[1], queue.actions[0]]
    assert outcomes(queue.send(actions=swapped)) == ["applied", "refused"]
    assert bound.phone.state == "arrived"


@pytest.mark.clause("A1.2.1")
def test_the_waiting_of_a_no_show_counts_from_the_arrival_itself(bound):
    early = Queue(bound).press("depart").press("arrive", **PLACE)
    early.press("call_not_answered", minutes=5).press("call_not_answered", minutes=5)
    assert outcomes(early.press("nobody_there", minutes=9).send()) == [
        *["applied"] * 4, "refused",
    ]  # fmt: skip
    again = Queue(bound).press("nobody_there", minutes=1)
    assert outcomes(again.send()) == ["applied"]
    with context.as_system():
        assert Case.objects.get().outcome == "no_show"


@pytest.mark.clause("A1.2.1")
def test_two_presses_within_a_minute_are_one_call(bound):
    queue = Queue(bound).press("depart").press("arrive", **PLACE)
    queue.press("call_not_answered", minutes=5).press("call_not_answered", minutes=0.5)
    assert outcomes(queue.press("nobody_there", minutes=30).send())[-1] == "refused"


def test_a_step_that_lacks_an_answer_is_refused_with_its_sentence(bound):
    queue = Queue(bound).press("depart").press("arrive")
    answers = queue.send().json()["answers"]
    assert [each["outcome"] for each in answers] == ["applied", "refused"]
    assert "理由" in answers[1]["sentence"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"sent_at": "2026-11-22T13:14:00Z", "actions": []}',
        '{"sent_at": "2026-11-22", "actions": [1]}',
        '{"sent_at": "2026-11-22T13:14:00Z", "actions": [{"key": "x"}]}',
        "[" * 9_000,
        '{"sent_at": 1, "actions": [{}]}',
        '{"sent_at": "9000-01-01T00:00:00Z", "actions": [{}]}',
        '{"sent_at": "2026-11-22T13:14:00Z", "actions": [{"key": 1, "case": 2,'
        ' "step": "later", "at": "2026-11-22T13:14:00Z", "fields": {}}]}',
        '{"sent_at": "2026-11-22T13:14:00Z", "actions":'
        ' [{"key": "00000000-0000-0000-0000-000000000001",'
        ' "case": "00000000-0000-0000-0000-000000000002",'
        ' "step": "later", "at": "0001-01-01T00:00:00+14:00", "fields": {}}]}',
    ],
)
def test_what_no_phone_of_ours_sends_is_refused_in_one_sentence(bound, body):
    response = bound.phone.client.post("/field/actions/", body, content_type="application/json")
    assert response.status_code == 400
    assert "センターへお電話" in response.json()["sentence"]


@pytest.mark.parametrize("pages", [None, 1, [1], [["code_word"]], [["code_word", 1]], {"a": 1}])
def test_a_check_in_no_form_of_ours_is_refused_and_stops_no_queue(bound, pages):
    queue = Queue(bound).press("depart").press("arrive", **PLACE).press("check", pages=pages)
    assert outcomes(queue.send()) == ["applied", "applied", "refused"]


@pytest.mark.clause("A1.2.2")
def test_wrong_numbers_of_the_registered_phone_count_though_the_press_is_refused(bound):
    """Without that, whoever sends presses could try all ten thousand of them."""
    with context.as_system():
        bound.at.depart()
        bound.at.arrive(position=(35.695, 139.695))
        bound.at.ask_call_back()
        code = door.call_back_code(bound.at.case)
    bound.moment[0] = bound.at.now
    wrong = f"{(int(code) + 1) % 10_000:04d}"
    for _try in range(5):
        assert outcomes(Queue(bound).check(passport(wrong)).send(later=0)) == ["refused"]
    with context.as_system():
        assert CallBack.objects.get().tries == 5
    assert outcomes(Queue(bound).check(passport(code)).send(later=0)) == ["refused"]
    assert bound.phone.state == "arrived"


@pytest.mark.clause("A1.2.2")
def test_the_right_number_of_the_registered_phone_lets_the_check_pass(bound):
    with context.as_system():
        bound.at.depart()
        bound.at.arrive(position=(35.695, 139.695))
        bound.at.ask_call_back()
        code = door.call_back_code(bound.at.case)
    bound.moment[0] = bound.at.now
    assert outcomes(Queue(bound).check(passport(code)).send(later=0)) == ["applied"]
    assert bound.phone.state == "verified"


def passport(code):
    """A document that does not show the address, and the number that was read out."""
    shown = {"kind": {"kind": "passport"}, "address": {"address": "not_shown"}}
    pages = [[name, shown.get(str(name), given)] for name, given in GOOD]
    return [*pages, ["call_back", {"call_back": "yes", "code": code}]]


def test_too_much_at_once_is_refused(bound):
    queue = Queue(bound)
    for _each in range(101):
        queue.press("later")
    assert queue.send().status_code == 400


@pytest.mark.parametrize("who", ["operator", "stranger", None])
def test_whoever_is_no_technician_is_told_in_a_way_the_phone_reads(bound, people, client, who):
    if who:
        client.force_login(
            getattr(people, who), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    response = client.post("/field/actions/", "{}", content_type="application/json")
    assert (response.status_code, response.json()) == (401, {"error": "signed_out"})


def test_the_queue_works_in_the_serving_role(as_app_role, bound):
    assert outcomes(Queue(bound).straight().send()) == ["applied"] * 6
