"""A firm's own statement: its lines of a month, to read and to save, and nobody else's."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.money import services
from tests import door
from tests.web.contractor.test_desk import at_the_time, desk_of, people
from tests.world import LONG_AGO, NOW

__all__ = ["at_the_time", "people"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(people):
    """Both firms of the chain are owed for one job; the sub-contractor has a formula for a name."""
    with context.as_system():
        type(people.sub_firm).objects.filter(pk=people.sub_firm.pk).update(name="=cmd|見本下請")
        for firm, yen in ((people.firm, 9_000), (people.sub_firm, 7_000)):
            services.set_job_fee(people.company.pk, firm_id=firm.pk, job_yen=yen, now=LONG_AGO)
        people.mori.shifts.all().delete()
        at = door.Door(people, door.open_case(people)).opened()
        at.settle()
        case_services.close_when_done(at.case.pk, now=at.now)
        services.note_payables(at.case.pk)
    return people


@pytest.mark.clause("4.1")
def test_each_firm_reads_its_own_lines_and_what_is_late(owed, at_the_time):
    page = desk_of(owed.sub_firm).get("/contractor/statement/?month=2026-11").content.decode()
    assert "7,000 円" in page
    assert "9,000" not in page
    assert "期限です" not in page
    at_the_time[0] = NOW + timedelta(days=59)
    above = desk_of(owed.firm).get("/contractor/statement/?month=2026-11").content.decode()
    assert "9,000 円" in above
    assert "7,000" not in above
    assert "期限です" in above


def test_it_leaves_as_files_in_which_nothing_is_calculated(owed):
    desk = desk_of(owed.sub_firm)
    written = desk.get("/contractor/statement/csv/?month=2026-11")
    assert written["Content-Disposition"] == 'attachment; filename="statement-2026-11.csv"'
    [_header, row] = list(csv.reader(StringIO(written.content.decode("utf-8-sig"))))
    assert row[0] == "'=cmd|見本下請"
    assert row[2:5] == ["2026-11-22", "見本施錠サービス", "7000"]
    sheet = desk.get("/contractor/statement/xlsx/?month=2026-11").content
    read = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert (read[1][0], read[1][4]) == ("=cmd|見本下請", 7_000)
    assert desk.get("/contractor/statement/pdf/").status_code == 404


def test_an_empty_month_says_so_and_nonsense_is_this_month(owed):
    desk = desk_of(owed.firm)
    for month in ("2026-10", "0001-01", "9999-12"):
        empty = desk.get(f"/contractor/statement/?month={month}").content.decode()
        assert "この月の支払いはありません" in empty
    assert "9,000 円" in desk.get("/contractor/statement/?month=<x>").content.decode()
