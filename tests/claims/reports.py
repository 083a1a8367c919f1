"""A damage as somebody reports it, on the day of the tests."""

from datetime import date
from typing import Any

from kaketsuke.claims import services
from kaketsuke.claims.models import Claim
from tests.claims.conftest import Claims
from tests.world import NOW

TODAY = date(2026, 11, 22)


def reported(here: Claims, **otherwise: Any) -> Claim:
    said = {
        "harm": "door",
        "occurred_on": TODAY,
        "known_on": TODAY,
        "words": "ドアの枠に傷がつきました。",
        "channel": "phone",
        "actor": here.by_operator,
        "person_id": here.world.sato.pk,
    }
    return services.open_claim(here.case.pk, now=NOW, **{**said, **otherwise})
