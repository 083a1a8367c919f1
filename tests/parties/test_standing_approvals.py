"""The owner's word beforehand that locks of a model may be broken (2.1)."""

from datetime import timedelta

import pytest

from kaketsuke.parties import queries, services
from kaketsuke.parties.models import Contract
from kaketsuke.parties.services import CannotRecordParty
from tests.parties.builders import add_estate
from tests.world import LONG_AGO, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.1")]


@pytest.fixture
def estate():
    return add_estate(since=LONG_AGO)


@pytest.fixture
def contract(estate):
    return Contract.objects.get(buildings=estate.cover)


def approved(estate, at=NOW):
    return queries.breaking_is_approved(estate.home.pk, at)


def test_it_holds_for_the_model_on_the_door_and_its_time(estate, contract):
    assert not approved(estate)
    services.approve_breaking(contract, lock_model="SL-1", from_=LONG_AGO)
    assert queries.lock_model_at(estate.home.pk, NOW) == "SL-1"
    assert approved(estate)
    assert not approved(estate, LONG_AGO - timedelta(seconds=1))


def test_another_model_or_an_ended_contract_approves_nothing(estate, contract):
    services.approve_breaking(contract, lock_model="SL-2", from_=LONG_AGO)
    assert not approved(estate)
    services.approve_breaking(contract, lock_model="SL-1", from_=LONG_AGO)
    services.end_contract(estate.cover.pk, at=NOW, now=NOW)
    assert not approved(estate)


def test_withdrawn_it_stays_withdrawn(estate, contract):
    row = services.approve_breaking(contract, lock_model="SL-1", from_=LONG_AGO)
    services.withdraw_breaking_approval(row.pk, now=NOW)
    ended = services.withdraw_breaking_approval(row.pk, now=NOW + timedelta(days=1))
    assert ended.valid.upper == NOW
    assert not approved(estate)
    assert [each.pk for each in contract.standing_approvals.all()] == [row.pk]


@pytest.mark.parametrize("model", ["SL-1", " SL-1 ", "", "  "])
def test_the_same_model_twice_or_no_model_is_refused(contract, model):
    services.approve_breaking(contract, lock_model="SL-1", from_=LONG_AGO)
    with pytest.raises(CannotRecordParty):
        services.approve_breaking(contract, lock_model=model, from_=NOW)
