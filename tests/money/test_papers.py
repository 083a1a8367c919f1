"""What is handed over: every item that the law asks for, the same bytes for seven years."""

import hashlib
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from kaketsuke.money import handing, queries, refusals, services, signing, terminals
from kaketsuke.money.models import ReceiptPaper
from kaketsuke.network.models import Firm
from kaketsuke.people import services as people_services
from tests import door
from tests.money.test_cancelling import charged

NUMBER = "T4011001098993"


def words(pdf):
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(text.split())


def test_a_qualified_invoice_holds_all_six_items(at):
    Firm.objects.filter(pk=at.world.firm.pk).update(
        tax_registration_number=NUMBER, address="東京都見本区1-1", representative="見本 太郎"
    )
    pdf = services.receipt_pdf(charged(at, method="cash").case.pk, now=at.now)
    read = words(pdf)
    for item in (
        "領収書（適格請求書）",
        "見本施錠サービス",  # who issues
        NUMBER,
        "取引日2026年11月22日",
        "SP-1",  # what for
        "10%対象（税抜）5,000円",
        "消費税（10%）500円",
        "佐藤花子様",  # to whom
        "5,500円",
        "2026年11月29日まで取り消せます",
        "188",
    ):
        assert item in read, item


def test_a_firm_without_a_number_gives_a_plain_receipt_that_says_so(at):
    read = words(services.receipt_pdf(charged(at, method="cash").case.pk, now=at.now))
    assert "適格請求書ではありません" in read
    assert "領収書（適格請求書）" not in read


def test_a_receipt_over_nothing_names_no_cancelling(at):
    at.opened().settle()
    read = words(services.receipt_pdf(at.case.pk, now=at.now))
    assert "お支払いはありません" in read
    assert "取り消せます" not in read


def test_the_paper_is_kept_and_the_same_whenever_it_is_asked_for(at):
    charged(at, method="cash")
    first = services.receipt_pdf(at.case.pk, now=at.now)
    # The firm moves; what was handed out does not change.
    Firm.objects.filter(pk=at.world.firm.pk).update(address="大阪府見本市2-2")
    assert services.receipt_pdf(at.case.pk, now=at.wait(600).now) == first
    kept = ReceiptPaper.objects.get()
    assert kept.sha256 == hashlib.sha256(first or b"").hexdigest()
    assert b"%PDF" not in bytes(kept.pdf_sealed)[:64]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE money_receiptpaper SET sha256 = ''")


def test_where_nothing_was_received_there_is_no_paper(at):
    charged(at, method="unpaid", unpaid_reason="no_cash")
    assert services.receipt_pdf(at.case.pk, now=at.now) is None


@pytest.mark.clause("A1.3")
def test_the_sheet_of_an_estimate_is_the_statutory_paper(at):
    door.price_list(at.world)
    estimate = at.working().estimate(("MAT-1", 3))
    [card] = queries.estimates_of(at.case.pk)
    read = words(handing.sheet(card, for_the_payer=True))
    for item in ("10,998円", "9,999円", "999円", "佐藤花子", "見本施錠サービス", "8日間は", "188"):
        assert item in read, item
    assert "作業のあと、現地で" in read
    at.answer(estimate)
    assert "作業員の画面で、ご署名により" in words(handing.sheet(card, for_the_payer=True))


def test_behind_the_paper_an_english_reader_finds_the_same_sums_and_rights(at):
    people_services.speak(at.world.sato.pk, language="en")
    charged(at, method="cash")
    [card] = queries.estimates_of(at.case.pk)
    sheet = words(handing.sheet(card, for_the_payer=True))
    for item in ("5,500円", "5,500yen", "Consumptiontax(10%)500yen", "Cooling-off", "188"):
        assert item in sheet, item
    receipt = words(services.receipt_pdf(at.case.pk, now=at.now))
    assert "Youmaycanceluntil29November2026" in receipt
    assert "thisisnotaqualifiedinvoice" in receipt


def test_the_technicians_copy_leaves_the_customers_name_out(at):
    door.price_list(at.world)
    at.working().estimate(("MAT-1", 1))
    [card] = queries.estimates_of(at.case.pk)
    assert "佐藤" not in words(handing.sheet(card, for_the_payer=False))


def test_a_name_typed_with_the_code_beside_the_total_signs(at):
    door.price_list(at.world)
    estimate = at.working().estimate(("MAT-1", 1))
    code = signing.code_of(estimate.pk)
    full_width = "".join(chr(ord(each) + 0xFEE0) for each in code)
    assert (
        signing.by_name(" 佐藤　花子 ", full_width, estimate_id=estimate.pk).content == "佐藤 花子"
    )
    for name, typed in (("", code), ("佐藤", "12"), ("佐藤", ""), ("名" * 61, code)):
        with pytest.raises(refusals.CannotAnswerEstimate):
            signing.by_name(name, typed, estimate_id=estimate.pk)


@pytest.mark.parametrize("written", ["a-0001", "Ａ－０００１", "A 0001", "1234567890"])
def test_a_terminals_reference_is_kept_folded(written):
    assert terminals.reference(written) in {"A-0001", "A0001", "1234567890"}


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", refusals.REFERENCE_FIRST),
        ("承認", refusals.REFERENCE_FORM),
        ("A" * 21, refusals.REFERENCE_FORM),
        ("4111-1111-1111-1111", refusals.NO_CARD_NUMBERS),
    ],
)
def test_a_card_number_is_never_kept(written, sentence):
    with pytest.raises(refusals.CannotSettle) as refused:
        terminals.reference(written)
    assert refused.value.sentence == sentence
