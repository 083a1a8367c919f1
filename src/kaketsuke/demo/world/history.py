"""Past calls, one of every outcome and some more refusals, oldest first; then a few live ones."""

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from kaketsuke.demo.world import cast, desk_stories, door_stories, estate, other_endings, settled
from kaketsuke.demo.world.ground import World
from kaketsuke.demo.world.played import Played
from kaketsuke.parties.models import Dwelling

Story = Callable[[Played], None]

PAST: tuple[Story, ...] = (
    door_stories.done,
    desk_stories.not_a_lockout,
    door_stories.done_after_a_pass,
    other_endings.cancelled_by_the_resident,
    door_stories.done,
    desk_stories.not_the_registrant,
    door_stories.done_with_material,
    other_endings.no_show,
    desk_stories.solved_by_triage,
    door_stories.done,
    door_stories.done_under_leave,
    desk_stories.no_photo_id,
    other_endings.turned_away,
    door_stories.done_with_overtime,
    desk_stories.referred_and_refused,
    other_endings.stopped_by_the_registrant,
    door_stories.done,
    desk_stories.dwelling_declined,
    door_stories.done_phone_inside,
    other_endings.prevented_by_force_majeure,
    desk_stories.call_lost,
    door_stories.done_for_the_owner,
    desk_stories.contract_ended,
    door_stories.done,
    other_endings.not_opened,
    desk_stories.nobody_attends,
    door_stories.done_unpaid,
    desk_stories.joined,
    door_stories.done_after_withdrawal,
    desk_stories.service_removed,
    other_endings.stopped_for_safety,
    door_stories.done,
    other_endings.turned_away_then_done,
    desk_stories.referred_and_given_up,
    door_stories.done_estimate_declined,
    desk_stories.unfilled_then_opened_by_others,
    door_stories.done_with_interim_measure,
    other_endings.halted_and_resumed,
    other_endings.objected_to_the_owner,
    door_stories.done,
)
LIVE: tuple[tuple[int, Story], ...] = (
    (48, other_endings.at_work_now),
    (9, other_endings.waiting_for_a_supervisor),
    (12, other_endings.on_the_way),
    (4, other_endings.waiting_call_back),
)
# So many that the statistics can tell these two grounds apart (they hide what is rare).
REFUSED_OFTEN = 4 * (desk_stories.nobody_attends, desk_stories.not_the_registrant)
# The contracts that ended did so before the oldest of these calls.
FIRST_DAYS_AGO = 36.0
OUTSIDE = (cast.BUILDING, estate.ENDED, estate.REMOVED, estate.UNCOVERED, "DEMO-003", "DEMO-004")


def play_past(world: World) -> None:
    """Play the past calls; what was to follow them long ago has followed."""
    with settled.settled(world):
        _spread(world, PAST)
        _spread(world, REFUSED_OFTEN)


def _spread(world: World, stories: Sequence[Story]) -> None:
    step = FIRST_DAYS_AGO / len(stories)
    for place, story in enumerate(stories):
        days_ago = FIRST_DAYS_AGO - place * step - world.rng.uniform(0, step / 2)
        _play(world, story, minutes_ago=days_ago * 24 * 60 + 360)


def play_live(world: World) -> None:
    """Play the calls that are not over; what follows them is left to the worker."""
    for minutes_ago, story in LIVE:
        _play(world, story, minutes_ago=minutes_ago)


def _play(world: World, story: Story, *, minutes_ago: float) -> None:
    person_id, home = take_home(world)
    played = Played(world, world.now - timedelta(minutes=minutes_ago), home, person_id)
    story(played)
    settled.deliver(world)


def take_home(world: World) -> tuple[uuid.UUID, Dwelling]:
    """Return a registrant with the home, whom nothing happened to yet; never one of the cast."""
    homes = world.homes_to_play
    if not homes:
        homes += [
            (person, home)
            for person, home in world.registrants
            if home.building.code not in OUTSIDE and home.id not in world.protected
        ]
        world.rng.shuffle(homes)
    return homes.pop()
