"""Everybody begins where their work is."""

import pytest
from django.test import Client

from tests.web.console.conftest import Desk, at_the_time, call, desk, shown, small_world
from tests.world import World

__all__ = ["at_the_time", "desk", "small_world"]  # the console's fixtures serve here too
pytestmark = pytest.mark.django_db


def test_the_door_of_the_product_leads_to_the_start_page(small_world: World):
    assert Client().get("/")["Location"] == "/start/"
    assert Client().get("/start/")["Location"].startswith("/accounts/login/")


def test_the_desk_sees_what_waits(desk: Desk):
    call(desk)
    page = shown(desk.get("/start/"))
    assert "受付" in page
    assert '<span class="figures">1</span>' in page


def test_a_technician_goes_straight_to_the_work(small_world: World):
    assert Desk(small_world.mori_account).get("/start/")["Location"] == "/field/"


def test_an_account_without_a_role_is_told_so(small_world: World):
    assert Desk(small_world.stranger).get("/start/").status_code == 403
