"""What this room holds of persons. Who declined is not held at all (2.3)."""

from kaketsuke.database.personal_data import (
    DESK,
    OFFICE,
    OWNER,
    SELF,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

TABLES = (
    Table(
        "residents.Consent",
        keep=Keep.CONSENT,
        named_by=("person_id",),
        ends="consented_at",
        fields={"person": Held(Purpose.PROVE, Source.PERSON, (*OFFICE, *SELF))},
        also_shown=("line", "policy_version", "consented_at"),
    ),
    Table(
        "residents.Registration",
        keep=Keep.REGISTRATION,
        named_by=("person_id",),
        ends="valid",
        fields={"person": Held(Purpose.DECIDE, Source.PERSON, (*DESK, *OWNER, *SELF))},
        also_shown=(
            "dwelling__building__name",
            "dwelling__room",
            "channel",
            "usable_from",
            "valid",
            "end_reason",
        ),
    ),
)
