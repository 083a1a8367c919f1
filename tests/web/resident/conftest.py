"""A case, and the links by which those who live there follow it."""

import pytest

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from tests import door, world
from tests.world import NOW


@pytest.fixture
def moment(monkeypatch):
    now = [NOW]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    return now


@pytest.fixture
def people(db, moment):
    with context.as_system():
        built = world.build()
        door.price_list(built)
    return built


@pytest.fixture
def at(people):
    with context.as_system():
        return door.Door(people, door.open_case(people))


@pytest.fixture
def go(at, moment):
    def to(state, *given, **facts):
        with context.as_system():
            result = getattr(at, state)(*given, **facts)
        moment[0] = at.now
        return result

    return to


def link_for(at, person):
    with context.as_system():
        return f"/t/{case_services.make_link(at.case.pk, person, now=NOW)}/"


@pytest.fixture
def link(at):
    return link_for(at, at.world.sato.pk)


@pytest.fixture
def flatmate(at):
    """Another registrant of the same home, whose link came with the notice."""
    with context.as_system():
        person = world.add_resident(
            at.world.company, family="佐藤", given="次郎", phone="090-0000-0304"
        )
        world.register(person, dwelling=at.world.home, terms=at.world.terms)
    return link_for(at, person.pk)


def shown(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.status_code
    return response.content.decode()
