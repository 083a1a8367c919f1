"""Which screen a case has now, its one main button, and the few other ways on."""

from dataclasses import dataclass

from kaketsuke.overview.field import Job

AT_WORK = ("photo", "break", "second", "attendant_left", "could_not_open", "cancel")
BESIDE_WORK = ("open", "ask_breaking")
BEFORE_WORK = ("photo", "begin_destructive", "withdraw")
AT_ANY_TIME = ("ask_to_refuse", "safe_exit")


@dataclass(frozen=True, slots=True)
class Screen:
    """One task: the template that shows it, the step at the thumb, and the other steps."""

    name: str
    main: str = ""
    others: tuple[str, ...] = ()
    may_leave: bool = True
    # Steps that the screen's own template offers, beside the main one and the others.
    more: tuple[str, ...] = ()
    checks: bool = False

    @property
    def template(self) -> str:
        """Return the template of this screen."""
        return f"field/screens/{self.name}.html"


SCREENS = {
    "assigned": Screen("way", main="depart", others=("connect", "withdraw")),
    "en_route": Screen("way", main="arrive", others=("later", "connect", "withdraw")),
    "arrived": Screen(
        "arrived", others=("connect", "call_not_answered", "nobody_there", "withdraw"), checks=True
    ),
    "under_leave": Screen("under_leave", main="begin", others=BEFORE_WORK, more=("ask_breaking",)),
    "verified": Screen("verified", main="begin", others=BEFORE_WORK, more=("ask_breaking",)),
    "turned_away": Screen("turned_away", may_leave=False),
    "working": Screen("working", others=("pause", *AT_WORK), more=BESIDE_WORK),
    "paused": Screen("working", main="continue", others=AT_WORK, more=BESIDE_WORK),
    "minutes_up": Screen("working", others=AT_WORK, more=BESIDE_WORK),
    "check_owed": Screen("check_owed", checks=True),
    "opened": Screen("collect", others=("photo",), more=("collect", "finish_free")),
    "halted": Screen("halted", may_leave=False),
    "settled": Screen("end", may_leave=False),
    "closed": Screen("end", may_leave=False),
    "cancelled": Screen("end", may_leave=False),
    "offering": Screen("end", may_leave=False),
}


def screen_of(job: Job) -> Screen:
    """Return the screen for where the case stands."""
    return SCREENS[name_of(job)]


def name_of(job: Job) -> str:
    """Return the name of the screen for where the case stands."""
    if job.state == "arrived" and job.may_begin_under_leave:
        return "under_leave"
    if job.state == "opened" and job.check_owed:
        return "check_owed"
    if job.is_paused:
        return "minutes_up" if job.minutes_are_up else "paused"
    return job.state
