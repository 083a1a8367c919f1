"""Told of a word that was none of theirs, the payer stops it on the page the message leads to."""

import re

import pytest

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case
from kaketsuke.money import services as money_services
from kaketsuke.money.models import Approval
from kaketsuke.notify import queries as notify_queries
from tests.pages import signed_in, words
from tests.web.resident.conftest import shown

pytestmark = pytest.mark.clause("A1.3")


@pytest.fixture
def signed(at, go, link):
    go("working")
    with context.as_system():
        at.answer(at.estimate(("SP-1", 1)))
    go("wait", 1)
    return at


def message_to_the_payer(at):
    with context.as_system():
        money_services.tell_of_approval(Approval.objects.get().pk, now=at.now)
        [sent] = [
            each
            for each in notify_queries.about("case", [at.case.pk])
            if each.template == "approved_on_glass"
        ]
    found = re.search(r"/t/[^/\s]+/", sent.body)
    assert found
    return found[0]


def the_case(at):
    with context.as_system():
        return Case.objects.get(pk=at.case.pk)


def test_the_payer_stops_it_and_a_supervisor_writes_down_what_the_payer_says(client, signed):
    link = message_to_the_payer(signed)
    assert f"{link}object/" in shown(client, link)
    page = shown(client, f"{link}object/")
    assert "5,500 円" in words(page)
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    for _again in range(2):
        assert client.post(f"{link}object/", {"key": found[1]})["Location"] == link
    assert the_case(signed).state == "halted"
    assert f"{link}object/" not in shown(client, link)
    assert "責任者がお話をうかがうまで" in words(again := shown(client, f"{link}object/"))
    assert 'name="key"' not in again
    path = f"/console/cases/{signed.case.pk}/"
    operator, supervisor = (
        signed_in(user) for user in (signed.world.operator, signed.world.supervisor)
    )
    page = shown(operator, path)
    assert "do/PayerHeard/" not in page
    assert "お支払いになる方の連絡先" not in page
    page = shown(supervisor, path)
    assert re.search(r'お支払いになる方の連絡先 <strong class="figures">0\d0-', page)
    assert "承認に覚えがないと申し出ています" in page
    assert "do/Resumed/" not in page
    stand = re.search(r'name="seen" value="([^"]+)"', page)
    assert stand
    heard = {"reason": "電話で話した", "seen": stand[1]}
    assert supervisor.post(f"{path}do/PayerHeard/", heard).status_code == 422
    supervisor.post(f"{path}do/PayerHeard/", {**heard, "version": "0"})
    assert the_case(signed).approved_total_yen == 0
    assert "do/Resumed/" in shown(supervisor, path)


def test_who_does_not_pay_finds_no_such_page(client, signed, flatmate):
    assert "object/" not in shown(client, flatmate)
    shown(client, f"{flatmate}object/", 404)
    assert client.post(f"{flatmate}object/").status_code == 404
    assert the_case(signed).state == "working"


def test_paid_already_the_page_leads_to_cancelling(client, signed, go, link):
    go("open_door", method="non_destructive", lock_usable=True)
    go("settle")
    page = shown(client, f"{link}object/")
    assert "作業は終わっています" in page
    assert f"{link}receipt/" in page
    shown(client, link)
    client.post(f"{link}object/")
    assert the_case(signed).state != "halted"
