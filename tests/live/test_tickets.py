"""Who may hear about which case: tickets are signed, short-lived and name ids only."""

import time
from uuid import UUID

import pytest
from django.core import signing

from kaketsuke.accounts import live

CASE = UUID("0190a000-0000-7000-8000-000000000001")
OTHER = UUID("0190a000-0000-7000-8000-000000000002")
COMPANY = UUID("0190a000-0000-7000-8000-0000000000aa")


def test_a_case_ticket_covers_that_case_only():
    ticket = live.read_ticket(live.make_case_ticket(CASE))
    assert ticket.covers(company_id=str(COMPANY), case_id=str(CASE))
    assert not ticket.covers(company_id=str(COMPANY), case_id=str(OTHER))


def test_a_company_ticket_covers_every_case_of_its_companies():
    ticket = live.read_ticket(live.make_company_ticket([COMPANY]))
    assert ticket.covers(company_id=str(COMPANY), case_id=str(OTHER))
    assert not ticket.covers(company_id=str(OTHER), case_id=str(OTHER))


def test_a_ticket_without_companies_covers_nothing():
    ticket = live.read_ticket(live.make_company_ticket([]))
    assert not ticket.covers(company_id=str(COMPANY), case_id=str(CASE))


@pytest.mark.parametrize("change", ["", "x", "a:b:c"])
def test_what_we_did_not_sign_is_refused(change: str):
    with pytest.raises(live.CannotListen):
        live.read_ticket(change)
    with pytest.raises(live.CannotListen):
        live.read_ticket(live.make_case_ticket(CASE) + "x")


def test_signatures_for_other_uses_are_refused():
    with pytest.raises(live.CannotListen):
        live.read_ticket(signing.dumps({"case": str(CASE)}, salt="something else"))


def test_a_ticket_dies_after_ten_minutes(monkeypatch: pytest.MonkeyPatch):
    ticket = live.make_case_ticket(CASE)
    later = time.time() + live.LIVES_SECONDS + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    with pytest.raises(live.CannotListen):
        live.read_ticket(ticket)


def test_tickets_of_one_right_begin_alike_so_that_tabs_share_a_stream():
    first, second = (
        live.make_company_ticket([OTHER, COMPANY]),
        live.make_company_ticket([COMPANY, OTHER]),
    )
    assert first.split(":")[0] == second.split(":")[0]
