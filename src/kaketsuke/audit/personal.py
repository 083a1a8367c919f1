"""What this room holds of persons: ids only. Who looked is part of what a person may ask for."""

from kaketsuke.database.personal_data import (
    AUDITOR,
    PRIVACY,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

TABLES = (
    Table(
        "audit.Access",
        keep=Keep.RECORD,
        named_by=("person_id",),
        fields={"person_id": Held(Purpose.PROVE, Source.PRODUCT, (*AUDITOR, *PRIVACY))},
        also_shown=("at", "viewer_role", "purpose", "ground", "case_id"),
    ),
)
