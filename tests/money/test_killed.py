"""The server dies between collecting and receipting: nothing is lost, nothing is doubled."""

import pytest
from django.db import OperationalError, connection

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case, Entry
from kaketsuke.money import services
from kaketsuke.money.models import Collection, Receipt, ReceiptCounter
from kaketsuke.money.services import settlement
from tests import door, world
from tests.money.test_cancelling import charged

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.clause("3.3")
def test_a_server_killed_between_collection_and_receipt_loses_and_doubles_nothing(monkeypatch):
    with context.as_system():
        people = world.build()
        at = charged(door.Door(people, door.open_case(people)), opened_only=True)
    receipting = settlement._write_receipt

    def killed(*given, **named):
        assert Collection.objects.filter(case=at.case).exists()  # noted, but not yet kept
        receipting(*given, **named)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(settlement, "_write_receipt", killed)
    with pytest.raises(OperationalError), context.as_system():
        services.settle(at.case.pk, method="cash", technician=at.technician, now=at.now)
    connection.close()
    monkeypatch.undo()
    with context.as_system():
        assert Case.objects.get(pk=at.case.pk).state == "opened"
        assert (Collection.objects.count(), Receipt.objects.count()) == (0, 0)
        assert not ReceiptCounter.objects.filter(last_number__gt=0).exists()
        # The phone sends the same press again, as it does with everything not acknowledged.
        for _twice in range(2):
            at.settle("cash")
        assert (Collection.objects.count(), Receipt.objects.get().number) == (1, 1)
        assert Entry.objects.filter(event="Settled").count() == 1
