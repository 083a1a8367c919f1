"""What must be known of a call for help: the facts of the question "may we go out?"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from kaketsuke.rules import facts
from kaketsuke.rules.facts import Word


class Role(Word):
    """Who asks; an agent without a live mandate is OTHER."""

    RESIDENT = "resident"
    OWNER = "owner"
    OWNER_AGENT = "owner_agent"
    OTHER = "other"


class ContractStatus(Word):
    """The owner's contract for this building when the request came in."""

    ACTIVE = "active"
    ENDED = "ended"
    SERVICE_REMOVED = "service_removed"
    NONE = "none"


class RegistrationStatus(Word):
    """The caller's own registration, or the dwelling's where an owner or agent asks."""

    REGISTERED = "registered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    NONE = "none"


class Cause(Word):
    """Why the door cannot be opened."""

    LOCK_FAULT = "lock_fault"
    CARD_LOST = "card_lost"
    CODE_FORGOTTEN = "code_forgotten"
    OTHER_LOCKOUT = "other_lockout"
    DISASTER = "disaster"
    RIOT = "riot"
    NOT_LOCKOUT = "not_lockout"


class Attendance(Word):
    """Who will stand at the door."""

    REGISTRANT = "registrant"
    OWNER = "owner"
    OWNER_AGENT = "owner_agent"
    NONE = "none"


class PhotoId(Word):
    """Where the attendant's photo identity document is."""

    IN_HAND = "in_hand"
    LOCKED_INSIDE = "locked_inside"
    NONE = "none"


class Ground(Word):
    """The grounds of clause 4.7 that only a person may hold against someone."""

    WRONGDOING = "4.7.5"
    UNWORKABLE = "4.7.6"
    HARASSMENT = "4.7.7"
    BREACH = "4.7.8"
    UNFIT = "4.7.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """Everything the decision looks at; None is "not known yet"."""

    received_at: datetime | None = None
    requester_role: Role | None = None
    requester_is_registrant: bool | None = None
    owner_is_corporation: bool | None = None
    contract_status: ContractStatus | None = None
    contract_covers_dwelling: bool | None = None
    registration_status: RegistrationStatus | None = None
    target_is_own_home: bool | None = None
    lock_on_record: bool = True
    cause: Cause | None = None
    attendance: Attendance | None = None
    photo_id: PhotoId | None = None
    conduct: tuple[Ground, ...] = ()
    force_majeure: bool = False
    area_closed: bool = False
    registrant_objects: bool = False
    protected: bool = False
    danger_to_life: bool = False

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """Facts from their JSON object.

        Raises facts.MalformedFacts, naming the path of the fault.
        """
        return cls(**READER.read(obj))

    def to_json(self) -> dict[str, Any]:
        """The JSON object that `from_json` reads back to equal facts."""
        return READER.write(self)


READER = facts.Reader(
    (
        facts.Fact("received_at", facts.MOMENT),
        facts.Fact("requester.role", facts.choice(Role)),
        facts.Fact("requester.is_registrant", facts.FLAG),
        facts.Fact("owner.is_corporation", facts.FLAG),
        facts.Fact("contract.status", facts.choice(ContractStatus)),
        facts.Fact("contract.covers_dwelling", facts.FLAG),
        facts.Fact("registration.status", facts.choice(RegistrationStatus)),
        facts.Fact("target.is_own_home", facts.FLAG),
        facts.Fact("lock_on_record", facts.FLAG, default=True),
        facts.Fact("cause", facts.choice(Cause)),
        facts.Fact("attendance", facts.choice(Attendance)),
        facts.Fact("photo_id", facts.choice(PhotoId)),
        facts.Fact("conduct", facts.some_of(Ground)),
        facts.Fact("force_majeure", facts.FLAG, default=False),
        facts.Fact("area_closed", facts.FLAG, default=False),
        facts.Fact("registrant_objects", facts.FLAG, default=False),
        facts.Fact("protected", facts.FLAG, default=False),
        facts.Fact("danger_to_life", facts.FLAG, default=False),
    )
)
