"""Contractor statements: a month firm by firm, what is due, and who may look."""

from datetime import timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.money import services
from kaketsuke.money.models import JobFee, Payable
from tests import door
from tests.web.office.conftest import staff
from tests.world import LONG_AGO, NOW


@pytest.fixture
def owed(small_world):
    with context.as_system():
        services.set_job_fee(
            small_world.company.pk, firm_id=small_world.firm.pk, job_yen=9_000, now=LONG_AGO
        )
        at = door.Door(small_world, door.open_case(small_world)).opened()
        at.settle()
        case_services.close_when_done(at.case.pk, now=at.now)
        [line] = services.note_payables(at.case.pk)
    return line


@pytest.mark.clause("4.1")
def test_a_line_is_due_stands_out_and_is_paid(office, owed, at_the_time):
    page = office.client.get("/office/statements/").content.decode()
    assert "9,000 円" in page
    assert "まで</span>" not in page
    at_the_time[0] = NOW + timedelta(days=45)
    page = office.client.get("/office/statements/?month=2026-11").content.decode()
    assert "今日まで" in page
    at_the_time[0] = NOW + timedelta(days=47)
    page = office.client.get("/office/statements/?month=2026-11").content.decode()
    assert "2 日過ぎています" in page
    path = f"/office/statements/{owed.pk}/"
    office.client.post(path, {"month": "2026-11"})
    again = office.client.get("/office/statements/?month=2026-11").content.decode()
    assert "控えの番号を入力してください" in again
    office.client.post(path, {"month": "2026-11", "reference": "F-1"})
    assert "F-1" in office.client.get("/office/statements/?month=2026-11").content.decode()
    with context.as_system():
        assert Payable.objects.get().paid_on is not None
    assert office.client.post(path, {"month": "2026-10", "reference": "x"}).status_code == 404


def test_another_month_is_empty_and_nonsense_is_this_month(office, owed):
    empty = office.client.get("/office/statements/?month=2026-10").content.decode()
    assert "この月の支払いはありません" in empty
    assert "9,000 円" in office.client.get("/office/statements/?month=x").content.decode()


def test_only_the_office_reads_what_firms_get(small_world, owed, auditor):
    assert auditor.client.get("/office/statements/").status_code == 403
    assert staff(small_world, "supervisor").client.get("/office/statements/").status_code == 403


def test_the_office_agrees_fees_with_firms_under_contract_alone(small_world, office):
    page = office.client.get("/office/fees/").content.decode()
    assert "まだありません" in page
    path = f"/office/fees/{small_world.company.pk}/{small_world.firm.pk}/"
    field = f"id_{small_world.company.pk}_{small_world.firm.pk}_job_yen"
    for wrong, said in (
        ("", "金額を入力してください"), ("0", "1 円から 999,999 円まで"),
        ("-1", "1 円から 999,999 円まで"), ("1000000", "1 円から 999,999 円まで"),
        ("1.5", "円の整数で"), ("=1+1", "円の整数で"),
    ):  # fmt: skip
        answer = office.client.post(path, {"job_yen": wrong})
        assert answer.status_code == 422
        beside = answer.content.decode().split(f'id="{field}_error"')[1].split("</div>")[0]
        assert said in beside
        assert f'value="{wrong}"' in answer.content.decode() or not wrong
    assert office.client.post(path, {"job_yen": "８，０００円"}).status_code == 302
    assert "8,000 円" in office.client.get("/office/fees/").content.decode()
    with context.as_system():
        assert JobFee.objects.get().job_yen == 8_000
    nobody = f"/office/fees/{small_world.company.pk}/{small_world.company.pk}/"
    assert office.client.post(nobody, {"job_yen": "1"}).status_code == 404
    assert staff(small_world, "supervisor").client.get("/office/fees/").status_code == 403
