"""What this room holds of persons: who called, who asked, what was said, what was recorded."""

from kaketsuke.database.personal_data import (
    DESK,
    NOBODY,
    SELF,
    SUPERVISOR,
    Erasure,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

OF_REQUEST = ("requester_person_id", "attendant_person_id")
# What the caller said of themselves is not told to whoever stood at the door for them.
CALLER = ("requester_person_id",)
PROTECTS = "a record that protects somebody is not told to whom it may concern"

TABLES = (
    Table(
        "intake.Call",
        keep=Keep.CALL,
        named_by=("requests__requester_person_id",),
        indexed_by=("number_index",),
        key=("call", "id"),
        on_erasure=Erasure.KEY,
        ends="rang_at",
        fields={
            "number_sealed": Held(
                Purpose.REACH, Source.CALLER, DESK, sealed_to="intake.call.number:{id}"
            ),
            "number_index": Held(Purpose.IDENTIFY, Source.PRODUCT, NOBODY),
        },
        also_shown=("direction", "rang_at", "answered_at", "ended_at"),
    ),
    Table(
        "intake.Request",
        keep=Keep.CASE,
        named_by=OF_REQUEST,
        key=("request", "id"),
        on_erasure=Erasure.KEY,
        ends="received_at",
        fields={
            "requester_person_id": Held(Purpose.DECIDE, Source.CALLER, (*DESK, *SELF)),
            "attendant_person_id": Held(Purpose.IDENTIFY, Source.CALLER, (*DESK, *SELF)),
            "stated": Held(Purpose.DECIDE, Source.CALLER, DESK, told_to=CALLER),
            "facts": Held(Purpose.DECIDE, Source.PRODUCT, DESK, withheld=PROTECTS),
            "answer": Held(Purpose.DECIDE, Source.PRODUCT, DESK, withheld=PROTECTS),
            "owner_reason_sealed": Held(
                Purpose.DECIDE,
                Source.OWNER,
                DESK,
                sealed_to="intake.request.owner_reason:{id}",
                told_to=CALLER,
            ),
            "callback_number_sealed": Held(
                Purpose.REACH,
                Source.CALLER,
                DESK,
                sealed_to="intake.request.callback_number:{id}",
                told_to=CALLER,
            ),
        },
        also_shown=(
            "received_at",
            "state",
            "dwelling__building__name",
            "dwelling__room",
            "decided_at",
            "words_told",
        ),
    ),
    Table(
        "intake.RequestEntry",
        keep=Keep.CASE,
        named_by=tuple(f"request__{each}" for each in OF_REQUEST),
        key=("request", "request_id"),
        on_erasure=Erasure.KEY,
        ends="event_at",
        fields={
            "facts": Held(Purpose.DECIDE, Source.CALLER, DESK, withheld=PROTECTS),
            "answer": Held(Purpose.DECIDE, Source.PRODUCT, DESK, withheld=PROTECTS),
            "words_sealed": Held(
                Purpose.PROVE,
                Source.STAFF,
                DESK,
                sealed_to="intake.entry.words:{id}",
                withheld=PROTECTS,
            ),
        },
        also_shown=("event", "event_at"),
    ),
    Table(
        "intake.Flag",
        keep=Keep.CONDUCT,
        named_by=("person_id",),
        key=("flag", "id"),
        ends="until",
        fields={
            "person_id": Held(Purpose.PROTECT, Source.STAFF, SUPERVISOR, withheld=PROTECTS),
            "ground": Held(Purpose.PROTECT, Source.STAFF, SUPERVISOR, withheld=PROTECTS),
            "facts_sealed": Held(
                Purpose.PROTECT,
                Source.STAFF,
                SUPERVISOR,
                sealed_to="intake.flag.facts:{id}",
                special_care=True,
                withheld=PROTECTS,
            ),
            "end_reason_sealed": Held(
                Purpose.PROTECT,
                Source.STAFF,
                SUPERVISOR,
                sealed_to="intake.flag.end_reason:{id}",
                withheld=PROTECTS,
            ),
        },
    ),
    Table(
        "intake.FlagNote",
        keep=Keep.CONDUCT,
        named_by=("flag__person_id",),
        key=("flag", "flag_id"),
        ends="written_at",
        fields={
            "words_sealed": Held(
                Purpose.PROTECT,
                Source.STAFF,
                SUPERVISOR,
                sealed_to="intake.flagnote.words:{id}",
                withheld=PROTECTS,
            ),
        },
    ),
)
