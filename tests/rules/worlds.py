"""Facts to start from: a request and an attendance with which nothing is wrong."""

from collections.abc import Mapping
from typing import Any

REQUEST: dict[str, Any] = {
    "received_at": "2026-05-01T22:10:00+09:00",
    "cause": "card_lost",
    "requester.role": "resident",
    "requester.is_registrant": True,
    "target.is_own_home": True,
    "registration.status": "registered",
    "contract.status": "active",
    "contract.covers_dwelling": True,
    "attendance": "registrant",
    "photo_id": "in_hand",
}
AGENT_REQUEST: dict[str, Any] = {
    **{path: value for path, value in REQUEST.items() if not path.startswith(("req", "tar"))},
    "requester.role": "owner_agent",
    "owner.is_corporation": True,
    "attendance": "owner_agent",
}
SITE: dict[str, Any] = {
    "attendee.role": "registrant",
    "attendee.present": True,
    "photo_id.kind": "drivers_license",
    "photo_id.has_photo": True,
    "photo_id.expired": False,
    "photo_id.name_matches": True,
    "photo_id.face_matches": True,
    "photo_id.address_matches": True,
}


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Facts by path as the JSON object they come in."""
    made: dict[str, Any] = {}
    for path, value in flat.items():
        group, dot, name = path.partition(".")
        if dot:
            made.setdefault(group, {})[name] = value
        else:
            made[path] = value
    return made


def cited(answer: Mapping[str, Any], *effects: str) -> list[str]:
    """The clauses of the findings with one of the effects."""
    return [found["clause"] for found in answer["findings"] if found["effect"] in effects]
