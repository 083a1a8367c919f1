"""A contractor's desk: its own technicians and those of the firms below, and nobody else's."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.models import User
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.network import services as network_services
from kaketsuke.network.models import Edge, Shift
from kaketsuke.people.models import ContactPoint, Person
from tests import door, pages, world
from tests.web.console.conftest import at_the_time
from tests.world import LONG_AGO, NOW

__all__ = ["at_the_time"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(as_app_role, at_the_time):
    with context.as_system():
        return world.build()


def desk_of(*firms):
    with context.as_system():
        user = account_services.make_account(
            f"desk{len(firms)}{firms[0].path}",
            label="委託先の窓口",
            password=None,
            grants=[GrantSpec("contractor", firm_id=firm.pk) for firm in firms],
            now=LONG_AGO,
        )
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def prime(people):
    return desk_of(people.firm)


@pytest.fixture
def below(people):
    return desk_of(people.sub_firm)


@pytest.fixture
def offer(people):
    with context.as_system():
        return door.first_offer(door.open_case(people))


def read(client, address="/contractor/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return pages.words(answer.content.decode())


def sent(client, address, **fields):
    return client.post(address, urlencode(fields), content_type="application/x-www-form-urlencoded")


@pytest.mark.clause("4.1")
def test_the_desk_sees_its_people_offers_and_the_chain_by_which_work_comes(people, prime, offer):
    page = read(prime)
    for words in ("森 健", "林 真", "T-001", "T-002", "青葉ハイツ", "見本東株式会社"):
        assert words in page
    assert "代わりに引き受ける" in page


def test_it_sees_no_resident_no_room_and_no_cause(people, prime, offer):
    page = read(prime)
    for words in ("佐藤", "花子", "203", world.SATO_PHONE, "カード"):
        assert words not in page
    pass_page = read(prime, f"/contractor/offers/{offer.pk}/pass/")
    assert "佐藤" not in pass_page


def test_a_firm_below_sees_neither_its_prime_nor_the_offers_to_it(people, below, offer):
    page = read(below)
    assert "林 真" in page
    assert "森 健" not in page
    assert "K-" not in page
    assert below.get(f"/contractor/technicians/{people.mori.pk}/").status_code == 404
    assert sent(below, f"/contractor/offers/{offer.pk}/accept/").status_code == 302
    with context.as_system():
        assert Offer.objects.get(pk=offer.pk).answer is None


def test_the_database_itself_shows_a_desk_only_its_own(people, offer):
    with context.as_system():
        stranger = network_services.add_firm("他社", label="other")
    for firm, offers in ((people.firm, 1), (people.sub_firm, 0), (stranger, 0)):
        desk_of(firm)
        viewer = world.viewer(account_of(firm))
        with context.acting_as(viewer):
            assert Offer.objects.count() == offers
            assert Case.objects.count() == offers
            assert Entry.objects.count() == 0
            assert not ContactPoint.objects.exists()
            names = {people.mori.person_id, people.hayashi.person_id, people.sato.pk}
            seen = set(Person.objects.filter(pk__in=names).values_list("pk", flat=True))
            assert people.sato.pk not in seen
            assert len(seen) == {"prime": 2, "prime.below": 1, "other": 0}[str(firm.path)]


def account_of(firm):
    return User.objects.get(username=f"desk1{firm.path}")


def test_an_offer_is_taken_for_the_technician_and_the_record_says_by_whom(people, prime, offer):
    answer = sent(prime, f"/contractor/offers/{offer.pk}/accept/")
    assert answer["Location"] == "/contractor/"
    page = read(prime)
    assert "引き受けました" in page
    assert "作業員決定" in page
    with context.as_system():
        assert Assignment.objects.get().technician_id == people.mori.pk
        entry = Entry.objects.get(event="OfferAccepted")
        assert entry.actor_role == "contractor"
    again = sent(prime, f"/contractor/offers/{offer.pk}/accept/")
    assert again.status_code == 302
    assert "もうありません" in read(prime)


def test_an_offer_is_passed_with_a_reason(people, prime, offer):
    address = f"/contractor/offers/{offer.pk}/pass/"
    unsaid = sent(prime, address)
    assert unsaid.status_code == 422
    assert "一つ選んでください" in unsaid.content.decode()
    sent(prime, address, reason="no_tools")
    with context.as_system():
        passed = Offer.objects.get(pk=offer.pk)
        assert (passed.answer, passed.pass_reason) == ("passed", "no_tools")
    assert "いま打診はありません" in read(prime)


def test_a_technician_who_cannot_go_any_more_is_let_go_with_a_reason(people, prime, below, offer):
    sent(prime, f"/contractor/offers/{offer.pk}/accept/")
    address = f"/contractor/cases/{offer.case_id}/withdraw/"
    assert "行けなくなりました" in read(prime)
    assert sent(below, address, reason="accident")["Location"] == "/contractor/"
    with context.as_system():
        assert Assignment.objects.filter(released_at=None).exists()
    assert "森 健" in read(prime, address)
    assert sent(prime, address).status_code == 422
    sent(prime, address, reason="accident")
    with context.as_system():
        entry = Entry.objects.get(event="TechnicianWithdrew")
        assert (entry.actor_role, entry.facts["reason"]) == ("contractor", "accident")
        assert not Assignment.objects.filter(released_at=None).exists()
    assert "いま外せません" in read_after(prime, address)


def read_after(client, address):
    return pages.words(client.get(address, follow=True).content.decode())


def test_the_page_asks_again_and_is_told_only_what_changed(people, prime, offer):
    seen = f"/contractor/?seen={offer.pk}"
    assert prime.get(seen).status_code == 204
    part = prime.get("/contractor/?seen=")
    assert part.status_code == 200
    assert "青葉ハイツ" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_an_ended_contract_is_said_and_its_offers_end(people, prime):
    with context.as_system():
        edge = Edge.objects.get(firm=people.firm)
        network_services.end_edge(edge.pk, now=NOW - timedelta(hours=1))
    page = read(prime)
    assert "見本施錠サービス への委託契約は、いま有効ではありません" in page
    assert "見本下請ロック への委託契約は、いま有効ではありません" in page


def test_a_shift_is_added_over_midnight_and_taken_back(people, prime):
    address = f"/contractor/technicians/{people.mori.pk}/"
    assert "これからの勤務" in read(prime, address)
    answer = sent(prime, address, day="2026-11-27", begins="22:00", ends="06:00")
    assert answer["Location"] == address
    with context.as_system():
        shift = Shift.objects.filter(technician=people.mori).order_by("during").last()
        assert shift.during.upper - shift.during.lower == timedelta(hours=8)
    ended = sent(prime, f"{address}shifts/{shift.pk}/end/")
    assert ended["Location"] == address
    with context.as_system():
        assert not Shift.objects.filter(pk=shift.pk).exists()


def test_a_running_shift_ends_now(people, prime):
    with context.as_system():
        shift = Shift.objects.get(technician=people.mori)
    sent(prime, f"/contractor/technicians/{people.mori.pk}/shifts/{shift.pk}/end/")
    with context.as_system():
        assert Shift.objects.get(pk=shift.pk).during.upper == NOW
    assert "予定なし" in read(prime)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "日付を選んでください"),
        ({"day": "2026-11-27", "begins": "x", "ends": "06:00"}, "時刻を入れてください"),
        ({"day": "2026-11-01", "begins": "09:00", "ends": "17:00"}, "これからの勤務"),
        ({"day": "2026-11-22", "begins": "20:00", "ends": "23:00"}, "すでに入っています"),
    ],
)
def test_a_shift_that_cannot_be_is_refused_in_words(people, prime, fields, said):
    answer = sent(prime, f"/contractor/technicians/{people.mori.pk}/", **fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_another_firms_shift_cannot_be_ended(people, below):
    with context.as_system():
        shift = Shift.objects.get(technician=people.mori)
    for technician in (people.mori, people.hayashi):
        address = f"/contractor/technicians/{technician.pk}/shifts/{shift.pk}/end/"
        assert sent(below, address).status_code == 404
    with context.as_system():
        assert Shift.objects.get(pk=shift.pk).during == shift.during


def test_papers_are_renewed_and_a_past_day_is_refused(people, prime):
    address = f"/contractor/technicians/{people.mori.pk}/papers/"
    refused = sent(prime, address, **{"papers-until": "2026-11-21"})
    assert refused.status_code == 422
    assert "今日以降" in refused.content.decode()
    sent(prime, address, **{"papers-until": "2029-12-31"})
    assert "2029年12月31日" in read(prime, f"/contractor/technicians/{people.mori.pk}/")


def test_expired_papers_are_marked(people, prime):
    with context.as_system():
        network_services.renew_papers(people.mori.pk, until=LONG_AGO.date(), today=LONG_AGO.date())
    assert "期限切れ" in read(prime)


def test_others_have_no_contractors_desk(people):
    for user in (people.operator, people.mori_account, people.stranger):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get("/contractor/").status_code == 403


@pytest.mark.clause("4.8")
def test_a_technician_who_left_is_asked_no_more_and_sees_nothing(people, prime, below):
    leave = f"/contractor/technicians/{people.mori.pk}/leave/"
    assert below.post(leave).status_code == 404
    phone = pages.signed_in(people.mori_account)
    assert phone.get("/field/").status_code == 200
    assert (
        "登録を終える" in prime.get(f"/contractor/technicians/{people.mori.pk}/").content.decode()
    )
    assert prime.post(leave).status_code == 302
    assert prime.post(leave).status_code == 404
    assert phone.get("/field/").status_code in (302, 403)
    with context.as_system():
        people.mori.refresh_from_db()
        assert people.mori.ended_at == NOW
        assert account_services.end_grants_of_technician(people.mori.pk, actor="x", now=NOW) == 0


def test_who_is_being_asked_does_not_leave_meanwhile(people, prime, offer):
    with context.as_system():
        asked = offer.technician
    leave = f"/contractor/technicians/{asked.pk}/leave/"
    answer = prime.post(leave, follow=True).content.decode()
    assert "いま打診か案件があります" in answer
    with context.as_system():
        asked.refresh_from_db()
        assert asked.ended_at is None
