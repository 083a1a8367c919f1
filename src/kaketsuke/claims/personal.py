"""What this room holds of persons: who complained, in which words, and what was answered."""

from kaketsuke.database.personal_data import (
    CLAIMS,
    DESK,
    OFFICE,
    SELF,
    Erasure,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

HANDLERS = (*DESK, *CLAIMS, *OFFICE)

TABLES = (
    Table(
        "claims.Complaint",
        keep=Keep.CLAIM,
        named_by=("person_id",),
        key=("complaint", "id"),
        on_erasure=Erasure.KEY,
        ends="ended_at",
        fields={
            "person_id": Held(Purpose.CLAIM, Source.PERSON, (*HANDLERS, *SELF)),
            "reply_to_sealed": Held(
                Purpose.REACH,
                Source.PERSON,
                HANDLERS,
                sealed_to="claims.complaint.reply_to:{id}",
            ),
        },
        also_shown=("number", "about", "state", "opened_at", "answered_at", "ended_at"),
    ),
    Table(
        "claims.Entry",
        keep=Keep.CLAIM,
        named_by=("complaint__person_id",),
        key=("complaint", "complaint_id"),
        on_erasure=Erasure.KEY,
        ends="event_at",
        fields={
            "words_sealed": Held(
                Purpose.CLAIM,
                Source.PERSON,
                (*HANDLERS, *SELF),
                sealed_to="claims.entry.words:{id}",
            ),
        },
        also_shown=("event", "event_at"),
    ),
)
