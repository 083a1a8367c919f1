"""Many rows at once are held to the same constraints and policies as one."""

from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import NOBODY, THE_SYSTEM
from kaketsuke.database import bulk, ids
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Dwelling
from kaketsuke.parties.services import CannotRecordParty
from kaketsuke.people import keys
from kaketsuke.people.models import SubjectKey
from tests.parties.builders import Estate, add_estate

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "building_id", "room", "excluded_from_contract")


@pytest.fixture
def estate() -> Estate:
    context.set_viewer(THE_SYSTEM)
    return add_estate(since=datetime(2026, 2, 1, tzinfo=UTC))


def test_batches_follow_each_other_and_the_last_one_needs_no_word(estate: Estate):
    building = estate.building.pk
    with bulk.Writer() as writer:
        for begin in (0, 10, 20):
            rooms = [f"B{begin + n}" for n in range(10)]
            party_services.add_rooms(building, rooms=rooms, writer=writer)
            writer.go()
        party_services.add_rooms(building, rooms=["LAST"], writer=writer)
    assert Dwelling.objects.filter(room__startswith="B").count() == 30
    assert Dwelling.objects.filter(building=building, room="LAST").exists()


def test_what_a_constraint_refuses_is_told_in_its_words_and_nothing_is_written(estate: Estate):
    rooms = ["NEW", estate.home.room]
    with pytest.raises(CannotRecordParty), transaction.atomic(), bulk.Writer() as writer:
        party_services.add_rooms(estate.building.pk, rooms=rooms, writer=writer)
    assert not Dwelling.objects.filter(room="NEW").exists()


def test_a_row_that_points_nowhere_is_refused_with_its_batch_and_not_at_the_end(estate: Estate):
    with transaction.atomic(), bulk.Writer() as writer:
        writer.take(Dwelling, COLUMNS, [(ids.new_id(), uuid4(), "LOST", False)])
        writer.go()
        with pytest.raises(IntegrityError):
            writer.wait()
        transaction.set_rollback(True)


def test_a_block_that_fails_inserts_nothing_more(estate: Estate):
    with suppress(LookupError), transaction.atomic(), bulk.Writer() as writer:
        party_services.add_rooms(estate.building.pk, rooms=["FIRST"], writer=writer)
        writer.go()
        party_services.add_rooms(estate.building.pk, rooms=["SECOND"], writer=writer)
        raise LookupError
    assert not Dwelling.objects.filter(room__in=("FIRST", "SECOND")).exists()


def test_whoever_may_not_write_a_row_may_not_write_many():
    context.set_viewer(NOBODY)
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, transaction.atomic(), bulk.Writer() as writer:
        keys.create_many("invitation", [uuid4()], writer=writer)
    context.set_viewer(THE_SYSTEM)
    assert not SubjectKey.objects.exists()
