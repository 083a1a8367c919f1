"""The job order shows for whom tools are carried; the paper form asks what the phone asks."""

import io
import re

import pytest
from pypdf import PdfReader

from kaketsuke.web.field import orders, words
from tests import pages
from tests.web.field.conftest import Phone


def text_of(response):
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"] == "application/pdf"
    read = PdfReader(io.BytesIO(response.content))
    return "".join("".join(page.extract_text() for page in read.pages).split())


@pytest.mark.clause("1.1a")
@pytest.mark.clause("1.1")
@pytest.mark.clause("4.1")
def test_the_job_order_names_place_worker_tools_and_the_chain(story):
    phone = story.go("accept")
    page = pages.words(phone.get("order/").content.decode())
    for told in (
        f"K-{phone.case.number}", "青葉ハイツ 203", "森 健（T-001）", "電子錠の診断",
        "見本不動産株式会社", "見本東株式会社", "見本施錠サービス", "第3条",
    ):  # fmt: skip
        assert told in page, told
    assert "佐藤" not in page
    printed = text_of(phone.get("order/job-order.pdf"))
    assert "作業指示書" in printed
    assert "見本施錠サービス" in printed


def test_another_technician_gets_no_order(story, people):
    story.go("accept")
    assert Phone(people.hayashi_account, story.phone.case).get("order/").status_code == 404


def test_the_paper_form_asks_everything_that_the_phone_asks(story):
    printed = text_of(story.phone.client.get("/field/paper/form.pdf"))
    for _value, label in (*words.ROLES, *words.DOCUMENTS, *words.ADDRESS, *words.METHODS):
        assert "".join(str(label).split()) in printed, label
    titles = [title for title, _asked in orders.paper()["checks"]]
    assert titles == [
        "合言葉", "立会い", "身分証の種類", "顔写真と期限", "お名前", "お顔", "ご住所",
        "登録のお電話へ確認",
    ]  # fmt: skip


def test_the_paper_form_is_english_for_whoever_reads_the_phone_in_english(story):
    story.phone.client.cookies["django_language"] = "en"
    printed = text_of(story.phone.client.get("/field/paper/form.pdf"))
    assert "Paper" in printed or "paper" in printed
    assert re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]+", printed) == []


def test_the_paper_form_is_for_those_who_work(story, client):
    assert client.get("/field/paper/form.pdf").status_code == 302
