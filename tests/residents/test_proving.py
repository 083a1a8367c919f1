"""Six figures, ten minutes, five tries: nobody learns more from asking than that they may ask."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM
from kaketsuke.notify import queries as notify_queries
from kaketsuke.people import normalise
from kaketsuke.residents import limits, services
from kaketsuke.residents.models import Attempt, OneTimeCode
from kaketsuke.residents.services import Address, Asked
from tests.parties.builders import Estate, add_estate
from tests.residents.test_registration import add_resident

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PHONE = Address("phone", "090-1234-0001")


@pytest.mark.parametrize("purpose", ["register", "sign_in", "contact", "desk"])
def test_a_fixed_line_is_told_at_once_that_no_message_arrives_there(purpose):
    with pytest.raises(services.CannotSendThere) as refused:
        services.ask_code(
            Address("phone", "０３－１２３４－０２０３"), Asked(purpose, "web"), now=NOW
        )
    assert ("コードなしで登録" if purpose == "desk" else "窓口") in str(refused.value)
    assert not OneTimeCode.objects.exists()
    services.ask_code(Address("phone", "050-0000-0203"), Asked(purpose, "web"), now=NOW)


@pytest.fixture(autouse=True)
def _as_system(db: None) -> None:
    context.set_viewer(THE_SYSTEM)


@pytest.fixture
def estate() -> Estate:
    return add_estate(since=NOW)


def ask(estate: Estate, address: Address = PHONE, *, now: datetime = NOW, **asked: Any) -> UUID:
    said = {"purpose": "register", "source": "192.0.2.1", "dwelling_id": estate.home.id, **asked}
    return services.ask_code(address, Asked(**said), now=now)


def figures(code_id: UUID) -> str:
    (message,) = notify_queries.about("one_time_code", [code_id])
    found = re.search(r"\b\d{6}\b", message.body)
    assert found is not None
    return found[0]


def sent(estate: Estate, settings: object, **asked: Any) -> tuple[UUID, str]:
    settings.DEMO = True  # type: ignore[attr-defined]  # only there the outbox shows a code
    code_id = ask(estate, **asked)
    assert services.send_code(code_id, now=NOW)
    return code_id, figures(code_id)


def test_the_right_figures_prove_the_number_and_are_kept_as_a_digest(estate, settings):
    code_id, code = sent(estate, settings)
    row = OneTimeCode.objects.get()
    assert code.encode() not in bytes(row.code_hash or b"")
    proof = services.check_code(code_id, code, now=NOW)
    assert proof is not None
    assert proof.value == normalise.phone(PHONE.value)
    assert "12340001" not in (repr(proof) + repr(PHONE)).replace("-", "")
    assert services.check_code(code_id, code, now=NOW + MINUTE) == proof


def test_figures_are_read_in_full_width(estate, settings):
    code_id, code = sent(estate, settings)
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code)
    assert services.check_code(code_id, f" {wide[:3]}　{wide[3:]}", now=NOW)


def test_after_five_wrong_tries_not_even_the_right_figures_help(estate, settings):
    code_id, code = sent(estate, settings)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _each in range(4):
        assert services.check_code(code_id, wrong, now=NOW) is None
    assert OneTimeCode.objects.get().tries_left == 1
    services.check_code(code_id, wrong, now=NOW)
    assert services.check_code(code_id, code, now=NOW) is None
    with pytest.raises(IntegrityError, match="few_tries"), transaction.atomic():
        OneTimeCode.objects.update(tries_left=6)


@pytest.mark.parametrize(("after", "proves"), [(10 * MINUTE - SECOND, True), (10 * MINUTE, False)])
def test_figures_are_good_for_ten_minutes(estate, settings, after: timedelta, proves: bool):
    code_id, code = sent(estate, settings)
    assert (services.check_code(code_id, code, now=NOW + after) is not None) is proves


def test_a_new_code_voids_the_old_one_and_comes_after_a_minute(estate, settings):
    code_id, code = sent(estate, settings)
    assert services.may_ask_again_at(code_id) == NOW + MINUTE
    with pytest.raises(services.CannotSendAgain):
        services.ask_again(code_id, source="192.0.2.1", now=NOW + MINUTE - SECOND)
    again = services.ask_again(code_id, source="192.0.2.1", now=NOW + MINUTE)
    assert services.send_code(again, now=NOW + MINUTE)
    assert services.check_code(code_id, code, now=NOW + MINUTE) is None
    assert services.check_code(again, figures(again), now=NOW + MINUTE)


def test_a_job_sends_a_code_once_and_knows_ids_only(estate):
    code_id = ask(estate)
    assert ProcrastinateJob.objects.get(task_name="residents.send_code").args == {
        "code_id": str(code_id)
    }
    assert services.send_code(code_id, now=NOW)
    assert not services.send_code(code_id, now=NOW)


def test_colleagues_do_not_read_a_code_in_the_outbox(estate):
    code_id = ask(estate)
    services.send_code(code_id, now=NOW)
    (message,) = notify_queries.about("one_time_code", [code_id])
    assert message.body == ""


def test_asking_to_sign_in_looks_the_same_whether_or_not_anybody_is_known(estate):
    add_resident(estate)
    known = ask(estate, purpose="sign_in", dwelling_id=None)
    unknown = ask(estate, Address("phone", "090-1234-9999"), purpose="sign_in", dwelling_id=None)
    rows = {row.pk: row for row in OneTimeCode.objects.all()}
    assert rows[known].code_hash is rows[unknown].code_hash is None
    assert ProcrastinateJob.objects.filter(task_name="residents.send_code").count() == 2
    assert services.send_code(known, now=NOW)
    assert not services.send_code(unknown, now=NOW)
    for guess in ("000000", ""):
        assert services.check_code(unknown, guess, now=NOW) is None


def test_asking_makes_the_same_queries_for_the_known_and_the_unknown(
    estate, django_assert_num_queries
):
    add_resident(estate)
    for address in (PHONE, Address("phone", "090-1234-9999")):
        with django_assert_num_queries(11):
            ask(estate, address, purpose="sign_in", dwelling_id=None)


@pytest.mark.parametrize("number", ["0120-000-000", "0570-000-000", "0800-000-0000"])
def test_a_number_where_nobody_answers_is_refused_in_words(estate, number: str):
    with pytest.raises(normalise.CannotReachAnyone, match="ご本人"):
        ask(estate, Address("phone", number))


def test_limits_hold_for_each_number_source_and_dwelling(estate):
    for _each in range(5):
        ask(estate)
    with pytest.raises(limits.TooManyAttempts, match="1 時間"):
        ask(estate)
    for each in range(10):  # with the five above the dwelling's fifteen
        ask(estate, Address("phone", f"090-4321-00{each:02}"))
    with pytest.raises(limits.TooManyAttempts):
        ask(estate, Address("phone", "090-4321-0099"))
    for each in range(15):  # and with these the source's thirty
        ask(estate, Address("phone", f"090-4321-01{each:02}"), dwelling_id=uuid4())
    with pytest.raises(limits.TooManyAttempts):
        ask(estate, Address("phone", "090-4321-0199"), dwelling_id=uuid4())
    ask(estate, Address("phone", "090-4321-0199"), dwelling_id=uuid4(), source="192.0.2.2")
    ask(estate, now=NOW + timedelta(hours=1))


def test_what_was_counted_names_nobody_and_is_gone_after_a_day(estate):
    ask(estate)
    assert all(len(each.whose) == 32 for each in Attempt.objects.all())
    services.expire(now=NOW + timedelta(days=1, minutes=11))
    assert not Attempt.objects.exists()
    assert not OneTimeCode.objects.exists()


def test_whoever_proved_a_number_signs_in_as_the_people_of_that_number(estate, settings):
    resident = add_resident(estate)
    code_id, code = sent(estate, settings, purpose="sign_in", dwelling_id=None)
    proof = services.check_code(code_id, code, now=NOW)
    assert proof is not None
    assert services.proof_of(code_id, now=NOW) == proof
    assert services.proof_of(code_id, now=NOW + timedelta(hours=1)) is None
    assert services.persons_behind(proof) == [resident.pk]
    user = services.account_of(resident.pk, now=NOW)
    assert services.account_of(resident.pk, now=NOW) == user
    assert not user.has_usable_password()
