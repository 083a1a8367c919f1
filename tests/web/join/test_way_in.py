"""From the letter to my page without a script; and everything that may go wrong on the way."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.parties import services as party_services
from kaketsuke.people import queries as people_queries
from kaketsuke.people.models import Person
from kaketsuke.residents import services
from kaketsuke.residents.models import Consent, Decline, Invitation, Presentation, Registration
from tests.residents import rows
from tests.web.join.conftest import AOKI, LATER, TICKED, figures, make_letter, walk
from tests.world import NOW, World, add_resident, register

pytestmark = pytest.mark.django_db


def registrations() -> list[Registration]:
    with context.as_system():
        return list(Registration.objects.filter(channel="web"))


@pytest.mark.clause("2.1")
@pytest.mark.clause("2.2")
def test_a_letter_leads_to_my_page_without_any_script(town: World, letter: str):
    client = walk(letter)
    page = client.get("/my/").content.decode()
    assert "青木 一郎" in page
    assert "青葉ハイツ" in page
    (made,) = registrations()
    assert (made.proof, made.dwelling_id) == ("code", town.next_door.pk)
    with context.as_system():
        assert people_queries.contact_points_of([made.person_id])[0].proven_at


@pytest.mark.clause("2.2c")
@pytest.mark.clause("2.2")
@pytest.mark.clause("2.2c")
def test_name_and_phone_are_enough_and_nothing_else_is_asked_for(town: World, letter: str):
    page = walk(letter, until="/join/details/").get("/join/details/").content.decode()
    assert page.count("必須") == 4  # family, given, and two choices that are made already
    walk(letter, details={k: v for k, v in AOKI.items() if k in AOKI})
    assert len(registrations()) == 1


@pytest.mark.clause("P-4")
def test_it_is_shown_before_it_is_accepted_and_both_are_kept_apart(town: World, letter: str):
    client = Client()
    client.get(f"/r/{letter}/", follow=True)
    client.get("/join/")
    with context.as_system():
        shown = Presentation.objects.get(dwelling=town.next_door)
        assert (shown.channel, shown.version_id) == ("web", town.terms.pk)
        assert not Consent.objects.filter(presentation=shown).exists()


@pytest.mark.clause("4.6")
@pytest.mark.clause("4.9")
@pytest.mark.clause("4.8")
@pytest.mark.clause("4.8b")
@pytest.mark.clause("2.1a")
def test_three_lines_stand_unticked_and_each_is_needed(town: World, letter: str):
    client = walk(letter, until="/join/consent/")
    page = client.get("/join/consent/").content.decode()
    for line in ("terms", "provision", "assignment"):
        field = page.split(f'name="{line}"')[1].split(">")[0]
        assert "checked" not in field
    assert "三つすべて" in page
    assert "プライバシーポリシー 第 1 版" in page
    for line in ("terms", "provision", "assignment"):
        said = {each: value for each, value in TICKED.items() if each != line}
        answer = client.post("/join/consent/", said)
        assert answer.status_code == 422
        assert "同意が必要です" in answer.content.decode()
    walk(letter)
    with context.as_system():
        made = Consent.objects.filter(presentation__dwelling=town.next_door)
        assert set(made.values_list("line", "policy_version")) == {
            ("terms", "1"),
            ("provision", "1"),
            ("assignment", "1"),
        }


@pytest.mark.clause("2.3a")
@pytest.mark.clause("2.3")
@pytest.mark.clause("2.3a")
def test_declining_is_as_easy_and_keeps_nothing_of_the_person(town: World, letter: str):
    before = Person.objects.count()
    client = walk(letter, until="/join/consent/")
    assert "/join/decline/" in client.get("/join/").content.decode()
    assert "お名前も連絡先もお聞きしません" in client.get("/join/decline/").content.decode()
    assert "承りました" in client.post("/join/decline/").content.decode()
    with context.as_system():
        assert Decline.objects.get().dwelling_id == town.next_door.pk
        assert Person.objects.count() >= before
        assert not registrations()
        names = {field.name for field in Decline._meta.concrete_fields}
    assert names == {"id", "dwelling", "version", "declined_at"}
    assert "registration" not in client.session
    assert client.get("/join/consent/").status_code == 302


@pytest.mark.clause("2.3")
def test_a_stranger_declines_for_nobody(town: World):
    """An address is known to everybody: it erases no invitation and marks no home."""
    with context.as_system():
        line = services.Invitee(town.next_door.pk, name="青木 一郎", phone="+819000000204")
        rows.invite(line, told_by_id=town.owner.pk, now=NOW)
        invited = Invitation.objects.filter(origin="roster").count()
    assert invited
    client = Client()
    said = {"building": str(town.building.pk), "room": town.next_door.room}
    client.post("/join/home/?postal=1600023", said)
    assert "承りました" in client.post("/join/decline/").content.decode()
    with context.as_system():
        assert Invitation.objects.filter(origin="roster").count() == invited
        assert not Decline.objects.exists()


def test_who_skips_a_step_is_led_to_where_they_stand(town: World, letter: str):
    assert Client().get("/join/details/")["Location"] == "/join/start/"
    client = walk(letter, until="/join/consent/")
    assert client.get("/join/details/")["Location"] == "/join/consent/"
    client = walk(letter, until="/join/code/")
    assert client.get("/join/details/")["Location"] == "/join/code/"


def test_the_back_button_and_a_form_sent_twice_register_once(town: World, letter: str):
    client = walk(letter, until="/join/details/")
    stale = client.session["registration"]
    assert client.post("/join/details/", AOKI)["Location"] == "/my/"
    assert client.post("/join/details/", AOKI)["Location"] == "/my/"
    for path in ("/join/", "/join/consent/", "/join/phone/", f"/r/{letter}/"):
        assert client.get(path).status_code in (302, 404)
    other = Client()  # the same form from the browser's other tab, before it knew
    session = other.session
    session["registration"] = stale
    session.save()
    assert other.post("/join/details/", AOKI)["Location"] == "/my/"
    assert len(registrations()) == 1


def test_each_step_takes_as_many_queries_in_a_full_house_as_in_an_empty_one(
    town: World, letter: str, django_assert_max_num_queries: Any
):
    """Many dwellings, letters and registrants beside one's own cost a step nothing."""
    alone = _queries_by_step(letter, django_assert_max_num_queries)
    with context.as_system():
        homes = party_services.add_dwellings(town.building, rooms=[str(n) for n in range(301, 313)])
        services.make_dwelling_codes([each.pk for each in homes], now=NOW)
        for n, home in enumerate(homes[1:]):
            person = add_resident(
                town.company, family="架空", given=str(n), phone=f"090-0003-{n:04}"
            )
            register(person, dwelling=home, terms=town.terms)
    crowded = _queries_by_step(
        make_letter(homes[0].pk), django_assert_max_num_queries, phone="090-0000-0301"
    )
    # The first one's number is another person's too, who is looked at beside: three queries.
    assert {**crowded, "/join/details/": alone["/join/details/"]} == alone
    assert crowded["/join/details/"] <= alone["/join/details/"]
    assert sum(alone.values()) <= MOST_QUERIES


MOST_QUERIES = 240  # of the whole way, savepoints too


def _queries_by_step(letter: str, counting: Any, *, phone: str = "090-0000-0204") -> dict[str, int]:
    client, counted = Client(), {}
    steps: dict[str, Any] = {
        f"/r/{letter}/": None,
        "/join/": None,
        "/join/consent/": lambda: TICKED,
        "/join/phone/": lambda: {"phone": phone},
        "/join/code/": lambda: {"code": figures()},
        "/join/details/": lambda: {**AOKI, "given": "二郎"},
        "/my/": None,
    }
    for place, (path, said) in enumerate(steps.items()):
        sent = said() if said else None
        with counting(200) as asked:
            answer = client.post(path, sent) if sent else client.get(path)
        assert answer.status_code in (200, 302), path
        counted[path if place else "letter"] = len(asked)
    return counted


def test_a_page_of_the_registration_is_kept_by_no_cache(town: World, letter: str):
    client = walk(letter, until="/join/details/")
    for path in ("/join/", "/join/consent/", "/join/details/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_the_session_holds_nothing_of_the_person(town: World, letter: str):
    walk(letter, until="/join/details/")
    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert "00000204" not in kept.replace("-", "")
    assert "90000" not in kept


def test_unknown_used_and_expired_codes_look_the_same(
    town: World, letter: str, at_the_time: list[datetime]
):
    walk(letter)
    expired = make_letter(town.home.pk)
    at_the_time[0] = NOW + timedelta(days=61)
    pages = []
    for code in ("ABCD-EFGH-JKLM", letter, expired):
        answer = Client().post("/join/start/", {"code": code})
        assert answer.status_code == 404
        text = answer.content.decode().replace(code, "")
        pages.append(text.split('class="error-summary"')[1].split("</ul>")[0])
    assert len(set(pages)) == 1


def test_guessing_is_stopped_for_the_source_and_for_nobody_else(town: World, letter: str):
    for each in range(20):
        assert Client().get(f"/r/GUESS-{each}/").status_code == 404
    assert Client().get(f"/r/{letter}/").status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").get(f"/r/{letter}/")
    assert elsewhere["Location"] == "/join/"


def test_a_code_used_by_somebody_else_meanwhile_registers_nobody(town: World, letter: str):
    first, second = (walk(letter, until="/join/details/") for _ in range(2))
    assert first.post("/join/details/", AOKI).status_code == 302
    answer = second.post("/join/details/", {**AOKI, "given": "二郎"})
    assert answer.status_code == 422
    assert "すでに使われたか" in answer.content.decode()
    assert len(registrations()) == 1


@pytest.mark.parametrize("number", ["0120-000-000", "0570-000-000", "０１２０－０００－０００"])
def test_a_number_where_nobody_answers_is_refused(town: World, letter: str, number: str):
    client = walk(letter, until="/join/phone/")
    answer = client.post("/join/phone/", {"phone": number})
    assert answer.status_code == 422
    assert "ご本人につながる番号" in answer.content.decode()


def test_everything_is_read_in_full_width(town: World, letter: str):
    wide = "".join(chr(ord(each) + 0xFEE0) if each != "-" else each for each in letter)
    client = Client()
    assert client.post("/join/start/", {"code": wide})["Location"] == "/join/"
    client.get("/join/")
    client.post("/join/consent/", TICKED)
    client.post("/join/phone/", {"phone": "０９０−００００−０７０７"})
    code = figures()
    client.post("/join/code/", {"code": "".join(chr(ord(each) + 0xFEE0) for each in code)})
    said = {**AOKI, "kana": "ｱｵｷ いちろう", "romaji": "Ａｏｋｉ Ichiro"}
    assert client.post("/join/details/", said)["Location"] == "/my/"
    with context.as_system():
        (name,) = people_queries.names_of([registrations()[0].person_id]).values()
    assert (name.kana, name.romaji) == ("アオキ イチロウ", "Aoki Ichiro")


@pytest.mark.parametrize("wrong", [{"family": "青木1"}, {"kana": "aoki"}, {"romaji": "青木"}])
def test_what_is_no_name_is_refused_in_words_and_nothing_is_lost(
    town: World, letter: str, wrong: dict[str, str]
):
    client = walk(letter, until="/join/details/")
    answer = client.post("/join/details/", {**AOKI, **wrong})
    assert answer.status_code == 422
    assert 'value="一郎"' in answer.content.decode()
    assert not registrations()


def test_a_wrong_code_is_told_and_a_new_one_comes_after_a_minute(
    town: World, letter: str, at_the_time: list[datetime]
):
    client = walk(letter, until="/join/code/")
    first = figures()
    wrong = f"{(int(first) + 1) % 1_000_000:06}"
    assert client.post("/join/code/", {"code": wrong}).status_code == 422
    client.post("/join/code/again/")
    assert "送ったばかり" in client.get("/join/code/").content.decode()
    at_the_time[0] = LATER
    client.post("/join/code/again/")
    assert client.post("/join/code/", {"code": first}).status_code == 422
    assert client.post("/join/code/", {"code": figures(now=LATER)}).status_code == 302


def test_after_an_hour_the_number_is_proven_again(
    town: World, letter: str, at_the_time: list[datetime]
):
    client = walk(letter, until="/join/details/")
    at_the_time[0] = NOW + timedelta(hours=1)
    assert client.post("/join/details/", AOKI)["Location"] == "/join/phone/"
    assert not registrations()


@pytest.mark.clause("2.2")
def test_a_minor_registers_with_the_guardian(town: World, letter: str):
    said = {**AOKI, "minor_family": "青木", "minor_given": "蓮"}
    client = walk(letter, ticked={**TICKED, "who": "minor"}, details=said)
    page = client.get("/my/").content.decode()
    assert "青木 蓮" in page
    assert {each.guardian_id is None for each in registrations()} == {True, False}


@pytest.mark.clause("2.2")
def test_without_a_code_the_owner_must_confirm(town: World):
    client = Client()
    found = client.get("/join/home/?postal=１６０−００２３").content.decode()
    assert "青葉ハイツ" in found
    said = {"building": str(town.building.pk), "room": "２０４号室"}
    path = "/join/home/?postal=1600023"
    assert client.post(path, {**said, "room": "999"}).status_code == 422
    assert client.post(path, said)["Location"] == "/join/"
    client.get("/join/")
    client.post("/join/consent/", TICKED)
    client.post("/join/phone/", {"phone": "090-0000-0777"})
    client.post("/join/code/", {"code": figures()})
    client.post("/join/details/", AOKI)
    page = client.get("/my/").content.decode()
    assert "オーナーの確認待ち" in page
    assert registrations()[0].proof is None


def test_somebody_elses_home_opens_to_nobody_and_its_people_are_told(town: World):
    """A stranger names Sato's home: it stays unusable, and tells nothing of who lives there."""
    client = Client()
    said = {"building": str(town.building.pk), "room": "203"}
    client.post("/join/home/?postal=1600023", said)
    client.get("/join/")
    client.post("/join/consent/", TICKED)
    client.post("/join/phone/", {"phone": "090-0000-0777"})
    client.post("/join/code/", {"code": figures()})
    client.post("/join/details/", {**AOKI, "family": "見知", "given": "太郎"})
    page = client.get("/my/").content.decode()
    assert "佐藤" not in page
    assert "ほかの登録" not in page
    with context.as_system():
        from kaketsuke.notify.models import Message

        told = Message.objects.filter(person_id=town.sato.pk, template="somebody_registered")
        assert told.count() == 2


def test_an_invitation_by_message_opens_the_same_way(town: World):
    from kaketsuke.notify import queries as notify_queries
    from kaketsuke.residents import services

    with context.as_system():
        line = services.Invitee(town.next_door.pk, name="青木一郎", phone="+819000000204")
        rows.invite(line, told_by_id=town.operator.pk, now=NOW)
        services.send_waiting(town.building.pk, now=NOW)
        invitation = Invitation.objects.get()
        (sent,) = notify_queries.about("invitation", [invitation.pk])
    walk(sent.body.split("/r/")[1].split("/")[0])
    (made,) = registrations()
    assert made.proof == "roster"
    with context.as_system():
        assert not Invitation.objects.exists()


def test_each_step_speaks_easy_japanese_and_the_binding_lines_stay(town: World, letter: str):
    client = walk(letter, until="/join/consent/")
    assert ">やさしい日本語</button>" in client.get("/join/consent/").content.decode()
    client.post("/i18n/setlang/", {"language": "ja-easy", "next": "/join/consent/"})
    page = client.get("/join/consent/").content.decode()
    assert '<html lang="ja"' in page
    assert "下（した）の 三（みっ）つ 全部（ぜんぶ）が いります" in page
    assert "重要事項の内容を読み、承諾します。" in page  # what is consented to is said as it is
    left_out = client.post("/join/consent/", {"who": "adult"}).content.decode()
    assert "しるしが いります" in left_out
    client.post("/join/consent/", TICKED)
    wrong = client.post("/join/phone/", {"phone": "0120-000-000"}).content.decode()
    assert "0120 や 0570 の 番号（ばんごう）は 使（つか）えません" in wrong
    client.post("/join/phone/", {"phone": "090-0000-0204"})
    wrong = client.post("/join/code/", {"code": "000000"}).content.decode()
    assert "この 数字（すうじ）は 使（つか）えません" in wrong
    client.post("/join/code/", {"code": figures()})
    details = {name: said for name, said in AOKI.items() if name != "family"}
    assert "ここを 書（か）いてください" in client.post("/join/details/", details).content.decode()
    assert client.post("/join/details/", AOKI).status_code == 302
