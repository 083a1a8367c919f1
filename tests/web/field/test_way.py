"""From the offer to the door: what the phone shows, and to whom."""

import json
import uuid

import pytest

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Entry
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.parties import services as party_services
from tests import door, pages
from tests.web.console.conftest import shown
from tests.web.field.conftest import Phone
from tests.world import NOW


@pytest.fixture
def offered(story):
    with context.as_system():
        story.offer = door.first_offer(story.at.case)
    return story


def test_an_offer_shows_the_place_and_not_the_room_or_the_person(offered):
    page = shown(offered.phone.client.get("/field/"))
    assert "青葉ハイツ" in page
    assert "東京都新宿区" in page
    assert "203" not in pages.words(page)
    assert "佐藤" not in page


def test_an_offer_says_what_is_known_of_the_place_and_what_is_not(offered, people):
    assert pages.words(offered.phone.client.get("/field/").content.decode()).count("不明") == 4
    with context.as_system():
        party_services.describe_building(
            people.building.pk, entrance_note="", auto_lock=True, parking="visitors"
        )
        party_services.describe_home(people.home.pk, floor=2, door="front", now=NOW)
    told = ("オートロック", "来客用あり", "2 階", "玄関のドア")
    page = pages.words(shown(offered.phone.client.get("/field/")))
    assert all(each in page for each in told)
    assert "203" not in page
    offered.phone.client.post(f"/field/offers/{offered.offer.pk}/accept/")
    for path in ("", "order/", "bundle/"):
        page = offered.phone.get(path).content.decode()
        if path == "bundle/":
            page = str(json.loads(page))
        assert all(each in page for each in told), path


def test_accepting_leads_to_the_case_and_twice_is_once(offered):
    path = f"/field/offers/{offered.offer.pk}/accept/"
    for _again in range(2):
        assert offered.phone.client.post(path)["Location"] == "/field/"
    assert offered.phone.client.get("/field/")["Location"] == offered.phone.path
    with context.as_system():
        assert Assignment.objects.count() == 1
    assert "青葉ハイツ 203" in offered.phone.screen()


def test_passing_needs_a_reason(offered):
    path = f"/field/offers/{offered.offer.pk}/pass/"
    assert offered.phone.client.post(path, {}).status_code == 422
    assert offered.phone.client.post(path, {"reason": "too_far"}).status_code == 302
    with context.as_system():
        offered.offer.refresh_from_db()
    assert (offered.offer.answer, offered.offer.pass_reason) == ("passed", "too_far")


def test_an_offer_of_somebody_else_cannot_be_taken(offered, people):
    hayashi = Phone(people.hayashi_account, offered.at.case)
    hayashi.client.post(f"/field/offers/{offered.offer.pk}/accept/")
    assert "あなた宛てではありません" in shown(hayashi.client.get("/field/"))
    with context.as_system():
        assert Assignment.objects.count() == 0


def test_whose_offer_another_took_is_told_so_and_sees_nothing_of_the_case(offered, people):
    with context.as_system():
        beside = Offer.objects.create(
            company_id=offered.offer.company_id,
            case=offered.at.case,
            technician=people.hayashi,
            wave=offered.offer.wave,
            travel_seconds=60,
            sent_at=offered.offer.sent_at,
            expires_at=offered.offer.expires_at,
        )
    hayashi = Phone(people.hayashi_account, offered.at.case)
    assert "青葉ハイツ" in shown(hayashi.client.get("/field/"))
    offered.phone.client.post(f"/field/offers/{offered.offer.pk}/accept/")
    with context.as_system():
        dispatch_services.withdraw_offers(offered.at.case.pk, now=clock.now())
    page = shown(hayashi.client.get("/field/"))
    assert "ほかの作業員が引き受けました" in page
    assert "青葉ハイツ" not in page
    hayashi.client.post(f"/field/offers/{beside.pk}/accept/")
    assert "この案件は担当が決まりました" in shown(hayashi.client.get("/field/"))


def test_with_nothing_to_do_the_phone_says_so(story):
    assert "いま打診はありません" in shown(story.phone.client.get("/field/"))


def test_the_waiting_page_is_left_alone_while_nothing_changes(story):
    assert story.phone.client.get("/field/", {"seen": ""}).status_code == 204


@pytest.mark.parametrize("path", ["", "check/", "estimate/", "steps/depart/", "pulse/"])
def test_another_technicians_case_does_not_exist(story, people, path):
    story.go("accept")
    hayashi = Phone(people.hayashi_account, story.at.case)
    assert hayashi.get(path).status_code == 404
    assert hayashi.press("depart").status_code == 404


@pytest.mark.parametrize("who", ["operator", "stranger"])
def test_the_phone_is_for_technicians_only(story, people, who):
    story.go("accept")
    other = Phone(getattr(people, who), story.at.case)
    assert other.get().status_code == 403
    assert other.client.get("/field/").status_code == 403


def test_a_visitor_signs_in_first(story, client):
    assert client.get(story.phone.path).status_code == 302


def test_an_offer_alone_does_not_open_the_case(offered):
    assert offered.phone.get().status_code == 404


def test_the_way_to_the_door_is_one_button_a_screen(story):
    phone = story.go("accept")
    assert "向かいます" in phone.screen()
    assert phone.press("depart")["Location"] == phone.path
    assert "着きました" in phone.screen()
    assert phone.press("arrive", latitude="35.695", longitude="139.695").status_code == 302
    assert phone.state == "arrived"
    assert "確認を始めます" in phone.screen()


def test_without_a_position_the_reason_is_asked(story):
    phone = story.go("accept")
    phone.press("depart")
    response = phone.press("arrive")
    assert response.status_code == 422
    assert "位置がとれませんでした" in response.content.decode()
    phone.press("arrive", reason="indoors")
    assert phone.state == "arrived"


def test_a_press_sent_twice_with_one_key_counts_once(story):
    phone = story.go("accept")
    key = uuid.uuid4()
    for _again in range(2):
        assert phone.press("depart", key=key).status_code == 302
    with context.as_system():
        assert Entry.objects.filter(case=phone.case, event="Departed").count() == 1


def test_a_step_out_of_order_is_refused_with_a_sentence(story):
    phone = story.go("accept")
    response = phone.press("begin")
    assert response.status_code == 409
    assert "いまの状態ではできません" in response.content.decode()
    assert phone.state == "assigned"


def test_ten_minutes_later_moves_the_range_and_is_noted_once(story):
    phone = story.go("accept")
    phone.press("depart")
    before = phone.screen()
    key = uuid.uuid4()
    for _again in range(2):
        phone.press("later", key=key)
    assert before.split("到着の目安")[1][:120] != phone.screen().split("到着の目安")[1][:120]
    with context.as_system():
        assert Entry.objects.filter(case=phone.case, event="DelayTold").count() == 1


def test_a_press_that_was_late_keeps_its_own_moment(story):
    phone = story.go("accept")
    pressed = story.at.now
    story.wait(12)
    phone.press("depart", event_at=pressed.isoformat())
    with context.as_system():
        entry = Entry.objects.get(case=phone.case, event="Departed")
    assert (entry.event_at, entry.entered_at) == (pressed, story.at.now)


def test_who_withdraws_loses_the_case_from_the_phone(story):
    phone = story.go("accept")
    response = phone.press("withdraw", reason="accident")
    assert "担当から外れました" in shown(response)
    assert phone.get()["Location"] == "/field/"
    assert phone.press("withdraw", reason="accident")["Location"] == "/field/"


@pytest.mark.clause("A1.2.1")
def test_nobody_there_needs_the_waiting_time_and_two_calls(story):
    phone = story.go("at_the_door")
    assert phone.press("nobody_there").status_code == 409
    for _call in range(2):
        assert phone.press("call_not_answered").status_code == 302
    assert "かけたお電話" in phone.screen()
    story.wait(21)
    assert phone.press("nobody_there").status_code == 409
    assert phone.press("connect").status_code == 302
    assert "ご不在で終わりました" in shown(phone.press("nobody_there"))


@pytest.mark.clause("4.7.6")
def test_leaving_for_safety_asks_nothing(story):
    phone = story.go("working")
    assert phone.press("safe_exit").status_code == 302
    page = phone.screen()
    assert "安全を優先して離れました" in page
    assert "110" in page


@pytest.mark.clause("4.7.6")
def test_asking_to_refuse_needs_words_for_the_supervisor(story):
    phone = story.go("at_the_door")
    assert phone.press("ask_to_refuse").status_code == 422
    assert phone.press("ask_to_refuse", words="ひどく酔っていて怒鳴られた").status_code == 302
    assert "責任者が確認しています" in phone.screen()


def test_a_stop_is_said_on_the_phone_and_by_the_pulse(story):
    phone = story.go("accept")
    seq = phone.screen().split("pulse/?seq=")[1].split('"')[0]
    assert phone.get(f"pulse/?seq={seq}").status_code == 204
    with context.as_system():
        token = case_services.make_link(phone.case.pk, story.at.world.sato.pk, now=story.at.now)
        case_services.press_stop(token, now=story.at.now)
    assert phone.get(f"pulse/?seq={seq}").headers["HX-Refresh"] == "true"
    assert "状況が変わりました" in shown(phone.get("pulse/?screen=assigned"))
    assert "ご登録の方が停止しました" in phone.screen()
    assert phone.press("depart").status_code == 409


def test_the_position_is_shared_on_the_way_and_at_no_other_time(story):
    phone = story.go("accept")
    where = {"latitude": "35.69000", "longitude": "139.69000"}
    assert phone.client.post(f"{phone.path}position/", where).status_code == 409
    phone.press("depart")
    assert "data-share-position" in phone.screen()
    assert phone.client.post(f"{phone.path}position/", where).status_code == 204
    assert phone.client.post(f"{phone.path}position/", {}).status_code == 409
    phone.press("arrive", latitude="35.695", longitude="139.695")
    assert "data-share-position" not in phone.screen()
    assert phone.client.post(f"{phone.path}position/", where).status_code == 409


def test_a_call_is_asked_of_the_centre_and_shows_no_number(story):
    phone = story.go("accept")
    assert phone.press("connect").status_code == 302
    assert "090" not in pages.words(phone.screen())
    with context.as_system():
        assert Entry.objects.filter(event="ConnectionAsked").count() == 1
