"""A supervisor's records of conduct (4.7.5 to 4.7.9): near their review, contested, unconfirmed."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.demo.world import history
from kaketsuke.demo.world.ground import World
from kaketsuke.intake import services as intake_services


def build(world: World) -> None:
    """Leave four records on people whom nothing else of the demo is about."""
    _record(
        world,
        "4.7.7",
        "同じ要請の電話が一晩に六回あり、一回は50分に及んだ。",
        days_ago=89,
        review_in=1,
    )
    _record(
        world,
        "4.7.8",
        "部屋を宿泊に貸していることを、管理会社の写真で確かめた。",
        days_ago=30,
        review_in=60,
        document="管理規約（見本）",
        clause="第12条",
    )
    contested = _record(
        world,
        "4.7.6",
        "作業員の腕をつかみ、怒鳴った。作業員が退避した。",
        days_ago=14,
        review_in=76,
    )
    intake_services.appeal_flag(
        contested,
        words="怒鳴ってはいない。録音を聞いてほしい。",
        actor=_supervisor(world, "supervisor"),
        now=world.now - timedelta(days=2),
    )
    _record(
        world,
        "4.7.9",
        "複数の部屋の開錠を続けて求め、いずれも本人確認の途中で電話を切った。",
        days_ago=1,
        review_in=30,
    )


def _record(
    world: World,
    ground: str,
    facts: str,
    *,
    days_ago: int,
    review_in: int,
    document: str = "",
    clause: str = "",
) -> UUID:
    person_id, home = history.take_home(world)
    return intake_services.record_flag(
        ground,
        company_id=home.building.company_id,
        facts=facts,
        set_by_id=world.users["supervisor"],
        review_on=timezone.localdate(world.now) + timedelta(days=review_in),
        dwelling_id=home.pk,
        person_id=person_id,
        document=document,
        clause=clause,
        now=world.now - timedelta(days=days_ago),
    ).pk


def _supervisor(world: World, name: str) -> Actor:
    return Actor(ActorRole.SUPERVISOR, world.users[name])
