"""What this room holds of persons: who complained or was harmed, what was answered or decided."""

from kaketsuke.database.personal_data import (
    CLAIMS,
    DESK,
    OFFICE,
    SELF,
    SUPERVISOR,
    Erasure,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

HANDLERS = (*DESK, *CLAIMS, *OFFICE)
CLAIM_DESK = (*SUPERVISOR, *CLAIMS, *OFFICE)
OTHERS = "it may hold the words of others; a person reads it before it is given"

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
    Table(
        "claims.Claim",
        keep=Keep.CLAIM,
        named_by=("person_id",),
        key=("claim", "id"),
        ends="ended_at",
        fields={
            "person_id": Held(Purpose.CLAIM, Source.PERSON, (*CLAIM_DESK, *SELF)),
        },
        also_shown=("number", "harm", "state", "occurred_on", "opened_at", "ended_at"),
    ),
    Table(
        "claims.ClaimEntry",
        keep=Keep.CLAIM,
        named_by=("claim__person_id",),
        key=("claim", "claim_id"),
        ends="event_at",
        fields={
            "words_sealed": Held(
                Purpose.CLAIM,
                Source.PERSON,
                (*CLAIM_DESK, *SELF),
                sealed_to="claims.entry.words:{id}",
                withheld=OTHERS,
            ),
        },
        also_shown=("event", "event_at"),
    ),
    Table(
        "claims.Decision",
        keep=Keep.CLAIM,
        named_by=("claim__person_id",),
        key=("claim", "claim_id"),
        ends="decided_at",
        fields={
            "reason_sealed": Held(
                Purpose.CLAIM,
                Source.STAFF,
                CLAIM_DESK,
                sealed_to="claims.decision.reason:{id}",
                withheld=OTHERS,
            ),
        },
        also_shown=("version", "fault", "damage_yen", "payable_yen", "decided_at"),
    ),
    Table(
        "claims.Letter",
        keep=Keep.CLAIM,
        named_by=("claim__person_id",),
        key=("claim", "claim_id"),
        ends="made_at",
        fields={
            "content_sealed": Held(
                Purpose.CLAIM,
                Source.PRODUCT,
                (*CLAIM_DESK, *SELF),
                sealed_to="claims.letter.content:{id}",
            ),
        },
        also_shown=("kind", "made_at"),
    ),
)
