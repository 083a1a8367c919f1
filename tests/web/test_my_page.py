"""My page: one's own registration, why the home is covered, and what may be changed there."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.notify import services as notify_services
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy.models import DataRequest
from kaketsuke.residents import services
from kaketsuke.residents.models import Consent, OneTimeCode, Registration
from kaketsuke.terms.models import Version
from tests import stories
from tests.web.join.conftest import AOKI, at_the_time, figures, make_letter, town, walk
from tests.world import NOW, SATO_EMAIL, SATO_PHONE, World, add_resident, register

__all__ = ["at_the_time", "town"]
pytestmark = pytest.mark.django_db


def signed_in(person_id: UUID) -> Client:
    with context.as_system():
        user = services.account_of(person_id, now=NOW)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def sato(town: World) -> Client:
    return signed_in(town.sato.pk)


@pytest.mark.clause("1.1")
@pytest.mark.clause("2.3")
def test_my_page_says_whether_the_home_is_covered_and_by_which_facts(town: World, sato: Client):
    page = sato.get("/my/").content.decode()
    assert "いま使えます" in page
    for words in (
        "建物の覚書は有効です",
        "ドアのロックが記録されています",
        "登録された利用者がいます",
    ):
        assert words in page
    for clause in ("1.1", "2.1", "2.2"):
        assert f"#c-{clause}" in page


def test_it_speaks_easy_japanese(sato: Client):
    sato.post("/i18n/setlang/", {"language": "ja-easy", "next": "/my/"})
    with context.as_system():
        registration = Registration.objects.get()
    for path, words in (
        ("", ("いま 使（つか）えます", "契約（けいやく）は あります", "登録（とうろく）したこと")),
        (f"registrations/{registration.pk}/end/", ("やめないで 戻（もど）る",)),
        ("name/", ("結婚（けっこん）",)),
    ):
        page = sato.get(f"/my/{path}").content.decode()
        for each in words:
            assert each in page
    new = {"family": "鈴木", "given": "花子", "language": "ja"}
    told = sato.post("/my/name/", new, follow=True).content.decode()
    assert "前（まえ）の 書（か）き方（かた）も" in told


@pytest.mark.clause("1.2")
def test_once_the_owner_contract_has_ended_my_page_says_so(
    town: World, sato: Client, at_the_time: list[datetime]
):
    from kaketsuke.parties import services as party_services

    with context.as_system():
        party_services.end_contract(town.cover.pk, at=NOW, now=NOW)
    at_the_time[0] = NOW + timedelta(minutes=1)
    page = sato.get("/my/").content.decode()
    assert "いまは使えません" in page
    assert "覚書は終わっています" in page


def test_it_tells_how_many_others_are_registered_and_not_who(town: World, sato: Client):
    assert "あなただけです" in sato.get("/my/").content.decode()
    with context.as_system():
        other = add_resident(town.company, family="見知", given="良子", phone="090-0000-0709")
        register(other, dwelling=town.home, terms=town.terms)
    page = sato.get("/my/").content.decode()
    assert "ほかに 1 人" in page
    assert "見知" not in page


def test_nobody_reads_another_persons_page(town: World):
    page = signed_in(town.aoki.pk).get("/my/").content.decode()
    assert "佐藤" not in page
    assert Client().get("/my/")["Location"] == "/my/sign-in/"


def test_the_start_page_leads_a_registrant_to_my_page(town: World, sato: Client):
    assert sato.get("/start/")["Location"] == "/my/"


@pytest.mark.clause("4.5")
def test_a_name_is_corrected_and_its_history_kept(town: World, sato: Client):
    answer = sato.post("/my/name/", {"family": "鈴木", "given": "花子", "language": "ja"})
    assert answer.status_code == 302
    page = sato.get("/my/").content.decode()
    assert "鈴木 花子" in page
    assert "前のお名前" in page
    with context.as_system():
        assert Registration.objects.filter(person=town.sato).count() == 1


@pytest.mark.clause("4.5")
def test_a_registration_is_handed_to_nobody_else(town: World, sato: Client):
    answer = sato.post("/my/name/", {"family": "青木", "given": "一郎", "language": "ja"})
    assert answer.status_code == 422
    assert "譲れない" in answer.content.decode()
    with context.as_system():
        (name,) = people_queries.names_of([town.sato.pk]).values()
    assert name.full == "佐藤 花子"


@pytest.mark.parametrize("reason", ["moved_out", "withdrawn"])
def test_moving_out_ends_the_coverage_and_is_told(town: World, sato: Client, reason: str):
    with context.as_system():
        registration = Registration.objects.get(person=town.sato)
    path = f"/my/registrations/{registration.pk}/end/"
    assert "登録を終えますか" in sato.get(path).content.decode()
    assert sato.post(path, {}).status_code == 422
    assert sato.post(path, {"reason": reason}).status_code == 302
    page = sato.get("/my/").content.decode()
    assert "登録が終わりました" in page  # the notice
    assert sato.post(path, {"reason": reason}).status_code == 404
    with context.as_system():
        registration.refresh_from_db()
        assert registration.end_reason == reason


def test_somebody_elses_registration_is_not_found(town: World, sato: Client):
    walk(make_letter(town.next_door.pk))
    with context.as_system():
        other = Registration.objects.get(dwelling=town.next_door)
    path = f"/my/registrations/{other.pk}/end/"
    assert sato.post(path, {"reason": "moved_out"}).status_code == 404


def newer(town: World) -> Version:
    with context.as_system():
        return Version.objects.create(
            version_date=NOW.date(),
            official=True,
            title="新しい版",
            text="詳しくは www.example.jp のプライバシーポリシーへ".encode(),
            sha256="2" * 64,
            tree=town.terms.tree,
            imported_at=NOW,
            published_from=NOW - timedelta(days=1),
        )


def test_a_newer_version_is_offered_and_the_older_consent_stays(town: World, sato: Client):
    version = newer(town)
    assert "新しい版があります" in sato.get("/my/").content.decode()
    assert "https://www.example.jp" in sato.get("/my/consent/").content.decode()
    assert sato.post("/my/consent/", {"terms": "on"}).status_code == 422
    ticked = {"terms": "on", "provision": "on", "assignment": "on"}
    assert sato.post("/my/consent/", ticked).status_code == 302
    page = sato.get("/my/").content.decode()
    assert "新しい版があります" not in page
    assert f"/terms/{town.terms.pk}/" in page
    assert f"/terms/{version.pk}/" in page
    with context.as_system():
        assert Consent.objects.filter(person=town.sato).count() == 6
        assert Registration.objects.get(person=town.sato).terms_consent.version == town.terms
    assert "見本" in Client().get(f"/terms/{town.terms.pk}/").content.decode()


@pytest.mark.clause("4.10b")
@pytest.mark.clause("4.10")
def test_a_request_about_ones_own_data_reaches_the_desk(town: World, sato: Client):
    page = sato.get("/my/data/").content.decode()
    assert "0120-000-002" in page  # the customer centre, not the dispatch line
    assert "0120-000-001" not in page.split("<footer")[0]
    answer = sato.post("/my/data/", {"kind": "disclosure", "words": "すべて"})
    assert answer.status_code == 302
    with context.as_system():
        asked = DataRequest.objects.get()
    assert (asked.person_id, asked.kind, asked.channel) == (
        town.sato.pk,
        "disclosure",
        "my_page",
    )


def test_a_number_counts_once_it_is_proven_and_one_phone_must_stay(town: World, sato: Client):
    phone, email = _points(town)
    page = sato.post(f"/my/contact/{phone}/remove/", follow=True).content.decode()
    assert "一つ必要です" in page
    sato.post("/my/contact/", {"reached": "０９０-0000-0888"})
    assert sato.post("/my/contact/code/", {"code": "0000000"}).status_code == 422
    assert len(_points(town)) == 2
    assert sato.post("/my/contact/code/", {"code": figures()}).status_code == 302
    assert sato.post(f"/my/contact/{phone}/remove/").status_code == 302
    assert sato.post(f"/my/contact/{phone}/remove/").status_code == 404
    assert len(_points(town)) == 2
    assert email in _points(town)


def _points(town: World) -> list[UUID]:
    with context.as_system():
        return [each.id for each in people_queries.contact_points_of([town.sato.pk])]


@pytest.mark.parametrize("reached", [SATO_PHONE, SATO_EMAIL.upper()])
def test_a_registrant_signs_in_by_a_code_to_phone_or_e_mail(town: World, reached: str):
    client = Client()
    assert client.post("/my/sign-in/", {"reached": reached})["Location"] == "/my/sign-in/code/"
    assert client.post("/my/sign-in/code/", {"code": figures()})["Location"] == "/my/"
    assert "佐藤 花子" in client.get("/my/").content.decode()


def test_asking_for_an_unknown_number_gives_the_same_pages(town: World):
    answers = []
    for reached in (SATO_PHONE, "090-0000-4321"):
        client = Client()
        asked = client.post("/my/sign-in/", {"reached": reached})
        tried = client.post("/my/sign-in/code/", {"code": "12345"})
        shown = tried.content.decode().split("<main")[1].split("</main>")[0]
        answers.append((asked.status_code, asked["Location"], tried.status_code, _bare(shown)))
    assert answers[0] == answers[1]
    with context.as_system():
        unknown = OneTimeCode.objects.order_by("-id").first()
        assert unknown is not None
        assert not services.send_code(unknown.pk, now=NOW)


def _bare(page: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_two_people_with_one_phone_say_who_they_are(town: World):
    walk(make_letter(town.next_door.pk), phone=SATO_PHONE, details={**AOKI, "family": "佐藤"})
    client = Client()
    client.post("/my/sign-in/", {"reached": SATO_PHONE})
    assert client.post("/my/sign-in/code/", {"code": figures()})["Location"] == "/my/sign-in/who/"
    page = client.get("/my/sign-in/who/").content.decode()
    assert "佐藤 花子" in page
    assert "佐藤 一郎" in page
    assert client.post("/my/sign-in/who/", {"who": str(town.mori.person_id)}).status_code == 422
    assert client.post("/my/sign-in/who/", {"who": str(town.sato.pk)})["Location"] == "/my/"
    assert "佐藤 花子" in client.get("/my/").content.decode()


def test_past_visits_and_notices_stand_on_my_page(town: World, sato: Client):
    from kaketsuke.cases import services as case_services

    with context.as_system():
        case = stories.sato_is_helped(town)
        case_services.make_link(case.pk, town.sato.pk, now=NOW)
    page = sato.get("/my/").content.decode()
    assert f"K-{case.number}" in page
    followed = sato.post(f"/my/cases/{case.pk}/follow/")
    assert followed["Location"].startswith("/t/")
    assert Client().get(followed["Location"]).status_code == 200
    assert signed_in(town.aoki.pk).post(f"/my/cases/{case.pk}/follow/").status_code == 404
    assert sato.get(f"/my/cases/{case.pk}/receipt/")["Location"] == "/my/"


def test_a_visit_that_was_not_theirs_is_not_shown_by_another_way(town: World, sato: Client):
    """Whoever said so sees nothing of it any more: not by a new link from my page either."""
    from kaketsuke.cases import services as case_services

    with context.as_system():
        case = stories.sato_is_helped(town)
        case_services.make_link(case.pk, town.sato.pk, now=NOW)
    followed = sato.post(f"/my/cases/{case.pk}/follow/")
    Client().post(f"{followed['Location']}not-for-me/", {"why": "not_my_home"})
    assert sato.post(f"/my/cases/{case.pk}/follow/").status_code == 404
    assert sato.get(f"/my/cases/{case.pk}/receipt/").status_code == 404
    assert str(case.pk) not in sato.get("/my/").content.decode()


def test_my_page_asks_the_same_number_of_questions_however_much_there_is(
    town: World, sato: Client, django_assert_max_num_queries
):
    _notice(town, "0")
    with django_assert_max_num_queries(48) as first:
        sato.get("/my/")
    with context.as_system():
        for each in range(3):
            other = add_resident(
                town.company, family="同居", given=f"{each}", phone=f"090-0000-07{each:02}"
            )
            register(other, dwelling=town.home, terms=town.terms)
    for each in range(6):
        _notice(town, f"{each}")
    with django_assert_max_num_queries(len(first)):
        sato.get("/my/")


def _notice(town: World, room: str) -> None:
    with context.as_system():
        notify_services.send(
            template="request_refused",
            subject_kind="person",
            subject_id=town.sato.pk,
            company_id=town.company.pk,
            contact_point_id=people_queries.contact_points_of([town.sato.pk])[0].id,
            person_id=town.sato.pk,
            language="ja",
            parameters={"building": "青葉ハイツ", "room": room},
            link=None,
            now=NOW,
        )
