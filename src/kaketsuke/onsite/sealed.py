"""To which row each sealed thing of this room belongs: a seal opens nowhere else."""

from uuid import UUID


def picture(photo_id: UUID) -> str:
    """Return the context of a photo's picture."""
    return f"onsite.photo:{photo_id}"


def signature(agreement_id: UUID) -> str:
    """Return the context of the signature of an agreement to break a lock."""
    return f"onsite.agreement:{agreement_id}"


def code(call_back_id: UUID) -> str:
    """Return the context of the number that the registered phone is told."""
    return f"onsite.call_back:{call_back_id}"


def note(opening_id: UUID) -> str:
    """Return the context of the note on a measure for the time being."""
    return f"onsite.opening.note:{opening_id}"
