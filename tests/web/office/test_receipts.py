"""The books of receipts: found by date, amount and party, alone and together; refunds due."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.money import services
from kaketsuke.money.models import Cancellation, Refund
from tests import door
from tests.money.test_cancelling import charged
from tests.web.office.conftest import staff
from tests.world import NOW

DAY = "2026-11-22"


@pytest.fixture
def paid(small_world):
    """Sato paid 5,500 yen on a Sunday evening; the next visit, after midnight, cost nothing."""
    with context.as_system():
        at = charged(door.Door(small_world, door.open_case(small_world)), method="cash")
        dispatch_services.withdraw_offers(at.case.pk, now=at.now)
        later = door.open_case_for(
            small_world,
            home=small_world.home,
            person=small_world.sato,
            now=NOW + timedelta(hours=3),
        )
        door.Door(small_world, later, now=NOW + timedelta(hours=3)).opened().settle()
    return at


def found(office, query):
    page = office.client.get(f"/office/receipts/?{query}").content.decode()
    return page.count('target="receipt"')


SEARCHES = (
    ("", 2),
    (f"from_day={DAY}&until_day={DAY}", 1),
    ("from_day=2026-11-23", 1),
    ("until_day=2026-11-21", 0),
    ("least_yen=1", 1),
    ("least_yen=5500&most_yen=5500", 1),
    ("most_yen=5499", 1),
    ("party=佐藤", 2),
    ("party=ｻﾄｳ", 0),
    ("party=見本施錠", 2),
    ("party=佐藤花子&least_yen=5000", 1),
    (f"party=花子&from_day={DAY}&until_day={DAY}&most_yen=5499", 0),
)


def test_date_amount_and_party_alone_and_together(office, paid):
    assert {query: found(office, query) for query, _ in SEARCHES} == dict(SEARCHES)


def test_a_range_that_ends_before_it_begins_is_told(office):
    backwards = "from_day=2026-11-23&until_day=2026-11-22"
    for query in (backwards, "least_yen=9&most_yen=1", "least_yen=x"):
        answer = office.client.get(f"/office/receipts/?{query}")
        assert answer.status_code == 422
        assert "入力内容をご確認ください" in answer.content.decode()


def test_what_was_found_leaves_as_csv_and_as_a_spreadsheet(office, paid):
    written = office.client.get("/office/receipts/export/csv/?least_yen=1").content
    rows = list(csv.reader(StringIO(written.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][3:6] == ["見本施錠サービス", "", "佐藤 花子"]
    assert rows[1][9] == "5500"
    sheet = office.client.get("/office/receipts/export/xlsx/?least_yen=1").content
    read = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert read[1][9] == 5_500
    assert office.client.get("/office/receipts/export/pdf/").status_code == 404


def test_the_paper_opens_from_the_books(office, paid):
    answer = office.client.get(f"/office/receipts/{paid.case.pk}.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-store"


def test_another_company_and_other_roles_read_no_books(small_world, paid, office, auditor):
    assert auditor.client.get("/office/receipts/").status_code == 403
    assert staff(small_world, "claims").client.get("/office/receipts/").status_code == 200


def test_a_letter_counts_from_the_day_it_was_sent(office, paid, at_the_time):
    number = f"K-{paid.case.number}"
    at_the_time[0] = NOW + timedelta(days=12)
    for said_on, sentence in (
        ("2026-11-30", "期間が過ぎています"),
        ("2026-11-21", "書面を渡した日から今日まで"),
        ("2026-12-31", "書面を渡した日から今日まで"),
    ):
        answer = office.client.post("/office/refunds/", {"number": number, "said_on": said_on})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    unknown = office.client.post("/office/refunds/", {"number": "K-1", "said_on": "2026-11-29"})
    assert "見つかりません" in unknown.content.decode()
    office.client.post("/office/refunds/", {"number": number, "said_on": "2026-11-29"})
    with context.as_system():
        cancelled = Cancellation.objects.get()
    assert (cancelled.how, cancelled.cancelled_on.isoformat()) == ("desk", "2026-11-29")
    assert "5,500 円" in office.client.get("/office/refunds/").content.decode()


def test_a_refund_is_listed_until_it_is_paid(office, paid):
    assert "返金はありません" in office.client.get("/office/refunds/").content.decode()
    path = f"/office/refunds/{paid.case.pk}/"
    assert office.client.post(path, {"method": "cash"}).status_code == 404
    with context.as_system():
        sato = Actor(ActorRole.RESIDENT, paid.world.sato.pk)
        services.cancel_contract(paid.case.pk, actor=sato, now=paid.now)
    assert "5,500 円" in office.client.get("/office/refunds/").content.decode()
    office.client.post(path, {"method": "transfer"})
    assert "控えの番号を入力してください" in office.client.get("/office/refunds/").content.decode()
    office.client.post(path, {"method": "transfer", "reference": "B-1"})
    with context.as_system():
        assert Refund.objects.get().reference == "B-1"
    listed = office.client.get("/office/refunds/").content.decode()
    assert "B-1" in listed
    assert "R-1" in listed
    opened = office.client.get(f"/office/receipts/{paid.case.pk}/return.pdf")
    assert opened.content.startswith(b"%PDF")
    books = office.client.get("/office/receipts/?least_yen=1").content.decode()
    assert "−5,500 円" in books
    assert "取消し" in office.client.get("/office/receipts/?least_yen=1").content.decode()
