"""Writes companies, owners, contracts, buildings, dwellings and locks."""

from kaketsuke.parties.services.buildings import (
    LockToFit,
    add_building,
    add_dwelling,
    add_dwellings,
    fit_lock,
    fit_locks,
    place_building,
    remove_lock,
)
from kaketsuke.parties.services.companies import (
    add_company,
    appoint_privacy_manager,
    end_area,
    end_privacy_manager,
    ensure_companies,
    put_area_in_charge,
    succeed_company,
)
from kaketsuke.parties.services.contracts import (
    amend_contract,
    approve_breaking,
    cover_building,
    end_contract,
    sign_contract,
    withdraw_breaking_approval,
)
from kaketsuke.parties.services.owners import (
    add_natural_owner,
    add_owner,
    appoint_agent,
    attach_owner,
    detach_owner,
    end_mandate,
    give_mandate,
)
from kaketsuke.parties.services.recording import CannotEndContract, CannotRecordParty, record

__all__ = [
    "CannotEndContract",
    "CannotRecordParty",
    "LockToFit",
    "add_building",
    "add_company",
    "add_dwelling",
    "add_dwellings",
    "add_natural_owner",
    "add_owner",
    "amend_contract",
    "appoint_agent",
    "appoint_privacy_manager",
    "approve_breaking",
    "attach_owner",
    "cover_building",
    "detach_owner",
    "end_area",
    "end_contract",
    "end_mandate",
    "end_privacy_manager",
    "ensure_companies",
    "fit_lock",
    "fit_locks",
    "give_mandate",
    "place_building",
    "put_area_in_charge",
    "record",
    "remove_lock",
    "sign_contract",
    "succeed_company",
    "withdraw_breaking_approval",
]
