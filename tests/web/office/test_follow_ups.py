"""What remains is listed with owner and day; the office and the desk see to it, nobody else."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.cases.models import Entry, FollowUp
from tests import stories
from tests.web.console.conftest import Desk, shown
from tests.world import World

pytestmark = pytest.mark.django_db
PATH = "/office/follow-ups/"


@pytest.fixture
def left(small_world: World) -> FollowUp:
    with context.as_system():
        return stories.sato_is_helped(small_world).follow_ups.get()


@pytest.mark.clause("2.1")
def test_the_office_takes_on_what_remains_and_finishes_it(left: FollowUp, office: Desk):
    page = shown(office.get(PATH))
    assert "カードキーの停止" in page
    assert left.due_on == date(2026, 11, 23)
    assert "佐藤" not in page
    assert "/console/cases/" not in page
    assert "運営会社の事務" in page
    office.post(f"{PATH}{left.pk}/", what="finish")
    assert "残っている対応はありません" in shown(office.get(PATH))
    assert Entry.objects.get(event="FollowUpDone").actor_role == "office"


def test_what_nobody_owns_is_taken_on_from_the_list(left: FollowUp, office: Desk):
    with context.as_system():
        FollowUp.objects.update(owner_role="")
    assert "事務の担当にする" in shown(office.get(PATH))
    assert office.post(f"{PATH}{left.pk}/", what="take").status_code == 302
    assert "事務の担当にする" not in shown(office.get(PATH))


def test_the_desk_goes_on_to_the_case(left: FollowUp, small_world: World):
    assert f"/console/cases/{left.case_id}/" in shown(Desk(small_world.operator).get(PATH))


def test_others_see_and_change_nothing(left: FollowUp, small_world: World):
    assert Client().get(PATH).status_code == 302
    for account in (small_world.mori_account, small_world.stranger):
        assert Desk(account).get(PATH).status_code == 403
        assert Desk(account).post(f"{PATH}{left.pk}/", what="finish").status_code == 403
    elsewhere = Desk(small_world.other_operator)
    assert "カードキー" not in shown(elsewhere.get(PATH))
    assert elsewhere.post(f"{PATH}{left.pk}/", what="finish").status_code == 404


def test_the_list_needs_as_many_queries_for_many_as_for_one(
    left: FollowUp, office: Desk, django_assert_max_num_queries: Any
):
    with context.as_system():
        for kind in ("interim", "exchange", "battery"):
            FollowUp.objects.create(company_id=left.company_id, case=left.case, kind=kind)
    with django_assert_max_num_queries(12):
        shown(office.get(PATH))
