"""Forty past calls, one of every outcome, played oldest first; then a few that are live now."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from kaketsuke.demo.world import cast, desk_stories, door_stories, estate, other_endings
from kaketsuke.demo.world.ground import World
from kaketsuke.demo.world.played import Played
from kaketsuke.notify import services as notify_services
from kaketsuke.notify.models import Message, MessageState

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
# The contracts that ended did so before the oldest of these calls.
FIRST_DAYS_AGO = 36.0
OUTSIDE = (cast.BUILDING, estate.ENDED, estate.REMOVED, estate.UNCOVERED, "DEMO-003", "DEMO-004")


def play_past(world: World) -> None:
    """Play the past calls; what was to follow them long ago has followed."""
    last_job = _last_job()
    step = FIRST_DAYS_AGO / len(PAST)
    for place, story in enumerate(PAST):
        days_ago = FIRST_DAYS_AGO - place * step - world.rng.uniform(0, step / 2)
        _play(world, story, minutes_ago=days_ago * 24 * 60 + 360)
    _forget_jobs_after(last_job)


def play_live(world: World) -> None:
    """Play the calls that are not over; what follows them is left to the worker."""
    for minutes_ago, story in LIVE:
        _play(world, story, minutes_ago=minutes_ago)


def _play(world: World, story: Story, *, minutes_ago: float) -> None:
    homes = world.homes_to_play
    if not homes:
        flagged = world.protected
        homes += [
            (person, home)
            for person, home in world.registrants
            if home.building.code not in OUTSIDE and home.id not in flagged
        ]
        world.rng.shuffle(homes)
    person_id, home = homes.pop()
    at = world.now - timedelta(minutes=minutes_ago)
    played = Played(world, at, home, person_id)
    story(played)
    for message in Message.objects.filter(state=MessageState.WAITING):
        seconds = timedelta(seconds=world.rng.randint(2, 9))
        notify_services.deliver(message.pk, now=message.created_at + seconds)


def _last_job() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM procrastinate_jobs")
        row = cursor.fetchone()
    return int(row[0])


def _forget_jobs_after(last: int) -> None:
    """The past has been played to its end: its reminders would only wake the worker for nothing."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id > %s AND status = 'todo'", [last])
