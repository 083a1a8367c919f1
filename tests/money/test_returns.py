"""Money given back has its own paper: numbered, immutable, of exactly the sale it undoes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.cases.models import Entry, FollowUp, Link
from kaketsuke.database import ids
from kaketsuke.money import books, services, tasks
from kaketsuke.money.models import ReceiptCounter, Refund, ReturnInvoice
from kaketsuke.money.services import returning
from kaketsuke.network.models import Firm
from kaketsuke.notify import queries as notify_queries
from kaketsuke.people import keys
from kaketsuke.people.models import ContactPoint
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Registration
from tests import world
from tests.money.test_cancelling import OFFICE, cancel, charged
from tests.money.test_papers import NUMBER, words
from tests.world import NOW


@pytest.fixture
def given_back(at):
    """Paid in cash, cancelled on the second day, the money back on the third."""
    Firm.objects.filter(pk=at.world.firm.pk).update(
        tax_registration_number=NUMBER, address="東京都見本区1-1", representative="見本 太郎"
    )
    return back(charged(at, method="cash"))


def back(at):
    cancel(at, days=1)
    services.record_refund(
        at.case.pk, method="transfer", reference="B-7", actor=OFFICE, now=at.now + timedelta(days=2)
    )
    return at


@pytest.mark.clause("A1.3")
def test_a_return_invoice_holds_what_the_law_asks_for(given_back):
    read = words(services.return_invoice_pdf(given_back.case.pk))
    for item in (
        "返還請求書（適格返還請求書）",
        "No.R-1",
        "見本施錠サービス",  # who gives back
        NUMBER,
        "返還した日2026年11月24日",
        "もとの取引日2026年11月22日",
        "もとの領収書No.1（2026年11月22日）",
        "クーリング・オフ",  # why
        "SP-1",  # what for
        "10%対象（税抜）5,000円",
        "消費税（10%）500円",
        "5,500円",
        "佐藤花子様",
    ):
        assert item in read, item
    assert "出張・60分まで" not in read  # what cost nothing is not given back


def test_a_firm_without_a_number_gives_a_note_that_says_so(at):
    read = words(services.return_invoice_pdf(back(charged(at, method="cash")).case.pk))
    assert "返金の控え" in read
    assert "適格返還請求書ではありません" in read
    assert "返還請求書（適格返還請求書）" not in read


def test_it_names_the_firm_as_the_receipt_does(given_back):
    Firm.objects.filter(pk=given_back.world.firm.pk).update(name="改名ロック")
    read = words(services.return_invoice_pdf(given_back.case.pk))
    assert "見本施錠サービス" in read
    assert "改名" not in read


def test_a_refund_noted_twice_has_one_paper_and_one_number(given_back):
    services.record_refund(given_back.case.pk, method="cash", actor=OFFICE, now=given_back.now)
    assert ReturnInvoice.objects.values_list("number", flat=True).get() == 1
    assert ReceiptCounter.objects.get().last_return_number == 1


def test_a_second_paper_of_one_refund_is_refused_and_uses_no_number(given_back):
    with pytest.raises(IntegrityError), transaction.atomic():
        returning.issue_return(Refund.objects.get(), now=given_back.now)
    assert ReceiptCounter.objects.get().last_return_number == 1


def test_before_the_money_is_back_there_is_no_paper(at):
    charged(at, method="cash")
    cancel(at)
    assert services.return_invoice_pdf(at.case.pk) is None


def test_where_the_paper_fails_nothing_is_noted(at, monkeypatch, tmp_path):
    charged(at, method="cash")
    cancel(at)
    monkeypatch.setattr("kaketsuke.printing.documents.TEMPLATES", tmp_path)
    with pytest.raises(LookupError), transaction.atomic():
        services.record_refund(at.case.pk, method="cash", actor=OFFICE, now=at.now)
    assert not Refund.objects.exists()
    assert ReceiptCounter.objects.get().last_return_number == 0


def test_it_never_changes_and_never_says_another_sum(given_back):
    row = ReturnInvoice.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnInvoice.objects.update(total_yen=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnInvoice.objects.all()._raw_delete("default")
    row.pk, row.number, row.subtotal_yen, row.total_yen = ids.new_id(), 2, 1, 501
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save(force_insert=True)
    assert "names the sale" in str(refused.value)


@pytest.mark.parametrize("moved_out", [False, True])
def test_the_payer_is_told_once_that_the_money_is_back(given_back, moved_out):
    if moved_out:
        for each in Registration.objects.all():
            resident_services.move_out(each.pk, now=NOW)
    told = sent_return(given_back)
    assert len(told) == 1
    assert "5,500 円" in told[0].body
    assert "/receipt/" in told[0].body
    assert not FollowUp.objects.filter(kind="contact_check").exists()


@pytest.mark.parametrize("lost", ["proof", "link"])
def test_where_no_way_to_the_payer_is_left_the_office_is_asked_to_find_one(given_back, lost):
    if lost == "proof":
        ContactPoint.objects.update(proven_at=None)
    else:
        Link.objects.update(ended_at=NOW)
    assert not sent_return(given_back)
    [asked] = FollowUp.objects.filter(case=given_back.case, kind="contact_check")
    assert (asked.owner_role, asked.mandatory) == ("office", False)
    assert Entry.objects.filter(case=given_back.case, event="PayerNotTold").count() == 1


def sent_return(at):
    for _twice in range(2):
        tasks.send_return(case_id=str(at.case.pk))
    return [
        each
        for each in notify_queries.about("case", [at.case.pk])
        if each.template == "refund_paid"
    ]


def test_the_books_hold_it_on_its_own_day_until_its_key_is_gone(given_back):
    reader = world.viewer(given_back.world.operator)
    third = (NOW + timedelta(days=2)).date()
    asked = books.Asked(from_day=third, until_day=third, party="佐藤", least_yen=5_500)
    [row], complete = books.receipts(reader, asked)
    assert complete
    assert (row.number, row.returned, row.sign * row.total_yen) == ("R-1", True, -5_500)
    both, _complete = books.receipts(reader, books.Asked())
    assert [each.returned for each in both] == [True, False]
    keys.destroy("money", ReturnInvoice.objects.get().pk, now=NOW)
    assert books.receipts(reader, books.Asked(from_day=third))[0][0].recipient == books.ERASED


def test_the_books_say_where_more_was_found_than_is_shown(given_back):
    reader = world.viewer(given_back.world.operator)
    for asked in (books.Asked(), books.Asked(party="花子")):
        assert [len(rows) for rows, _complete in (books.receipts(reader, asked, most=1),)] == [1]
        assert books.receipts(reader, asked, most=1)[1] is False


def test_a_name_among_too_many_papers_is_never_said_to_be_missing(given_back, monkeypatch):
    reader = world.viewer(given_back.world.operator)
    assert books.receipts(reader, books.Asked(party="鈴木")) == ([], True)
    monkeypatch.setattr(books, "MOST_OPENED", 0)
    assert books.receipts(reader, books.Asked(party="鈴木")) == ([], False)
