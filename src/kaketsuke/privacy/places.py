"""To what the desk's words are sealed, where services write and queries read."""

from uuid import UUID


def hold_place(column: str, hold_id: UUID) -> str:
    """Return the context to which a reason of a legal hold is sealed."""
    return f"privacy.hold.{column}:{hold_id}"
