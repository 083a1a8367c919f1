"""What comes after the past calls: the desks of claims, conduct and privacy as days leave them."""

from kaketsuke.demo.world import (
    area_stories,
    complaint_stories,
    conduct_stories,
    damage_stories,
    incident_stories,
    look_stories,
    privacy_stories,
)
from kaketsuke.demo.world.ground import World
from kaketsuke.demo.world.settled import settled
from kaketsuke.privacy import services as privacy_services


def build(world: World) -> None:
    """Leave work of every kind and age at each of these desks, and tell them what is due."""
    with settled(world):
        area_stories.build(world)
        complaint_stories.build(world)
        damage_stories.build(world)
        conduct_stories.build(world)
        privacy_stories.build(world)
        look_stories.build(world)
        incident_stories.build(world)
        privacy_services.tell_alarms(now=world.now)
