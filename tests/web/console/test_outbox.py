"""What was sent is shown as its reader sees it; what opens the resident's page is not."""

from dataclasses import replace

import pytest
from django.test import override_settings

from kaketsuke.notify import queries
from kaketsuke.notify.models import Message
from kaketsuke.web.console import outbox
from tests.web.console.conftest import Desk, ask_as_sato, shown
from tests.world import World, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(desk: Desk, small_world: World) -> Message:
    """Sato was told of the case."""
    desk.post(f"{ask_as_sato(desk, small_world).path}accept/")
    return Message.objects.get()


def test_the_message_stands_there_in_words_with_half_an_address(told: Message, desk: Desk):
    page = shown(desk.get("/console/outbox/"))
    assert "青葉ハイツ 203" in page
    assert "090-…-0203" in page
    assert "090-0000-0203" not in page


def test_colleagues_do_not_get_the_residents_link(told: Message, desk: Desk):
    assert "/t/…/" in shown(desk.get("/console/outbox/"))


@pytest.mark.parametrize("where", ["t/{}/", "t/{}/stop/", "c/{}/", "r/{}/"])
def test_nor_anything_else_that_a_message_opens(told: Message, desk: Desk, where: str):
    """A letter's code registers for the home, and a signed address speaks as its reader."""
    link = f"http://localhost:8000/{where.format('WyJjIl0:1w-Q:ABCD_EFGH')}"
    [found] = queries.recent(viewer(desk.user)).rows
    shown_to_colleagues = outbox.without_token(replace(found, body=f"こちら: {link}。"))
    assert "EFGH" not in shown_to_colleagues.body
    assert "WyJ" not in shown_to_colleagues.body


@override_settings(DEMO=True)
def test_in_the_demo_the_link_can_be_followed(told: Message, desk: Desk):
    page = shown(desk.get("/console/outbox/"))
    assert "/t/…/" not in page
    assert 'href="http://localhost:8000/t/' in page


def test_a_failed_message_is_sent_again(told: Message, desk: Desk):
    Message.objects.update(state="failed")
    assert "再送待ち" in shown(desk.get("/console/outbox/"))
    desk.post(f"/console/outbox/{told.pk}/retry/")
    told.refresh_from_db()
    assert told.state == "waiting"


def test_ways_out_that_fail_are_red_for_the_operator(told: Message, desk: Desk):
    from django.db.models import F

    Message.objects.update(state="failed", tries=3, tried_at=F("created_at"))
    for path in ("/console/", "/console/outbox/", "/start/"):
        assert "お知らせが送れていません" in shown(desk.get(path))


def test_another_company_reads_no_message(told: Message, small_world: World):
    other = Desk(small_world.other_operator)
    assert "青葉ハイツ" not in shown(other.get("/console/outbox/"))
    assert other.post(f"/console/outbox/{told.pk}/retry/").status_code == 404
