"""The work on the phone: clock, estimate, opening, money."""

import base64
import json
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case, Entry
from kaketsuke.money.models import Approval, Collection, Estimate, Receipt
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import Opening, Photo
from tests import door
from tests.onsite.test_photos import encoded
from tests.web.console.conftest import shown

OPENED = {"method": "non_destructive", "lock_usable": "yes"}


@pytest.fixture
def phone(story):
    return story.go("working")


def estimate(phone, **quantities):
    sent = {f"quantity_{code}": count for code, count in quantities.items()}
    return phone.client.post(f"{phone.path}estimate/", {"key": str(uuid.uuid4()), **sent})


def answer(phone, word):
    with context.as_system():
        newest = Estimate.objects.order_by("-version").first()
    strokes = json.dumps({"strokes": [[[n * 12, n % 3 * 10, n] for n in range(9)]]})
    sent = {"answer": word, "sheet": "paper", "signature": strokes}
    return phone.client.post(f"{phone.path}estimate/{newest.pk}/answer/", sent)


@pytest.mark.clause("A1.3")
def test_the_clock_stands_on_top_against_sixty_minutes(phone, story):
    story.wait(41)
    page = phone.screen()
    assert "41:00" in page
    assert "60:00" in page
    assert "まもなく" not in page
    story.wait(10)
    assert "まもなく無料の時間が終わります" in phone.screen()


def test_a_pause_stops_the_clock_until_the_work_goes_on(phone, story):
    story.wait(10)
    assert phone.press("pause").status_code == 422
    phone.press("pause", because="fetching_tools")
    story.wait(30)
    assert "10:00" in phone.screen()
    phone.press("continue")
    story.wait(5)
    assert "15:00" in phone.screen()


@pytest.mark.clause("A1.2.1")
def test_the_attendant_leaving_halts_the_work(phone):
    phone.press("attendant_left")
    assert "立会いの方が離れました" in phone.screen()


@pytest.mark.clause("A1.3")
def test_an_estimate_is_shown_with_its_total_and_approved_on_this_screen(phone):
    assert estimate(phone, **{"MAT-1": "3"})["Location"] == f"{phone.path}estimate/payer/"
    page = shown(phone.get("estimate/payer/"))
    assert "10,998 円" in page
    assert "費用はかかりません" in page
    answer(phone, "approve")
    with context.as_system():
        assert Approval.objects.get().how == "technicians_screen"
    assert "有料の作業を始める" in phone.screen()


@pytest.mark.clause("A1.3")
def test_a_declined_estimate_costs_nothing(phone, story):
    estimate(phone, **{"SP-1": "1"})
    assert answer(phone, "decline").status_code == 302
    story.wait(2)
    phone.press("open", **OPENED)
    assert "お支払いはありません" in phone.screen()


def test_an_empty_or_senseless_estimate_keeps_what_was_typed(phone):
    assert "明細を 1 つ以上" in shown(estimate(phone), 422)
    assert 'value="1000"' in shown(estimate(phone, **{"SP-1": "1000"}), 422)
    assert estimate(phone, **{"SP-1": "２"}).status_code == 302


def test_an_estimate_sent_twice_with_one_key_is_one_version(phone):
    sent = {"key": str(uuid.uuid4()), "quantity_SP-1": "1"}
    for _again in range(2):
        assert phone.client.post(f"{phone.path}estimate/", sent).status_code == 302
    with context.as_system():
        assert Estimate.objects.count() == 1


def test_an_estimate_of_another_case_cannot_be_answered(phone):
    path = f"{phone.path}estimate/{uuid.uuid4()}/answer/"
    assert phone.client.post(path, {"answer": "approve"}).status_code == 404


@pytest.mark.clause("4.3")
def test_a_lock_that_cannot_be_used_needs_a_choice(phone):
    response = phone.press("open", method="non_destructive", lock_usable="no")
    assert "どうしたかを選んでください" in shown(response, 422)
    sent = {"method": "non_destructive", "lock_usable": "no", "if_unusable": "interim"}
    text = shown(phone.press("open", **sent), 422)
    assert "どんな措置をしたか" in text
    assert "措置を決めた方" in text
    who = {"interim_kind": "temporary_lock", "interim_decided_by": "attendant"}
    late = phone.press("open", **sent, **who, interim_until="2027-11-22")
    assert "60 日以内" in shown(late, 409)
    phone.press("open", **sent, **who, interim_until="2026-11-27", interim_note="合鍵を預けた")
    with context.as_system():
        assert Opening.objects.get().if_unusable == "interim"


@pytest.mark.clause("4.3")
def test_a_measure_that_is_declined_needs_a_reason(phone):
    sent = {"method": "non_destructive", "lock_usable": "no", "if_unusable": "declined"}
    assert "ご辞退の理由を選んでください" in shown(phone.press("open", **sent), 422)
    phone.press("open", **sent, declined_because="own_arrangement")
    with context.as_system():
        assert Opening.objects.get().if_unusable == "declined"


@pytest.mark.clause("2.1f")
@pytest.mark.clause("2.1")
def test_a_broken_lock_needs_an_approval_on_record_and_a_signature(phone, story):
    sent = {"method": "destructive", "lock_usable": "yes"}
    assert "ご署名が必要です" in shown(phone.press("open", **sent), 409)
    assert "承認の記録がありません" in shown(phone.get("steps/break/"))
    assert phone.press("ask_breaking").status_code == 302
    with context.as_system():
        onsite_services.approve_breaking(
            phone.case.pk,
            approved_by="owner",
            heard=onsite_services.HeardOwner(story.at.world.owner.pk),
            actor=door.operator(story.at.world),
            now=story.at.now,
        )
    unsigned = phone.press("break", destructive_approved_by="owner")
    assert "ご署名をお願いします" in shown(unsigned, 422)
    other = phone.press("break", destructive_approved_by="company", spoken="on")
    assert "一つ選んで" in shown(other, 422)
    signed = json.dumps({"strokes": [door.signature().strokes[0]]})
    phone.press("break", destructive_approved_by="owner", signature=signed)
    phone.press("open", **sent)
    assert phone.state == "opened"
    with context.as_system():
        assert Opening.objects.get().destructive_approved_by == "owner"


@pytest.mark.clause("A1.3")
def test_a_free_job_ends_with_a_receipt_of_nothing(phone, story):
    story.wait(20)
    phone.press("open", **OPENED)
    key = uuid.uuid4()
    for _again in range(2):
        phone.press("finish_free", key=key)
    page = phone.screen()
    assert "完了しました" in page
    assert "お支払いはありません" in page
    with context.as_system():
        assert Receipt.objects.get().total_yen == 0


@pytest.mark.clause("3.3")
def test_what_was_approved_and_begun_is_collected_with_a_receipt(phone, story):
    estimate(phone, **{"MAT-1": "3"})
    answer(phone, "approve")
    line = re.search(r"/lines/([0-9a-f-]+)/begin/", phone.screen())[1]
    assert phone.client.post(f"{phone.path}lines/{line}/begin/", {}).status_code == 302
    story.wait(5)
    phone.press("open", **OPENED)
    assert "10,998 円" in phone.screen()
    assert phone.press("collect", method="unpaid").status_code == 422
    assert "現金で受け取りました" in shown(phone.press("collect", method="cash"))
    with context.as_system():
        assert Collection.objects.get().amount_yen == 10_998


def test_what_was_not_begun_is_not_collected(phone, story):
    estimate(phone, **{"MAT-1": "3"})
    answer(phone, "approve")
    story.wait(5)
    phone.press("open", **OPENED)
    assert "お支払いはありません" in phone.screen()


def test_a_door_that_stays_shut_ends_the_case_free_of_charge(phone):
    missing = phone.press("could_not_open", because="lock_model", other_skill="no")
    assert "安全な状態にしてから" in shown(missing, 422)
    page = shown(
        phone.press("could_not_open", because="lock_model", other_skill="no", door_secured="on")
    )
    assert "開錠せずに終わりました" in page
    with context.as_system():
        assert Case.objects.get().outcome == "not_opened"


def test_the_resident_may_change_their_mind_during_the_work(phone):
    page = shown(phone.press("cancel", door_open="no", door_secured="on"))
    assert "開錠せずに終わりました" in page


def test_past_the_free_minutes_only_an_estimate_goes_on(phone, story):
    story.wait(61)
    with context.as_system():
        onsite_services.reach_minutes(phone.case.pk, now=story.at.now)
    assert "無料の時間が終わりました" in phone.screen()
    response = phone.press("continue")
    assert "見積りの承認が必要です" in shown(response, 409)
    estimate(phone, OT="15")
    answer(phone, "approve")
    assert phone.press("continue").status_code == 302
    with context.as_system():
        assert Entry.objects.filter(event="Continued").count() == 1


def test_the_phone_works_in_the_serving_role(as_app_role, story):
    phone = story.go("at_the_door")
    phone.check()
    phone.press("begin")
    estimate(phone, **{"SP-1": "1"})
    answer(phone, "approve")
    story.wait(5)
    phone.press("open", **OPENED)
    assert "お支払いはありません" in phone.screen()
    assert "完了しました" in shown(phone.press("finish_free"))


def test_a_photo_of_the_lock_goes_up_as_a_file_or_made_small(phone):
    small = base64.b64encode(encoded()).decode()
    assert phone.press("photo", moment="before", picture=small).status_code == 302
    sent = {"moment": "after", "file": SimpleUploadedFile("lock.jpg", encoded())}
    assert phone.press("photo", **sent).status_code == 302
    with context.as_system():
        assert [each.moment for each in Photo.objects.order_by("pk")] == ["before", "after"]


@pytest.mark.parametrize(
    ("file", "said", "status"),
    [
        (b"", "写真を選んでください", 422),
        (b"no picture", "読み取れませんでした", 409),
        (bytes(13 * 1024 * 1024), "大きすぎます", 422),
    ],
    ids=["none", "text", "13 MB"],
)
def test_what_is_no_photo_is_refused_in_words(phone, file, said, status):
    sent = {"file": SimpleUploadedFile("lock.jpg", file)} if file else {}
    assert said in shown(phone.press("photo", moment="before", **sent), status)
    with context.as_system():
        assert not Photo.objects.exists()
