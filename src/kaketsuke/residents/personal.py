"""What this room holds of persons. Who declined is not held at all (2.3)."""

from kaketsuke.database.personal_data import (
    DESK,
    NOBODY,
    OFFICE,
    OWNER,
    SELF,
    Erasure,
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
        fields={
            "person": Held(Purpose.DECIDE, Source.PERSON, (*DESK, *OWNER, *SELF)),
            "guardian": Held(Purpose.DECIDE, Source.PERSON, (*DESK, *SELF)),
        },
        also_shown=(
            "dwelling__building__name",
            "dwelling__room",
            "channel",
            "usable_from",
            "valid",
            "end_reason",
        ),
    ),
    Table(
        "residents.Guardianship",
        keep=Keep.REGISTRATION,
        named_by=("minor_id", "guardian_id"),
        ends="valid",
        fields={
            "minor": Held(Purpose.DECIDE, Source.PERSON, (*DESK, *SELF)),
            "guardian": Held(Purpose.DECIDE, Source.PERSON, (*DESK, *SELF)),
        },
        also_shown=("valid", "end_reason"),
    ),
    # A line of an owner's roster: nobody is registered yet, so it is found by the phone alone.
    Table(
        "residents.Invitation",
        keep=Keep.INVITATION,
        indexed_by=("phone_index",),
        key=("invitation", "id"),
        on_erasure=Erasure.DELETE,
        ends="created_at",
        fields={
            "content_sealed": Held(
                Purpose.REACH,
                Source.OWNER,
                (*OFFICE, *OWNER),
                sealed_to="residents.invitation.content:{id}",
            ),
            "phone_index": Held(Purpose.IDENTIFY, Source.PRODUCT, NOBODY),
            "line_index": Held(Purpose.IDENTIFY, Source.PRODUCT, NOBODY),
            "digest": Held(Purpose.IDENTIFY, Source.PRODUCT, NOBODY),
        },
        also_shown=("moved_in_on", "moved_out_on", "created_at", "expires_at", "sent_at"),
    ),
    Table(
        "residents.OneTimeCode",
        keep=Keep.INVITATION,
        indexed_by=("index",),
        key=("one_time_code", "id"),
        on_erasure=Erasure.DELETE,
        ends="created_at",
        fields={
            "address_sealed": Held(
                Purpose.SIGN_IN,
                Source.PERSON,
                NOBODY,
                sealed_to="residents.one_time_code.address:{id}",
            ),
            "index": Held(Purpose.IDENTIFY, Source.PRODUCT, NOBODY),
        },
        also_shown=("purpose", "kind", "created_at", "proven_at"),
    ),
    # Nobody in a file can be looked up by name or number: it is gone within a day.
    Table(
        "residents.RosterUpload",
        keep=Keep.INVITATION,
        named_by=("uploaded_by_id",),
        key=("roster", "id"),
        on_erasure=Erasure.DELETE,
        ends="uploaded_at",
        fields={
            "content_sealed": Held(
                Purpose.REACH,
                Source.OWNER,
                NOBODY,
                sealed_to="residents.upload.content:{id}",
                withheld="the words of the owner about many people",
            ),
        },
        also_shown=("uploaded_at",),
    ),
)
