"""Who is looking: a frozen answer that every query and every guard reads."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum


class ActorRole(StrEnum):
    """The actors of the transition tables."""

    RESIDENT = "resident"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    OFFICE = "office"
    CLAIMS = "claims"
    PRIVACY = "privacy"
    AUDITOR = "auditor"
    OWNER = "owner"
    TECHNICIAN = "technician"
    CONTRACTOR = "contractor"
    TIMER = "timer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a role and the id of the account, person or technician behind it."""

    role: ActorRole
    id: uuid.UUID | None = None


# The strongest first: an account that holds several acts as that.
STAFF = (
    ActorRole.SUPERVISOR,
    ActorRole.OPERATOR,
    ActorRole.OFFICE,
    ActorRole.CLAIMS,
    ActorRole.PRIVACY,
    ActorRole.AUDITOR,
)
SYSTEM = Actor(ActorRole.SYSTEM)
TIMER = Actor(ActorRole.TIMER)


@dataclass(frozen=True, slots=True)
class Viewer:
    """What one visitor may see and do. An empty viewer sees nothing."""

    user_id: uuid.UUID | None = None
    label: str = ""
    roles: frozenset[str] = frozenset()
    company_ids: frozenset[uuid.UUID] = frozenset()
    firm_ids: frozenset[uuid.UUID] = frozenset()
    technician_id: uuid.UUID | None = None
    owner_ids: frozenset[uuid.UUID] = frozenset()
    person_ids: frozenset[uuid.UUID] = frozenset()
    case_ids: frozenset[uuid.UUID] = field(default=frozenset())
    is_system: bool = False

    def has(self, *roles: str) -> bool:
        """Return whether the viewer holds one of the roles."""
        return not self.roles.isdisjoint(roles)

    def role_at(self, *roles: str) -> str:
        """Return the role in which the viewer uses a desk: one of its own first, else any held."""
        return next((role for role in roles if role in self.roles), str(self.actor.role))

    @property
    def actor(self) -> Actor:
        """Return the viewer as the actor of a step: the strongest staff role first."""
        for role in STAFF:
            if role in self.roles:
                return Actor(role, self.user_id)
        if self.technician_id is not None:
            return Actor(ActorRole.TECHNICIAN, self.technician_id)
        if self.is_system:
            return SYSTEM
        if self.firm_ids:
            return Actor(ActorRole.CONTRACTOR, self.user_id)
        if self.owner_ids:
            return Actor(ActorRole.OWNER, self.user_id)
        return Actor(ActorRole.RESIDENT, next(iter(self.person_ids), None))


NOBODY = Viewer()
THE_SYSTEM = Viewer(is_system=True)
