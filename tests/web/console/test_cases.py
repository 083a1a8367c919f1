"""The case page offers what the table allows, and its steps go through the services."""

from datetime import datetime, timedelta

import pytest

from kaketsuke.accounts import context, viewers
from kaketsuke.cases import attendance
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.cases.services import notices
from kaketsuke.intake import services as intake_services
from kaketsuke.parties import events
from kaketsuke.parties.events import AreaEventKind
from tests.web.console.conftest import Desk, ask_as_sato, shown
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(desk: Desk, small_world: World) -> Case:
    asked = ask_as_sato(desk, small_world)
    desk.post(f"{asked.path}accept/")
    return Case.objects.get()


def path_of(case: Case) -> str:
    return f"/console/cases/{case.pk}/"


def become_unfilled(case: Case) -> None:
    with context.as_system():
        case_services.advance(
            case.pk, event="NobodyLeft", actor=viewers.TIMER, now=NOW, facts={"live_offers": 0}
        )


def test_the_page_tells_who_what_and_by_which_clause(case: Case, desk: Desk):
    page = shown(desk.get(path_of(case)))
    assert "案件を開きました" in page
    assert "オペレーター" in page
    assert "#c-A1.2.1" in page


def test_nobody_accepts_turns_red_and_a_technician_is_set_by_hand(
    case: Case, desk: Desk, small_world: World
):
    become_unfilled(case)
    page = shown(desk.get(path_of(case)))
    assert "引き受ける作業員がいません" in page
    assert "範囲を広げて探し直す" in page
    assert "要対応: 未手配" in shown(desk.get("/console/"))
    taken = desk.act(path_of(case), "AssignedByHand", technician=str(small_world.mori.pk))
    assert taken.status_code == 302
    case.refresh_from_db()
    assert case.state == "assigned"
    assert "森 健" in shown(desk.get(path_of(case)))


def test_a_technician_who_is_not_offered_cannot_be_set(case: Case, desk: Desk):
    become_unfilled(case)
    shown(desk.act(path_of(case), "AssignedByHand", technician="0"), 422)
    case.refresh_from_db()
    assert case.state == "unfilled"


@pytest.mark.clause("3.1")
def test_an_objection_by_telephone_halts_and_only_a_supervisor_resumes(
    case: Case, desk: Desk, supervisor: Desk
):
    desk.act(path_of(case), "ObjectionRaised")
    case.refresh_from_db()
    assert case.state == "halted"
    page = shown(desk.get(path_of(case)))
    assert "再開できるのは" in page
    assert "do/Resumed/" not in page
    desk.act(path_of(case), "Resumed", reason="進めたい")
    case.refresh_from_db()
    assert case.state == "halted"
    assert "do/Resumed/" in shown(supervisor.get(path_of(case)))
    shown(supervisor.act(path_of(case), "Resumed", reason=""), 422)
    supervisor.act(path_of(case), "Resumed", reason="本人に電話で確かめた")
    case.refresh_from_db()
    assert case.state == "offering"
    assert "本人に電話で確かめた" in shown(supervisor.get(path_of(case)))


@pytest.mark.clause("3.1", "A1.2")
def test_a_page_left_open_since_an_earlier_halt_lifts_no_later_one(
    case: Case, desk: Desk, supervisor: Desk, small_world: World, at_the_time: list[datetime]
):
    desk.act(path_of(case), "ObjectionRaised")
    old_page = supervisor.stand(path_of(case))
    at_the_time[0] += timedelta(minutes=1)
    supervisor.act(path_of(case), "Resumed", reason="本人に電話で確かめた")
    at_the_time[0] += timedelta(minutes=1)
    with context.as_system():
        token = case_services.make_link(case.pk, small_world.sato.pk, now=at_the_time[0])
        case_services.press_stop(token, now=at_the_time[0])
    answer = supervisor.client.post(
        f"{path_of(case)}do/Resumed/", {"reason": "二度押し", "seen": old_page}, follow=True
    )
    assert "画面を開いたあとに案件が進みました" in shown(answer)
    case.refresh_from_db()
    assert case.state == "halted"
    # An open form is put anew once the case has moved on and come back.
    assert "case-actions" in shown(desk.get(f"{path_of(case)}live/", stand=old_page))
    same = supervisor.stand(path_of(case))
    assert 'id="case-actions"' not in shown(desk.get(f"{path_of(case)}live/", stand=same))


@pytest.mark.clause("A1.2.1")
def test_whoever_resumes_at_the_door_says_who_stands_there(
    case: Case, supervisor: Desk, small_world: World
):
    with context.as_system():
        for event, facts in (
            ("OfferAccepted", {"offer_live": True, "chain_live": True}),
            ("Arrived", {"position_known": True}),
            ("AskedToRefuse", {"reason": "in_words"}),
        ):
            actor = viewers.Actor(viewers.ActorRole.TECHNICIAN, small_world.mori.pk)
            case_services.advance(case.pk, event=event, actor=actor, now=NOW, facts=facts)
    path = path_of(case)
    page = shown(supervisor.act(path, "Resumed", reason="落ち着いた"), 422)
    assert "どちらかを選んでください" in page
    supervisor.act(path, "Resumed", reason="落ち着いた", attendant="same")
    case.refresh_from_db()
    assert case.state == "arrived"


def test_ending_a_halted_case_needs_the_state_of_the_door(case: Case, desk: Desk, supervisor: Desk):
    desk.act(path_of(case), "ObjectionRaised")
    shown(supervisor.act(path_of(case), "Ended", reason="中止"), 422)
    supervisor.act(path_of(case), "Ended", reason="中止", door_state="locked")
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "stopped")


def test_a_cancelled_case_offers_no_step(case: Case, desk: Desk):
    desk.act(path_of(case), "ResidentCancelled")
    page = shown(desk.get(path_of(case)))
    assert "取消" in page
    assert "/do/" not in page


def test_the_live_fragment_is_the_page_without_its_frame(case: Case, desk: Desk):
    part = shown(desk.get(f"{path_of(case)}live/"))
    assert "case-main" in part
    assert "case-now" in part
    assert "<html" not in part


def test_looking_at_a_person_is_recorded(case: Case, desk: Desk, small_world: World):
    from kaketsuke.audit.models import Access

    desk.get(path_of(case))
    assert Access.objects.filter(viewer_id=small_world.operator.pk, case_id=case.pk).exists()


def test_what_remains_is_taken_on_and_finished(case: Case, desk: Desk):
    remaining = case.follow_ups.get()
    assert "カードキーの停止" in shown(desk.get(path_of(case)))
    desk.post(f"{path_of(case)}follow-ups/{remaining.pk}/", what="take")
    desk.post(f"{path_of(case)}follow-ups/{remaining.pk}/", what="finish")
    remaining.refresh_from_db()
    assert remaining.owner_role == "office"
    assert remaining.done_at is not None
    assert "後の対応が終わりました" in shown(desk.get(path_of(case)))


def test_facts_are_shown_in_words_and_never_as_codes(case: Case, desk: Desk):
    page = shown(desk.get(path_of(case)))
    assert "<dt>理由</dt><dd>カードキーの紛失</dd>" in page
    assert "request_id" not in page
    assert "card_lost" not in page


@pytest.mark.clause("A1.2.1")
def test_another_attendant_is_chosen_from_the_record(case: Case, desk: Desk, small_world: World):
    with context.as_system():
        for event, facts in (
            ("OfferAccepted", {"offer_live": True, "chain_live": True}),
            ("Arrived", {"position_known": True}),
            ("ChecksFailed", {"site_outcome": "decline"}),
        ):
            actor = viewers.Actor(viewers.ActorRole.TECHNICIAN, small_world.mori.pk)
            case_services.advance(case.pk, event=event, actor=actor, now=NOW, facts=facts)
    page = shown(desk.get(path_of(case)))
    assert "見本不動産株式会社" in page
    path, event = path_of(case), "OtherAttendantComes"
    shown(desk.act(path, event, attendant="だれか"), 422)
    shown(desk.act(path, event, attendant=f"registrant:{small_world.aoki.pk}:"), 422)
    desk.act(path, event, attendant=f"owner::{small_world.owner.pk}")
    case.refresh_from_db()
    assert case.state == "arrived"
    with context.as_system():
        assert attendance.attendant_of(case).owner_id == small_world.owner.pk
    assert "見本不動産株式会社" in shown(desk.get(path_of(case)))


@pytest.mark.clause("A1.2.2")
def test_a_supervisor_gives_a_leave_on_an_open_case_and_the_operator_cannot(
    case: Case, desk: Desk, supervisor: Desk
):
    path = f"/console/cases/{case.id}/"
    assert "特例許可を出す" not in shown(desk.get(path))
    assert desk.post(f"{path}leave/", reason="身分証は室内").status_code == 403
    assert "特例許可を出す" in shown(supervisor.get(path))
    assert (
        supervisor.post(f"{path}leave/", seen=supervisor.stand(path), reason="").status_code == 422
    )
    assert (
        supervisor.post(
            f"{path}leave/", seen=supervisor.stand(path), reason="身分証は室内"
        ).status_code
        == 302
    )
    page = shown(supervisor.get(path))
    assert "特例許可を出しました" in page
    assert "特例許可を出す" not in page


def test_a_leave_comes_too_late_once_the_case_has_ended(case: Case, desk: Desk, supervisor: Desk):
    path = f"/console/cases/{case.id}/"
    seen = supervisor.stand(path)
    desk.act(path, "ResidentCancelled")
    supervisor.post(f"{path}leave/", seen=seen, reason="身分証は室内")
    assert "画面を開いたあとに案件が進みました" in shown(supervisor.get(path))


@pytest.mark.clause("4.4")
def test_a_prevented_case_keeps_from_when_until_when_the_event_stood_in_the_way(
    case: Case, supervisor: Desk, small_world: World, at_the_time: list[datetime]
):
    with context.as_system():
        event = events.declare_area_event(
            AreaEventKind.FLOOD, municipality_codes=["13104"], source="気象庁の発表",
            declared_by_id=small_world.supervisor.pk, now=NOW - timedelta(hours=1),
        )  # fmt: skip
    at_the_time[0] = case.opened_at + timedelta(minutes=25)
    assert "気象庁の発表" in shown(supervisor.get(path_of(case)))
    sent = {"area_event": str(event.pk), "people_told": "on"}
    shown(supervisor.act(path_of(case), "Prevented", reason="", **sent), 422)
    supervisor.act(path_of(case), "Prevented", reason="どの道も冠水している。", **sent)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "not_performed")
    kept = case.extents.get()
    assert (kept.area_event_id, kept.during.lower) == (event.pk, case.opened_at)
    assert kept.during.upper == at_the_time[0]


@pytest.mark.clause("A1.2.1")
def test_the_link_goes_to_another_number_while_the_registered_phone_lies_inside(
    case: Case, desk: Desk
):
    path = f"{path_of(case)}number/"
    assert "別の番号にリンクを送る" in shown(desk.get(path_of(case)))
    assert "つながる番号" in shown(desk.post(path, number="0120-000-000"), 422)
    assert desk.post(path, number="０９０-0000-0996").status_code == 302
    assert desk.post(path, number="090-0000-0997").status_code == 302  # heard wrongly before
    page = shown(desk.get(path_of(case)))
    assert "090-0000-0997" in page
    assert "090-0000-0996" not in page
    desk.act(path_of(case), "ResidentCancelled")
    case.refresh_from_db()
    assert case.state == "cancelled"
    desk.post(path, number="090-0000-0998")
    assert "別の番号を使えません" in shown(desk.get(path_of(case)))


def test_no_link_goes_to_another_number_once_somebody_is_protected(case: Case, desk: Desk):
    with context.as_system():
        assert not notices.is_newly_protected(case, now=NOW)
        intake_services.record_flag(
            "protective", company_id=case.company_id, dwelling_id=case.dwelling_id, facts="x",
            set_by_id=case.pk, review_on=NOW.date(), now=NOW,
        )  # fmt: skip
        assert notices.is_newly_protected(case, now=NOW)
    desk.post(f"{path_of(case)}number/", number="090-0000-0997")
    assert "責任者に伝えて" in shown(desk.get(path_of(case)))
