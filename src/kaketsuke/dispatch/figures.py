"""Which figures and which travel times hold for this installation."""

from datetime import date
from pathlib import Path

from django.conf import settings

from kaketsuke.engine import policy
from kaketsuke.engine.travel import fallback, providers


def policy_on(day: date) -> policy.Policy:
    """Return the policy in force: of the operator's own file where one is set, else the house's."""
    path = Path(settings.POLICY_FILE) if settings.POLICY_FILE else policy.SOURCE
    return policy.on(day, path=path)


def travel_times() -> fallback.Guarded:
    """Return the provider that the settings name, with the ruler behind it."""
    return providers.chosen(
        roads=settings.ROADS, osrm_url=settings.OSRM_URL, taught_by=settings.LESSONS
    )
