"""The payer's papers by link: opened for sixty days, by the payer alone, never across cases."""

import re
from datetime import timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.money import services as money_services
from kaketsuke.money.models import Approval, Cancellation, Receipt
from kaketsuke.notify import queries as notify_queries
from kaketsuke.parties import services as party_services
from tests import door, world
from tests.money.test_cancelling import charged
from tests.web.resident.conftest import link_for, shown

PAPERS = re.compile(r"/t/[\w-]+/receipt/")
YES = {"answer": "approve", "sheet": "electronic"}


@pytest.fixture
def paid(at, moment):
    with context.as_system():
        charged(at, method="cash")
    moment[0] = at.now
    return at


@pytest.mark.clause("3.3")
def test_the_receipt_opens_for_sixty_days_and_the_page_for_one(client, paid, link, moment):
    moment[0] += timedelta(days=2)
    gone = shown(client, link, 410)
    assert f'href="{link}receipt/"' in gone
    assert "5,500 円" in shown(client, f"{link}receipt/")
    assert client.get(f"{link}receipt.pdf").content.startswith(b"%PDF")
    moment[0] += timedelta(days=59)
    assert "receipt/" not in shown(client, link, 410)
    shown(client, f"{link}receipt/", 410)
    shown(client, f"{link}receipt.pdf", 410)


@pytest.mark.clause("A1.3")
def test_a_refund_made_long_after_sends_a_link_that_opens(client, paid, link, moment):
    client.post(f"{link}cancel/")
    moment[0] += timedelta(days=75)
    shown(client, f"{link}receipt/", 410)
    with context.as_system():
        money_services.record_refund(
            paid.case.pk, method="cash", actor=Actor(ActorRole.OFFICE), now=moment[0]
        )
        assert money_services.send_return(paid.case.pk, now=moment[0]) == 1
        told = notify_queries.about("case", [paid.case.pk])
    fresh = next(found[0] for each in told if (found := PAPERS.search(each.body)))
    assert "返還請求書" in shown(client, fresh)
    page = fresh.removesuffix("receipt/")
    assert client.get(f"{page}return.pdf").content.startswith(b"%PDF")
    shown(client, page, 410)  # the case itself stays closed
    moment[0] += timedelta(days=60)
    shown(client, fresh, 410)


def test_the_papers_are_nobody_elses(client, paid, flatmate):
    for page in ("receipt/", "receipt.pdf", "return.pdf", "cancel/"):
        shown(client, f"{flatmate}{page}", 404)
    assert client.post(f"{flatmate}cancel/").status_code == 404


@pytest.mark.clause("A1.3")
def test_the_agreement_is_cancelled_from_the_receipt_and_only_once(client, paid, link, moment):
    moment[0] += timedelta(days=7)
    assert "はい、取り消します" in shown(client, f"{link}cancel/")
    for _twice in range(2):
        assert client.post(f"{link}cancel/").status_code == 302
    page = shown(client, f"{link}receipt/")
    assert "お返しする金額" in page
    assert client.get(f"{link}return.pdf").status_code == 404
    with context.as_system():
        assert Cancellation.objects.get().how == "own_link"
        money_services.record_refund(
            paid.case.pk, method="cash", actor=Actor(ActorRole.OFFICE), now=moment[0]
        )
    assert "返還請求書" in shown(client, f"{link}receipt/")
    assert client.get(f"{link}return.pdf").content.startswith(b"%PDF")


def test_on_the_ninth_day_the_page_says_so_and_where_to_turn(client, paid, link, moment):
    moment[0] += timedelta(days=8)
    assert "はい、取り消します" not in shown(client, f"{link}cancel/")
    answer = client.post(f"{link}cancel/", follow=True).content.decode()
    assert "期間が過ぎています" in answer
    assert "188" in answer
    with context.as_system():
        assert not Cancellation.objects.exists()


def test_papers_are_made_and_cancelled_in_the_serving_role(as_app_role, client, paid, link):
    assert client.get(f"{link}receipt.pdf").status_code == 200
    assert client.post(f"{link}cancel/").status_code == 302
    with context.as_system():
        assert Cancellation.objects.count() == 1
        assert Receipt.objects.get().paper.sha256


def test_before_anything_is_settled_there_is_no_paper(client, go, link):
    go("working")
    for page in ("receipt/", "receipt.pdf", "cancel/"):
        shown(client, f"{link}{page}", 404)


@pytest.mark.clause("A1.3")
def test_the_sheet_opens_beside_the_estimate(client, at, go, link):
    go("working")
    with context.as_system():
        estimate = at.estimate(("MAT-1", 3))
    assert f"estimate/{estimate.pk}/sheet.pdf" in shown(client, link)
    sheet = client.get(f"{link}estimate/{estimate.pk}/sheet.pdf")
    assert sheet.content.startswith(b"%PDF")
    assert sheet["Referrer-Policy"] == "no-referrer"


@pytest.mark.clause("A1.3")
def test_who_approves_says_how_the_paper_was_received(client, at, go, link):
    go("working")
    with context.as_system():
        estimate = at.estimate(("MAT-1", 1))
    answer = client.post(f"{link}estimate/{estimate.pk}/", {"answer": "approve"})
    assert answer.status_code == 422
    assert "書面の受け取り方を選んでください" in answer.content.decode()
    client.post(f"{link}estimate/{estimate.pk}/", {"answer": "decline"})
    with context.as_system():
        assert not Approval.objects.get().approved


@pytest.mark.clause("A1.3")
def test_an_older_version_another_case_and_a_stale_link_approve_nothing(
    client, at, go, link, moment
):
    go("working")
    with context.as_system():
        older = at.estimate(("MAT-1", 1))
        at.estimate(("MAT-1", 2))
        party_services.fit_lock(
            at.world.next_door, model="SL-1", serial="S-204", now=world.LONG_AGO
        )
        world.register(at.world.aoki, dwelling=at.world.next_door, terms=at.world.terms)
        neighbour = door.open_case_for(
            at.world, home=at.world.next_door, person=at.world.aoki, now=at.now
        )
        other = door.Door(at.world, neighbour, now=at.now)
    moment[0] = at.now
    assert client.post(f"{link}estimate/{older.pk}/", YES).status_code == 404
    theirs = link_for(other, at.world.aoki.pk)
    with context.as_system():
        newest = at.case.estimates.order_by("-version").first()
    assert client.post(f"{theirs}estimate/{newest.pk}/", YES).status_code == 404
    assert client.get(f"{theirs}estimate/{newest.pk}/sheet.pdf").status_code == 404
    with context.as_system():
        at.case.links.update(ended_at=moment[0])
    assert client.post(f"{link}estimate/{newest.pk}/", YES).status_code == 410
    with context.as_system():
        assert not Approval.objects.exists()


def test_what_is_unpaid_is_not_called_a_receipt_and_a_flatmate_is_promised_none(
    client, at, moment, link, flatmate
):
    with context.as_system():
        charged(at, method="unpaid", unpaid_reason="no_cash")
    moment[0] = at.now
    assert "お支払いがまだの金額があります" in shown(client, link)
    for page in (shown(client, link), shown(client, flatmate)):
        assert "領収書はこの画面で" not in page
