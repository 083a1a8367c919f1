"""How to come in: an account for every audience, and whom to ring about what."""

from dataclasses import dataclass

from kaketsuke.demo.world import cast, names


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


AUDIENCES = (
    ("受付", "operator", "/console/"),
    ("責任者", "supervisor", "/console/"),
    ("責任者（二人目）", "supervisor2", "/console/"),
    ("作業員", "w-e01", "/start/"),
    ("業務委託先", "contractor", "/start/"),
    ("オーナー", "owner", "/start/"),
    ("社員", "office", "/start/"),
    ("監査", "auditor", "/start/"),
)


def sign_ins() -> list[SignIn]:
    """Return an account for every audience. Residents come in by the link of their case."""
    return [SignIn(audience, name, cast.PASSWORD, url) for audience, name, url in AUDIENCES]


def situations() -> list[Situation]:
    """Return the calls to try, in the order of the rooms."""
    return [
        Situation(
            names.phone(member.number),
            cast.BUILDING,
            member.room,
            f"{member.family} {member.given}",
            member.try_this,
        )
        for member in cast.MEMBERS
    ]
