"""Makes the sign-in accounts: one for every audience, and one for each technician."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.demo.world import cast
from kaketsuke.demo.world.ground import World
from kaketsuke.parties import services as party_services

STAFF = (
    ("operator", "受付 ひなた", "operator"),
    ("operator2", "受付 こはる", "operator"),
    ("supervisor", "責任者 みなと", "supervisor"),
    ("supervisor2", "責任者 いぶき", "supervisor"),
    ("office", "事務 つむぎ", "office"),
    ("claims", "損害賠償 あかり", "claims"),
    ("claims2", "損害賠償 ひかる", "claims"),
    ("privacy", "個人情報 すみれ", "privacy"),
    ("auditor", "監査 しずく", "auditor"),
)


def build_staff(world: World) -> None:
    """Make the accounts of people who work for the companies, and put one in charge of privacy."""
    world.hashed_password = make_password(cast.PASSWORD)
    for username, label, role in STAFF:
        grants = [
            GrantSpec(role=role, company_id=company.id) for company in world.companies.values()
        ]
        _make(world, username, label=label, email=email_of(username), grants=grants)
    for company in world.companies.values():
        party_services.appoint_privacy_manager(
            company,
            station="",
            title="個人情報保護管理者",
            account_id=world.users["privacy"],
            now=world.began,
        )


def build_partners(world: World) -> None:
    """Make the accounts of owner, contractor, technicians and one resident."""
    owner = world.owner_of[world.buildings[0].id]
    _make(world, "owner", label=owner.legal_name, grants=[GrantSpec("owner", owner_id=owner.id)])
    prime = world.firms["prime"]
    contractor = GrantSpec("contractor", firm_id=prime.id)
    _make(world, "contractor", label=prime.name, grants=[contractor])
    resident = GrantSpec("resident", person_id=world.members[1])
    _make(world, "resident", label="居住者（架空）", grants=[resident])
    for technicians in world.technicians.values():
        for technician in technicians:
            grant = GrantSpec("technician", technician_id=technician.id)
            username = technician.badge.lower()
            _make(world, username, label=f"作業員 {technician.badge}", grants=[grant])


def email_of(username: str) -> str:
    """Return where an account is told of deadlines; the second of each desk has no address."""
    return "" if username.endswith("2") else f"{username}@example.jp"


def _make(
    world: World, username: str, *, label: str, grants: Iterable[GrantSpec], email: str = ""
) -> None:
    user = account_services.make_account(
        username,
        label=label,
        password=None,
        hashed_password=world.hashed_password,
        grants=grants,
        email=email,
        now=world.began,
    )
    world.users[username] = user.pk
