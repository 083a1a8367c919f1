"""Builds the prime contractor, its sub-contractors one level deep, technicians and their shifts."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kaketsuke import clock
from kaketsuke.demo.world import names, persons
from kaketsuke.demo.world.ground import World
from kaketsuke.money import services as money_services
from kaketsuke.network import services as network_services
from kaketsuke.network.models import Firm, Technician

HEADS = {"east": 20, "west": 12, "north": 8}
SHIFT = timedelta(hours=12)
# Two crews overlap at any hour: each begins six hours after the one before.
BEGINS = (time(0), time(6), time(12), time(18))
# What a finished job is worth to them, and what the ranking counts with.
PRIMES_YEN, SUBS_YEN = 9_000, 7_500
DAYS_BEFORE, DAYS_AFTER = 40, 60
SKILLS = (["smart_lock"], ["smart_lock", "cylinder"], ["smart_lock", "cylinder", "exchange"])


def build(world: World) -> None:
    """Build the contractor tree with everybody in it."""
    _add_firms(world)
    for key, heads in HEADS.items():
        world.technicians[key] = [
            _add_technician(world, key, place=place) for place in range(heads)
        ]
    crew = [each for technicians in world.technicians.values() for each in technicians]
    network_services.add_shifts(list(_shifts(world, crew)))


def _add_firms(world: World) -> None:
    prime = network_services.add_firm(
        "見本駆けつけサービス株式会社",
        label="prime",
        tax_registration_number=_tax_number("700110000001"),
        phone_display=names.phone(700),
        address="東京都見本区中央一丁目1番1号",
        representative="代表取締役 見本 太郎",
    )
    world.firms["prime"] = prime
    for company in world.companies.values():
        network_services.sign_edge(
            company.id,
            firm=prime,
            processor_contract="委託-見本-000",
            call_out_yen=PRIMES_YEN,
            now=world.began,
        )
    below = {
        "east": ("見本かぎの東株式会社", "east", False),
        "west": ("見本かぎの西株式会社", "west", False),
        "north": ("見本かぎの北（個人）", "north", True),
    }
    for place, (key, (name, label, alone)) in enumerate(below.items(), start=1):
        firm = network_services.add_firm(
            name,
            label=label,
            parent=prime,
            tax_registration_number="" if alone else _tax_number(f"70011000001{place}"),
            one_person=alone,
            phone_display=names.phone(700 + place),
            address=f"東京都見本区中央一丁目{place + 1}番1号",
            representative="事業主 北野 見本" if alone else "代表取締役 見本 次郎",
        )
        world.firms[key] = firm
        network_services.sign_edge(
            world.companies[key].id,
            firm=firm,
            parent=prime,
            processor_contract=f"再委託-見本-{place:03}",
            call_out_yen=SUBS_YEN,
            approved_at=world.began,
            now=world.began,
        )
    _agree_fees(world)


def _agree_fees(world: World) -> None:
    """What a job is worth to the firms: invented, and seen by nobody but office and firm."""
    for key, company in world.companies.items():
        for firm, yen in ((world.firms["prime"], PRIMES_YEN), (world.firms[key], SUBS_YEN)):
            money_services.set_job_fee(company.id, firm_id=firm.id, job_yen=yen, now=world.began)


def _tax_number(base: str) -> str:
    """Return T, the check digit of a corporate number, and its twelve digits."""
    weighed = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base)))
    return f"T{9 - weighed % 9}{base}"


def _add_technician(world: World, key: str, *, place: int) -> Technician:
    line = persons.line(world, kind="technician", company_id=None)
    person = persons.add(world, [line])[0]
    own = [each for each in world.buildings if each.company_id == world.companies[key].id]
    near = own[place % len(own)]
    return network_services.add_technician(
        person.id,
        firm=_firm_of(world, key, place=place),
        badge=f"W-{key[0].upper()}{place + 1:02}",
        skills=SKILLS[place % len(SKILLS)],
        papers_until=date(world.now.year + 2, 3, 31),
        home_latitude=near.latitude + world.rng.uniform(-0.02, 0.02),
        home_longitude=near.longitude + world.rng.uniform(-0.02, 0.02),
    )


def _firm_of(world: World, key: str, *, place: int) -> Firm:
    """The one-person firm has one technician; elsewhere every third belongs to the prime."""
    if key == "north":
        return world.firms["north" if place == 1 else "prime"]
    return world.firms["prime" if place % 3 == 0 else key]


def _shifts(world: World, crew: list[Technician]) -> Iterator[network_services.Span]:
    first = timezone.localdate(world.now) - timedelta(days=DAYS_BEFORE)
    for day in range(DAYS_BEFORE + DAYS_AFTER):
        for place, technician in enumerate(crew):
            begins = BEGINS[place % len(BEGINS)]
            from_ = datetime.combine(first + timedelta(days=day), begins, clock.TOKYO)
            yield network_services.Span(technician.id, from_, from_ + SHIFT)


def put_on_the_map(world: World) -> None:
    """Give everybody on shift a position of a few minutes ago, not far from home."""
    for technicians in world.technicians.values():
        for technician in technicians:
            network_services.record_position(
                technician.id,
                at=world.now - timedelta(minutes=world.rng.randint(1, 8)),
                latitude=technician.home_latitude + world.rng.uniform(-0.01, 0.01),
                longitude=technician.home_longitude + world.rng.uniform(-0.01, 0.01),
                accuracy_m=float(world.rng.randint(8, 60)),
                now=world.now,
            )
