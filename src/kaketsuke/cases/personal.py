"""What this room holds of persons: the visit, its timeline, leaves and links."""

from kaketsuke.database.personal_data import (
    DESK,
    NOBODY,
    SELF,
    SUPERVISOR,
    TECHNICIAN,
    Erasure,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

OF_CASE = ("request__requester_person_id", "request__attendant_person_id")
ASKED_FOR = "request__requester_person_id"
OTHERS = "words that staff noted may speak of others; given after a person has read them"

TABLES = (
    Table(
        "cases.Case",
        keep=Keep.CASE,
        named_by=OF_CASE,
        key=("case", "id"),
        on_erasure=Erasure.KEY,
        ends="ended_at",
        fields={
            "temporary_number_sealed": Held(
                Purpose.REACH,
                Source.CALLER,
                (*DESK, *TECHNICIAN),
                sealed_to="cases.case.temporary_number:{id}",
                told_to=(ASKED_FOR,),
            ),
            "note_sealed": Held(
                Purpose.SERVE,
                Source.STAFF,
                DESK,
                sealed_to="cases.case.note:{id}",
                withheld=OTHERS,
            ),
        },
        also_shown=(
            "number",
            "dwelling__building__name",
            "dwelling__room",
            "state",
            "outcome",
            "opened_at",
            "ended_at",
        ),
    ),
    Table(
        "cases.Entry",
        keep=Keep.CASE,
        named_by=tuple(f"case__{each}" for each in OF_CASE),
        key=("case", "case_id"),
        on_erasure=Erasure.KEY,
        ends="event_at",
        fields={
            "facts": Held(Purpose.PROVE, Source.STAFF, DESK, withheld=OTHERS),
            "words_sealed": Held(
                Purpose.PROVE,
                Source.STAFF,
                DESK,
                sealed_to="cases.entry.words:{id}",
                withheld=OTHERS,
            ),
        },
        also_shown=("event", "event_at"),
    ),
    Table(
        "cases.Leave",
        keep=Keep.CASE,
        named_by=("attendant_person_id",),
        key=("case", "case_id"),
        on_erasure=Erasure.KEY,
        ends="issued_at",
        fields={
            "attendant_person_id": Held(Purpose.IDENTIFY, Source.STAFF, (*DESK, *SELF)),
            "reason_sealed": Held(
                Purpose.DECIDE,
                Source.STAFF,
                SUPERVISOR,
                sealed_to="cases.leave.reason:{id}",
                withheld=OTHERS,
            ),
        },
        also_shown=("issued_at", "ended_at"),
    ),
    Table(
        "cases.Link",
        keep=Keep.CASE,
        named_by=("person_id",),
        on_erasure=Erasure.DELETE,
        ends="made_at",
        fields={"person_id": Held(Purpose.REACH, Source.PRODUCT, NOBODY)},
        also_shown=("made_at", "ended_at"),
    ),
)
