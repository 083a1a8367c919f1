"""The check at the door: in order, none skipped, nothing of a document kept."""

from datetime import timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite.models import Check
from kaketsuke.people.models import ContactPoint
from tests import door
from tests.web.console.conftest import shown
from tests.web.field.conftest import LICENCE, PAGE
from tests.web.field.test_drain import entries

ALL = ["code_word", "who", "kind", "valid", "name", "face", "address", "result"]


@pytest.fixture
def phone(story):
    return story.go("at_the_door")


@pytest.mark.clause("A1.2")
def test_every_question_is_asked_in_order_and_the_work_may_begin(phone):
    assert phone.check() == ALL
    assert phone.state == "verified"
    assert "作業を始められます" in phone.screen()


@pytest.mark.clause("A1.2.2")
def test_another_name_on_the_card_is_turned_away_with_words_and_ways_left(phone):
    asked = phone.check(name={"full_name": "鈴木 花子"})
    assert asked == ["code_word", "who", "kind", "valid", "name", "name_other", "result"]
    assert phone.state == "turned_away"
    page = phone.screen()
    assert "本人さまの確認ができませんでした" in page
    assert "まだできること" in page
    assert "188" in page
    with context.as_system():
        assert Check.objects.get().name_matches is False


@pytest.mark.clause("A1.2.2")
def test_another_face_is_turned_away(phone):
    assert phone.check(face={"face": "no"})[-1] == "result"
    assert phone.state == "turned_away"


@pytest.mark.parametrize("typed", ["佐藤花子", "佐藤　花子", "佐 藤 花 子"])
def test_a_name_is_compared_whatever_its_width(phone, typed):
    assert "name_other" not in phone.check(name={"full_name": typed})


@pytest.mark.clause("A1.2.1")
@pytest.mark.parametrize("typed", ["佐藤 太郎", "花子", "佐藤花子1"])
def test_family_with_the_same_surname_is_turned_away(phone, typed):
    assert "name_other" in phone.check(name={"full_name": typed}, name_other={"again": "other"})
    assert phone.state == "turned_away"


def test_a_slip_may_be_typed_again_but_not_guessed(phone):
    asked = phone.check(name={"full_name": "佐籐花子"}, name_other={"again": "again"})
    assert asked.count("name") == 3
    assert phone.state == "turned_away"


def test_what_is_typed_is_in_no_page_and_no_row(phone):
    text = phone.get("check/").content.decode()
    for answer in ({"code_word": "yes"}, {"role": "registrant"}, {"kind": "passport"}):
        text = shown(phone.answer(text, **answer))
    text = shown(phone.answer(text, has_photo="yes", expired="no"))
    assert "佐藤" not in text
    text = shown(phone.answer(text, full_name="ミシラヌ ヒト"))
    assert "ミシラヌ" not in text


@pytest.mark.clause("A1.2.2")
def test_the_surname_alone_asks_for_the_rest_and_is_no_free_try(phone):
    asked = phone.check(name={"full_name": "佐藤"}, name_other={"again": "other"})
    assert asked[4:] == ["name", "name", "name", "result"]
    assert phone.state == "turned_away"


@pytest.mark.clause("A1.2.2")
def test_going_back_or_beginning_anew_gives_no_further_try(phone):
    def at_the_name():
        text = phone.get("check/").content.decode()
        for page in ("code_word", "who", "kind", "valid"):
            text = phone.answer(text, **LICENCE[page]).content.decode()
        return text

    for _anew in range(2):
        assert "お名前が登録と違います" in shown(phone.answer(at_the_name(), full_name="鈴木一郎"))
    back = phone.answer(at_the_name(), back="1").content.decode()
    text = shown(
        phone.answer(phone.answer(back, **LICENCE["valid"]).content.decode(), full_name="鈴木二郎")
    )
    assert "作業はできません" in text
    assert "作業はできません" in shown(phone.answer(at_the_name(), full_name="佐藤 花子"))
    assert len(entries("NameDiffered")) == 3


@pytest.mark.clause("A1.2")
@pytest.mark.parametrize("typed", ["1234", "佐藤12", "１２３", "A12345678"])
def test_digits_in_a_row_are_refused(phone, typed):
    text = phone.get("check/").content.decode()
    for answer in ({"code_word": "yes"}, {"role": "registrant"}, {"kind": "passport"}):
        text = shown(phone.answer(text, **answer))
    text = shown(phone.answer(text, has_photo="yes", expired="no"))
    assert "番号は入力しないでください" in shown(phone.answer(text, full_name=typed), 422)


@pytest.mark.clause("4.7.3")
@pytest.mark.parametrize("role", ["other", "nobody"])
def test_nobody_entitled_at_the_door_is_turned_away_at_once(phone, role):
    assert phone.check(who={"role": role}) == ["code_word", "who", "result"]
    assert phone.state == "turned_away"


@pytest.mark.clause("A1.2.2")
@pytest.mark.parametrize("kind", ["not_public", "none", "locked_inside"])
def test_no_document_is_turned_away_at_once(phone, kind):
    assert phone.check(kind={"kind": kind})[-2:] == ["kind", "result"]
    assert phone.state == "turned_away"


@pytest.mark.parametrize("address", ["no", "not_shown"])
def test_an_address_that_differs_makes_the_registered_phone_ring(phone, address):
    asked = phone.check(kind={"kind": "passport"}, address={"address": address})
    assert asked[-2:] == ["call_back", "result"]
    with context.as_system():
        assert Check.objects.get().call_back_done is True


def test_where_no_proven_phone_answers_the_page_says_that_nothing_was_sent(phone):
    with context.as_system():
        ContactPoint.objects.update(proven_at=None)
    phone.check(address={"address": "not_shown"}, call_back=None)
    assert "番号は送っていません" in phone.last_page
    assert "番号を送りました" not in phone.last_page


def test_a_phone_that_does_not_answer_leaves_the_door_shut(phone):
    asked = phone.check(
        address={"address": "not_shown"}, call_back={"call_back": "no"}, call_back_failed=None
    )
    assert asked[-1] == "call_back_failed"
    assert phone.state == "arrived"


def test_a_wrong_code_word_goes_no_further(phone):
    asked = phone.check(code_word={"code_word": "no"}, code_word_wrong=None)
    assert asked == ["code_word", "code_word_wrong"]
    assert phone.state == "arrived"


def test_no_question_can_be_skipped(phone):
    text = phone.get("check/").content.decode()
    carried = {"so_far": "forged", "page": "result", "key": ""}
    response = phone.client.post(f"{phone.path}check/", carried)
    assert PAGE.search(shown(response))[1] == "code_word"
    assert PAGE.search(shown(phone.answer(text, page="result")))[1] == "code_word"
    assert phone.state == "arrived"


def test_going_back_takes_back_the_last_answer(phone):
    text = phone.get("check/").content.decode()
    text = shown(phone.answer(text, code_word="yes"))
    text = shown(phone.answer(text, role="registrant"))
    assert PAGE.search(text)[1] == "kind"
    assert PAGE.search(shown(phone.answer(text, back="1")))[1] == "who"


@pytest.mark.clause("A1.2.2")
def test_under_a_leave_the_work_begins_and_the_check_is_owed(under_leave):
    phone = under_leave.go("at_the_door")
    assert "特例許可があります" in phone.screen()
    assert phone.check(kind={"kind": "locked_inside"})[-1] == "result"
    assert phone.state == "arrived"
    assert "本人確認が残っています" in phone.screen()
    phone.press("begin")
    assert phone.state == "working"
    under_leave.wait(5)
    phone.press("open", method="non_destructive", lock_usable="yes")
    page = phone.screen()
    assert "いますぐ本人確認" in page
    assert "0 円で完了します" not in page
    asked = phone.check()
    assert asked == ALL[1:]
    with context.as_system():
        case = Case.objects.get()
    assert (case.state, case.check_owed) == ("opened", False)
    assert "0 円で完了します" in phone.screen()


@pytest.mark.clause("A1.2.2")
def test_an_owed_check_that_fails_locks_the_door_again(under_leave):
    phone = under_leave.go("at_the_door")
    phone.check(kind={"kind": "locked_inside"})
    phone.press("begin")
    phone.press("open", method="non_destructive", lock_usable="yes")
    asked = phone.check(face={"face": "no"}, result=None)
    assert asked[-1] == "result"
    assert phone.state == "opened"
    phone.check(face={"face": "no"}, result={"nobody_left_inside": "on", "door_locked": "on"})
    assert phone.state == "halted"
    assert "開錠後の本人確認ができませんでした" in phone.screen()


def test_the_timeline_holds_results_and_no_name(phone):
    phone.check()
    with context.as_system():
        entry = Entry.objects.get(event="ChecksPassed")
    assert "佐藤" not in str(entry.facts)
    assert entry.facts["site"]["photo_id"]["name_matches"] is True


@pytest.mark.clause("A1.2")
def test_answers_about_one_attendant_pass_nobody_else(story, phone):
    text = phone.get("check/").content.decode()
    for name in ("code_word", "who", "kind", "valid", "name", "face", "address"):
        text = shown(phone.answer(text, **LICENCE[name]))
    with context.as_system():
        for event in ("HaltedBySupervisor", "Resumed"):
            case_services.advance(
                story.at.case.pk,
                event=event,
                actor=door.supervisor(story.at.world),
                now=story.at.now + timedelta(minutes=2),
                facts={"attendant_changed": True},
                words="立会いの方が変わった",
            )
    asked = PAGE.search(shown(phone.answer(text)))
    assert asked is not None
    assert asked[1] == "code_word"
    assert phone.state == "arrived"
