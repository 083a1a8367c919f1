import time

import pytest

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM
from kaketsuke.demo import world
from kaketsuke.demo.world import cast
from kaketsuke.network.models import Technician
from kaketsuke.parties.models import Building, Dwelling
from kaketsuke.residents.models import Decline, Registration

pytestmark = pytest.mark.django_db


def shape() -> list[tuple[str, str, str, int]]:
    return [
        (each.code, each.name, each.address, each.dwellings.count())
        for each in Building.objects.order_by("code")
    ]


def test_the_world_is_as_large_as_promised_and_the_same_every_time():
    began = time.monotonic()
    world.ensure(seed=1)
    assert time.monotonic() - began < 60
    context.set_viewer(THE_SYSTEM)
    now = clock.now()
    assert Building.objects.count() == 30
    assert Dwelling.objects.count() == 1000
    live = Registration.objects.filter(valid__contains=now, proof__isnull=False)
    assert live.count() == 700
    assert Decline.objects.count() == 25
    assert Technician.objects.count() == 40
    assert Building.objects.order_by("code")[0].code == cast.BUILDING
    first = shape()
    world.ensure(seed=1)
    assert shape() == first
