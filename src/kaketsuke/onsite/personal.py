"""What this room holds of persons: results of the checks at the door, no number and no picture."""

from kaketsuke.cases.personal import OF_CASE
from kaketsuke.database.personal_data import (
    DESK,
    NOBODY,
    SELF,
    TECHNICIAN,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

OF_VISIT = tuple(f"case__{each}" for each in OF_CASE)

TABLES = (
    Table(
        "onsite.Check",
        keep=Keep.CASE,
        named_by=(*OF_VISIT, "checked_by__person_id"),
        ends="event_at",
        fields={
            # The technician is named by what they did, not told of the other's document.
            "document_kind": Held(
                Purpose.IDENTIFY,
                Source.TECHNICIAN,
                (*DESK, *TECHNICIAN, *SELF),
                told_to=OF_VISIT,
            ),
            "checked_by": Held(Purpose.PROVE, Source.PRODUCT, DESK),
        },
        also_shown=(
            "attendee_role",
            "has_photo",
            "expired",
            "name_matches",
            "face_matches",
            "address_matches",
            "outcome",
            "event_at",
        ),
    ),
    Table(
        "onsite.PhoneAction",
        keep=Keep.CASE,
        named_by=(*OF_VISIT, "technician__person_id"),
        ends="entered_at",
        fields={"technician": Held(Purpose.PROVE, Source.PRODUCT, DESK)},
        also_shown=("step", "phone_at", "event_at", "entered_at", "outcome"),
    ),
    Table(
        "onsite.CallBack",
        keep=Keep.CASE,
        named_by=OF_VISIT,
        ends="asked_at",
        key=("case", "case_id"),
        fields={
            "code_sealed": Held(
                Purpose.IDENTIFY, Source.PRODUCT, NOBODY, sealed_to="onsite.call_back:{id}"
            ),
            "confirmed_by_id": Held(Purpose.PROVE, Source.PRODUCT, DESK),
        },
        also_shown=("asked_at", "confirmed_at"),
    ),
    Table(
        "onsite.BreakingAgreement",
        keep=Keep.CASE,
        named_by=(*OF_VISIT, "technician__person_id"),
        ends="entered_at",
        key=("case", "case_id"),
        fields={
            "drawn_sealed": Held(
                Purpose.PROVE,
                Source.PERSON,
                DESK,
                sealed_to="onsite.agreement:{id}",
                told_to=OF_VISIT,
            ),
            "technician": Held(Purpose.PROVE, Source.PRODUCT, DESK),
        },
        also_shown=("approved_by", "how", "agreed_at"),
    ),
    Table(
        "onsite.Photo",
        keep=Keep.CASE,
        named_by=(*OF_VISIT, "technician__person_id"),
        ends="entered_at",
        key=("case", "case_id"),
        fields={
            "picture_sealed": Held(
                Purpose.PROVE,
                Source.TECHNICIAN,
                DESK,
                sealed_to="onsite.photo:{id}",
                told_to=OF_VISIT,
            ),
            "technician": Held(Purpose.PROVE, Source.PRODUCT, DESK),
        },
        also_shown=("moment", "taken_at", "reviewed_at", "deleted_at"),
    ),
    Table(
        "onsite.Opening",
        keep=Keep.CASE,
        named_by=OF_VISIT,
        ends="opened_at",
        key=("case", "case_id"),
        fields={
            "interim_note_sealed": Held(
                Purpose.PROVE, Source.TECHNICIAN, DESK, sealed_to="onsite.opening.note:{id}"
            ),
        },
        also_shown=("method", "lock_usable", "if_unusable", "interim_until"),
    ),
    Table(
        "onsite.BreakingApproval",
        keep=Keep.CASE,
        named_by=OF_VISIT,
        ends="recorded_at",
        fields={
            "recorded_by_id": Held(Purpose.PROVE, Source.PRODUCT, DESK),
            "heard_person_id": Held(Purpose.PROVE, Source.STAFF, DESK),
        },
        also_shown=("approved_by", "recorded_at"),
    ),
)
