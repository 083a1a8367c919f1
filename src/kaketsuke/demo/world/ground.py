"""What the builders of the demo share: the seeded dice, the moment, and what was built so far."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from kaketsuke.demo.world import cast
from kaketsuke.network.models import Firm, Technician
from kaketsuke.parties.models import Building, Company, ContractBuilding, Dwelling, Owner
from kaketsuke.terms.models import Version

BEGAN = timedelta(days=300)


@dataclass
class World:
    """The demo world while it is being built."""

    rng: Random
    now: datetime
    version: Version
    companies: dict[str, Company] = field(default_factory=dict)
    owners: dict[str, list[Owner]] = field(default_factory=dict)
    agents: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    buildings: list[Building] = field(default_factory=list)
    owner_of: dict[uuid.UUID, Owner] = field(default_factory=dict)
    covers: dict[str, ContractBuilding] = field(default_factory=dict)
    dwellings: dict[str, list[Dwelling]] = field(default_factory=dict)
    firms: dict[str, Firm] = field(default_factory=dict)
    technicians: dict[str, list[Technician]] = field(default_factory=dict)
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    members: dict[int, uuid.UUID] = field(default_factory=dict)
    registrants: list[tuple[uuid.UUID, Dwelling]] = field(default_factory=list)
    homes_to_play: list[tuple[uuid.UUID, Dwelling]] = field(default_factory=list)
    protected: set[uuid.UUID] = field(default_factory=set)
    hashed_password: str = ""
    next_number: int = cast.FIRST_FREE_NUMBER

    @property
    def began(self) -> datetime:
        """When the companies and contracts of the world began."""
        return max(self.now - BEGAN, self.version.published_from or self.now - BEGAN)

    def take_number(self) -> int:
        """Return the next free place in the series of telephone numbers."""
        self.next_number += 1
        return self.next_number - 1

    def dwelling(self, code: str, room: str) -> Dwelling:
        """Return a dwelling by its building's code and its room."""
        return next(each for each in self.dwellings[code] if each.room == room)
