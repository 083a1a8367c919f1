"""What this room holds of persons: the accounts of staff and partners, and who may act for whom."""

from kaketsuke.database.personal_data import (
    NOBODY,
    OFFICE,
    Erasure,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

SIGN_IN = Held(Purpose.SIGN_IN, Source.STAFF, OFFICE)

TABLES = (
    Table(
        "accounts.User",
        keep=Keep.ACCOUNT,
        named_by=("grants__person_id",),
        on_erasure=Erasure.ROOM,
        fields={
            "username": SIGN_IN,
            "label": SIGN_IN,
            "first_name": SIGN_IN,
            "last_name": SIGN_IN,
            "email": SIGN_IN,
        },
        also_shown=("date_joined", "last_login", "is_active", "language"),
    ),
    Table(
        "accounts.Grant",
        keep=Keep.ACCOUNT,
        named_by=("person_id",),
        on_erasure=Erasure.ROOM,
        fields={"person_id": Held(Purpose.SIGN_IN, Source.STAFF, NOBODY)},
        also_shown=("role", "valid"),
    ),
)
