"""How to come in: an account for every audience, and whom to ring about what."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import ENDS
from kaketsuke.cases.models import Case
from kaketsuke.demo.world import cast, names
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.network import queries as network_queries
from kaketsuke.parties import queries as party_queries
from kaketsuke.residents import queries as resident_queries
from kaketsuke.residents import services as resident_services


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way into the demo."""

    audience: str
    username: str
    password: str
    start_url: str

    def __str__(self) -> str:
        """One line for the terminal."""
        return f"  {self.audience:<14} {self.username:<12} {self.password:<16} {self.start_url}"


@dataclass(frozen=True, slots=True)
class Situation:
    """A call to try, by the number that rings."""

    phone: str
    building: str
    room: str
    name: str
    try_this: str

    def __str__(self) -> str:
        """One line for the terminal."""
        return f"  {self.phone}  {self.building} {self.room}  {self.name}  {self.try_this}"


AUDIENCES = (
    ("受付", "operator", "/console/"),
    ("責任者", "supervisor", "/console/"),
    ("責任者（二人目）", "supervisor2", "/console/"),
    ("業務委託先", "contractor", "/start/"),
    ("オーナー", "owner", "/start/"),
    ("事務", "office", "/start/"),
    ("損害賠償", "claims", "/claims/"),
    ("個人情報", "privacy", "/privacy/"),
    ("監査", "auditor", "/start/"),
)


def sign_ins() -> list[SignIn]:
    """Return an account for every audience; residents come in by the link of their live case."""
    ways = [SignIn(audience, name, cast.PASSWORD, url) for audience, name, url in AUDIENCES]
    now = clock.now()
    with context.as_system():
        badge, link = _next_technician(now), _link_of_a_live_case(now)
        letter = _letter_of_the_empty_room(now)
    ways.append(SignIn("作業員", badge.lower(), cast.PASSWORD, "/start/"))
    if letter:
        ways.append(SignIn("居住者（お手紙）", "", "", letter))
    return [*ways, SignIn("利用者", "", "", link)] if link else ways


def _next_technician(now: datetime) -> str:
    """Return the badge of who is asked first for the first building; accounts are named by it."""
    building = party_queries.building_by_code(cast.BUILDING)
    if building is None:
        return ""
    door = (building.latitude, building.longitude)
    for each in network_queries.available_technicians(building.company_id, now, door):
        if dispatch_queries.live_assignment(each.technician_id) is None:
            return each.badge
    return ""


def _link_of_a_live_case(now: datetime) -> str:
    for case in Case.objects.exclude(state__in=ENDS).order_by("-opened_at"):
        for registrant in resident_queries.live_registrants(case.dwelling_id, now):
            token = case_services.make_link(case.id, registrant.person_id, now=now)
            return urlsplit(case_services.address_of(token)).path
    return ""


def _letter_of_the_empty_room(now: datetime) -> str:
    """Return what the square on the letter of a home leads to where nobody is registered yet."""
    building = party_queries.building_by_code(cast.BUILDING)
    home = party_queries.dwelling(building.pk, cast.EMPTY_ROOM) if building else None
    if home is None:
        return ""
    made = resident_services.make_dwelling_codes([home.pk], now=now)
    return urlsplit(made[0].address).path


def situations() -> list[Situation]:
    """Return the calls to try: the residents in the order of their rooms, an owner, a stranger."""
    residents = [
        Situation(
            names.phone(member.number),
            cast.BUILDING,
            member.room,
            f"{member.family} {member.given}",
            member.try_this,
        )
        for member in cast.MEMBERS
    ]
    return [
        *residents,
        Situation(
            names.phone(cast.AGENT_NUMBER),
            cast.BUILDING,
            "506",
            cast.OWNER,
            "オーナーからのご依頼。利用者がリンクから止めると、責任者に回ります。",
        ),
        Situation(
            names.phone(cast.STRANGER_NUMBER),
            cast.BUILDING,
            "203",
            "別人 太郎",
            "なりすまし。お断りになり、利用者に知らせが届きます。",
        ),
    ]
