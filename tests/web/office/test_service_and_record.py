"""Versions and companies for the office, one case's record for the auditor; both read only."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case
from tests import stories
from tests.web.console.conftest import Desk, shown
from tests.world import World

pytestmark = pytest.mark.django_db
SERVICE, RECORD = "/office/service/", "/office/record/"


@pytest.fixture
def case(small_world: World) -> Case:
    with context.as_system():
        return stories.sato_is_helped(small_world)


def test_the_office_sees_the_version_in_force_and_its_own_companies_only(
    office: Desk, small_world: World, django_assert_max_num_queries: Any
):
    with django_assert_max_num_queries(13):
        assert "いま有効" in shown(office.get(SERVICE))
    with django_assert_max_num_queries(17):
        page = shown(office.get("/office/companies/"))
    assert small_world.company.name in page
    assert small_world.other_company.name not in page


def test_each_page_is_for_its_role(office: Desk, auditor: Desk, small_world: World):
    assert auditor.get(SERVICE).status_code == 403
    assert office.get(RECORD).status_code == 403
    for path in (SERVICE, RECORD):
        assert Client().get(path).status_code == 302
        for account in (small_world.operator, small_world.mori_account, small_world.stranger):
            assert Desk(account).get(path).status_code == 403


def test_the_auditor_sees_a_record_that_stands_and_one_that_was_changed(auditor: Desk, case: Case):
    assert "書かれたときのままです" in shown(auditor.get(RECORD, number=f"Ｋ-{case.number}"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_entry SET event = 'x' WHERE seq = 1")
        cursor.execute("ALTER TABLE cases_entry ENABLE TRIGGER USER")
    changed = shown(auditor.get(RECORD, number=str(case.number)))
    assert "書かれたときのままではありません" in changed
    assert "timeline entry 1" in changed


@pytest.mark.parametrize("number", ["K-999999", "abc"])
def test_a_number_that_is_no_case_is_told(number: str, auditor: Desk, case: Case):
    assert "error" in shown(auditor.get(RECORD, number=number), 422)


def test_another_companys_case_is_not_found(auditor: Desk, case: Case, small_world: World):
    with context.as_system():
        Case.objects.update(company=small_world.other_company)
    assert "見つかりません" in shown(auditor.get(RECORD, number=str(case.number)), 422)
