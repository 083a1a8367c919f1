"""To what the desk's words are sealed, where services write and queries read."""

from uuid import UUID


def hold_place(column: str, hold_id: UUID) -> str:
    """Return the context to which a reason of a legal hold is sealed."""
    return f"privacy.hold.{column}:{hold_id}"


def note_place(alert_id: UUID) -> str:
    """Return the context to which is sealed what was found of an unusual look-up."""
    return f"privacy.alert.note:{alert_id}"


def reason_place(incident_id: UUID, person_id: UUID) -> str:
    """Return the context to which the reason is sealed why somebody was added by hand."""
    return f"privacy.affected.reason:{incident_id}:{person_id}"


def cleared_place(affected_id: UUID) -> str:
    """Return the context to which the reason is sealed why somebody is not affected after all."""
    return f"privacy.affected.cleared_because:{affected_id}"
