"""Builds companies, areas, owners with their agents, buildings, dwellings and locks."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from kaketsuke.demo.world import cast, names, persons
from kaketsuke.demo.world.ground import World
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Building, Owner
from kaketsuke.places import queries as place_queries
from kaketsuke.places import services as place_services

DWELLINGS = 1000
AREAS = {
    "east": [f"131{number:02}" for number in range(1, 24)],
    "west": [f"271{number:02}" for number in (2, 3, 4, 6, 7, 8, 9, 11, 13, 14, 15, 27, 28)],
    "north": [f"011{number:02}" for number in range(1, 11)],
}
# In which municipality each company's buildings stand, one entry a building.
SITES = {
    "east": ["13104"] * 4 + ["13113"] * 3 + ["13114"] * 3 + ["13116"] * 3 + ["13110"] * 3,
    "west": ["27127"] * 3 + ["27128"] * 3 + ["27106"] * 2 + ["27109"],
    "north": ["01101"] * 3 + ["01103"] * 2,
}
FIRST_TOWN = "西新宿八丁目"
ENDED, REMOVED, UNCOVERED = "DEMO-014", "DEMO-015", "DEMO-016"
LOCK_MODELS = ("見本ロック SL-100", "見本ロック SL-200", "見本ロック CARD-7")


def build(world: World) -> None:
    """Build everything that stands before anybody moves in."""
    _add_companies(world)
    place_services.load_towns([code for codes in AREAS.values() for code in codes])
    for key in AREAS:
        world.owners[key] = list(_owners(world, key))
    for number, (key, municipality) in enumerate(
        ((key, code) for key, codes in SITES.items() for code in codes), start=1
    ):
        _add_building(world, key, municipality=municipality, number=number)
    _add_dwellings(world)
    _end_some_contracts(world)


def _add_companies(world: World) -> None:
    named = {name[len("見本ケーブル")]: name for name in world.version.tree["companies"]}
    for key, sign in {"east": "東", "west": "西", "north": "北"}.items():
        company = party_services.add_company(named[sign], sample=True, now=world.began)
        world.companies[key] = company
        for code in AREAS[key]:
            party_services.put_area_in_charge(company, municipality_code=code, now=world.began)


def _owners(world: World, key: str) -> Iterator[Owner]:
    """Yield two legal persons, a management company, then a natural person."""
    company = world.companies[key]
    sign = company.name[len("見本ケーブル")]
    firms = [("owner", "見本不動産"), ("owner", "見本地所"), ("management_company", "見本管理")]
    for place, (kind, name) in enumerate(firms):
        owner = party_services.add_owner(
            company, kind=kind, legal_name=f"{name}{sign}株式会社", phone_display=names.phone(800)
        )
        first = key == "east" and place == 0
        number = cast.AGENT_NUMBER if first else world.take_number()
        agent = _add_person(world, kind="agent", company_id=company.id, number=number)
        party_services.give_mandate(owner, person_id=agent, now=world.began)
        world.agents[owner.id] = agent
        yield owner
    number = cast.LANDLORD_NUMBER if key == "east" else world.take_number()
    landlord = _add_person(world, kind="owner", company_id=company.id, number=number)
    yield party_services.add_owner(company, person_id=landlord)


def _add_person(world: World, *, kind: str, company_id: uuid.UUID, number: int) -> uuid.UUID:
    line = persons.line(world, kind=kind, company_id=company_id, number=number)
    return persons.add(world, [line])[0].id


def _add_building(world: World, key: str, *, municipality: str, number: int) -> None:
    rng, code = world.rng, f"DEMO-{number:03}"
    codes = place_queries.postal_codes_in(municipality)
    towns = [town for town in place_queries.towns_in(municipality) if town.name in codes]
    town = rng.choice(towns)
    if code == cast.BUILDING:
        town = next((each for each in towns if each.name == FIRST_TOWN), town)
    first, second = rng.choice(names.BUILDING_FIRST), rng.choice(names.BUILDING_SECOND)
    house = f"{rng.randint(1, 18)}-{rng.randint(1, 20)}"
    building = party_services.add_building(
        world.companies[key],
        code=code,
        name=f"{first[0]}{second[0]}{town.name.split('丁目')[0].rstrip('一二三四五六七八九十')}",
        kana=f"{first[1]}{second[1]}",
        postal_code=codes[town.name],
        municipality_code=municipality,
        address=f"{town.prefecture}{town.municipality}{town.name}{house}",
        latitude=town.latitude + rng.uniform(-0.0008, 0.0008),
        longitude=town.longitude + rng.uniform(-0.0008, 0.0008),
        entrance_note="共用玄関はインターホンで解錠（架空）",
        **_known(number),
    )
    world.buildings.append(building)
    _put_under_contract(world, building, key=key, number=number)


def _known(number: int) -> dict[str, Any]:
    """Return what is known of a building: of every fourth nobody ever wrote anything down."""
    if number % 4 == 0:
        return {}
    return {"auto_lock": number % 5 != 0, "parking": ("visitors", "paid", "none")[number % 3]}


def _put_under_contract(world: World, building: Building, *, key: str, number: int) -> None:
    legal, second, managers, landlord = world.owners[key]
    owner = legal
    if building.code == cast.OWNERS_BUILDING:
        owner = landlord
    elif building.code != cast.BUILDING:
        owner = world.rng.choice((legal, second, landlord))
    world.owner_of[building.id] = owner
    party_services.attach_owner(building, owner=owner, now=world.began)
    if number % 2:
        party_services.attach_owner(building, owner=managers, now=world.began)
    if building.code == UNCOVERED:
        return
    contract = party_services.sign_contract(
        owner,
        document_reference=f"覚書-見本-{number:03}",
        signed_on=date(world.began.year, world.began.month, world.began.day),
    )
    world.covers[building.code] = party_services.cover_building(
        contract, building=building, from_=world.began
    )


def _add_dwellings(world: World) -> None:
    sizes = [36, *(world.rng.randint(26, 40) for _each in world.buildings[1:])]
    sizes[-1] += DWELLINGS - sum(sizes)
    for building, size in zip(world.buildings, sizes, strict=True):
        per_floor = 6 if building.code == cast.BUILDING else world.rng.randint(4, 6)
        rooms = [f"{n // per_floor + 1}{n % per_floor + 1:02}" for n in range(size)]
        shop = rooms[:1] if building.code == "DEMO-003" else []
        known = building.auto_lock is not None
        floors = {room: int(room[:-2]) for room in rooms} if known else {}
        homes = party_services.add_dwellings(
            building, rooms=shop, excluded_from_contract=True, floors=floors
        ) + party_services.add_dwellings(building, rooms=rooms[len(shop) :], floors=floors)
        world.dwellings[building.code] = homes
        locks = [
            party_services.LockToFit(
                home,
                world.rng.choice(LOCK_MODELS),
                f"{building.code}-{home.room}",
                "front" if known else None,
            )
            for home in homes
            if not (building.code == "DEMO-004" and home.room.startswith("1"))
        ]
        party_services.fit_locks(locks, now=world.began)


def _end_some_contracts(world: World) -> None:
    """One contract ended, one kept without this service, both forty days ago."""
    at = world.now - timedelta(days=40)
    party_services.end_contract(world.covers[ENDED].id, at=at, now=at)
    party_services.end_contract(world.covers[REMOVED].id, at=at, service_removed=True, now=at)
