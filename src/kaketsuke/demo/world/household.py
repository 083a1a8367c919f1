"""Moves people in: registrants and those who declined, left, withdrew or are not proven yet."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils import timezone

from kaketsuke.demo.world import cast, estate, names, persons
from kaketsuke.demo.world.ground import World
from kaketsuke.intake import services as intake_services
from kaketsuke.parties.models import Dwelling
from kaketsuke.people.models import Person
from kaketsuke.people.rosters import RosterLine
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Registration

REGISTRANTS = 700
SHARED_HOMES = 80
DECLINES, WITHDRAWN, MOVED_OUT, UNPROVEN = 25, 10, 10, 5
PROTECTED = 3
BATCHES = 6


def build(world: World) -> None:
    """Register everybody, then let some go."""
    _add_cast(world)
    free = _free_homes(world)
    alone = REGISTRANTS - len(world.registrants) - 2 * SHARED_HOMES
    homes = [free.pop() for _each in range(alone + SHARED_HOMES)]
    moving = _move_in(world, homes)
    for registration in _register(world, moving):
        world.registrants.append((registration.person_id, registration.dwelling))
    _add_the_rest(world, free)
    _protect(world, homes)


def _move_in(world: World, homes: list[Dwelling]) -> list[tuple[Person, Dwelling]]:
    """Invent one person for each home, and a second of the same family for the first ones."""
    lines = [_line(world, home) for home in homes]
    shared = homes[:SHARED_HOMES]
    families = {family[0]: family for family in names.FAMILIES}
    lines += [
        _line(world, home, family=families[first.family])
        for home, first in zip(shared, lines, strict=False)
    ]
    return list(zip(persons.add(world, lines), homes + shared, strict=True))


def _line(world: World, home: Dwelling, *, family: persons.Family | None = None) -> RosterLine:
    company_id = home.building.company_id
    return persons.line(world, kind="resident", company_id=company_id, family=family)


def _add_cast(world: World) -> None:
    company = world.companies["east"]
    lines = [persons.member_line(member, company_id=company.id) for member in cast.MEMBERS]
    for member, person in zip(cast.MEMBERS, persons.add(world, lines), strict=True):
        home = world.dwelling(cast.BUILDING, member.room)
        world.members[member.number] = person.id
        registration = _register(world, [(person, home)])[0]
        if member.state == "registered":
            world.registrants.append((person.id, home))
        elif member.state == "withdrawn":
            resident_services.withdraw(registration.id, now=world.now - timedelta(days=20))
        else:
            resident_services.move_out(registration.id, now=world.now - timedelta(days=20))
    declined = world.dwelling(cast.BUILDING, cast.DECLINED_ROOM)
    resident_services.decline(declined.id, version_id=world.version.id, now=world.began)


def _free_homes(world: World) -> list[Dwelling]:
    """Return the homes that the cast leaves free, shuffled; the shop is no home."""
    taken = {member.room for member in cast.MEMBERS} | {cast.DECLINED_ROOM, cast.EMPTY_ROOM}
    free = [
        home
        for building in world.buildings
        for home in world.dwellings[building.code]
        if not home.excluded_from_contract
        and not (building.code == cast.BUILDING and home.room in taken)
    ]
    world.rng.shuffle(free)
    return free


def _register(
    world: World, moving: list[tuple[Person, Dwelling]], *, proof: str | None = "roster"
) -> list[Registration]:
    """Register on a few days spread over the first months, as rosters come in."""
    batches: defaultdict[datetime, list[tuple[Person, Dwelling]]] = defaultdict(list)
    for place, each in enumerate(moving):
        batches[world.began + timedelta(days=1 + place % BATCHES * 12)].append(each)
    registrations: list[Registration] = []
    for at, pairs in batches.items():
        made = resident_services.register_many(
            [resident_services.Enrolment(person.id, home.id) for person, home in pairs],
            version_id=world.version.id,
            channel="paper" if len(pairs) > 1 else "web",
            proof=proof,
            now=at,
        )
        for registration, (_person, home) in zip(made, pairs, strict=True):
            registration.dwelling = home
        registrations += made
    return registrations


def _add_the_rest(world: World, free: list[Dwelling]) -> None:
    left = world.now - timedelta(days=30)
    leaving = _take(world, free, WITHDRAWN + MOVED_OUT)
    for place, registration in enumerate(_register(world, leaving)):
        leave = resident_services.withdraw if place < WITHDRAWN else resident_services.move_out
        leave(registration.id, now=left)
    _register(world, _take(world, free, UNPROVEN), proof=None)
    for _each in range(DECLINES - 1):
        resident_services.decline(
            free.pop().id, version_id=world.version.id, now=world.began + timedelta(days=3)
        )


def _take(world: World, free: list[Dwelling], count: int) -> list[tuple[Person, Dwelling]]:
    homes = [free.pop() for _each in range(count)]
    people = persons.add(world, [_line(world, home) for home in homes])
    return list(zip(people, homes, strict=True))


def _protect(world: World, homes: list[Dwelling]) -> None:
    """Set protective flags: on the room of the cast and on a few drawn ones."""
    cast_rooms = [
        world.dwelling(cast.BUILDING, member.room) for member in cast.MEMBERS if member.protective
    ]
    drawn = [each for each in homes if each.building.code != estate.ENDED][:PROTECTED]
    for home in [*cast_rooms, *drawn]:
        world.protected.add(home.id)
        intake_services.record_flag(
            "protective",
            company_id=home.building.company_id,
            facts="同居者との間に保護命令があります（架空）。",
            set_by_id=world.users["supervisor"],
            review_on=timezone.localdate(world.now + timedelta(days=150)),
            dwelling_id=home.id,
            now=world.began + timedelta(days=60),
        )
