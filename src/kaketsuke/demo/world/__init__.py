"""The invented world of the demo: built from a seed, the same every time, through services only."""

import time
from collections.abc import Callable
from random import Random

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.audit import checkpoints
from kaketsuke.demo.world import afterwards, cast, crew, estate, history, household, prices, staff
from kaketsuke.demo.world.ground import World
from kaketsuke.demo.world.signs import SignIn, Situation, sign_ins, situations
from kaketsuke.parties import queries as party_queries
from kaketsuke.terms import services as term_services

__all__ = ["SignIn", "Situation", "ensure", "sign_ins", "sign_the_record", "situations"]

STEPS: tuple[tuple[str, Callable[[World], None]], ...] = (
    ("会社・地域・オーナー・建物・居宅", estate.build),
    ("社員のアカウント", staff.build_staff),
    ("利用者と、断った方・やめた方", household.build),
    ("業務委託先・作業員・勤務", crew.build),
    ("オーナー・業務委託先・作業員のアカウント", staff.build_partners),
    ("料金表", prices.build),
    ("これまでの要請と案件", history.play_past),
    ("作業員の現在地", crew.put_on_the_map),
    ("いま進んでいる案件", history.play_live),
    ("お申し出・損害賠償・個人情報", afterwards.build),
)


def ensure(seed: int = 1) -> None:
    """Build the world unless it stands. All of it is one transaction: there is no half a world."""
    with context.as_system():
        if party_queries.building_by_code(cast.BUILDING) is not None:
            return
        now = clock.now()
        version = term_services.ensure_sample(now=now)
        world = World(rng=Random(seed), now=now, version=version)
        for place, (what, build) in enumerate(STEPS, start=1):
            began = time.monotonic()
            build(world)
            seconds = time.monotonic() - began
            print(f"  {place}/{len(STEPS)} {what} ({seconds:.1f} s)", flush=True)


def sign_the_record() -> None:
    """Make the checkpoint of the night, unless there is one: an auditor finds something signed."""
    with context.as_system():
        if checkpoints.newest() is None:
            checkpoints.make(now=clock.now())
