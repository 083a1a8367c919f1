"""What this room holds of persons."""

from kaketsuke.database.personal_data import (
    AUDITOR,
    NOBODY,
    PRIVACY,
    SELF,
    SUPERVISOR,
    Erasure,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

SEEN_BY = (*PRIVACY, *SELF)
DISPUTE = "how a dispute is prepared is not told to the other side"


def _of_request(column: str, source: Source) -> Held:
    return Held(Purpose.RIGHTS, source, SEEN_BY, sealed_to=f"privacy.request.{column}:{{id}}")


TABLES = (
    Table(
        "privacy.Provision",
        keep=Keep.PROVISION,
        named_by=("person_id",),
        ends="provided_at",
        fields={"person_id": Held(Purpose.PROVE, Source.PRODUCT, SEEN_BY)},
        also_shown=(
            "recipient_kind",
            "recipient_name",
            "items",
            "ground",
            "document_reference",
            "provided_at",
        ),
    ),
    Table(
        "privacy.Block",
        keep=Keep.PROVISION,
        named_by=("person_id",),
        key=("block", "id"),
        ends="valid",
        fields={
            "person_id": Held(Purpose.PROTECT, Source.PERSON, PRIVACY),
            "reason_sealed": Held(
                Purpose.PROTECT,
                Source.PERSON,
                PRIVACY,
                sealed_to="privacy.block.reason:{id}",
                special_care=True,
                withheld="a record that protects somebody is told by the desk, not by a file",
            ),
        },
        also_shown=("valid",),
    ),
    Table(
        "privacy.DataRequest",
        keep=Keep.RIGHTS,
        named_by=("person_id",),
        indexed_by=("contact_index",),
        key=("privacy", "id"),
        ends="ended_at",
        fields={
            "person_id": Held(Purpose.RIGHTS, Source.PERSON, SEEN_BY),
            "applicant_sealed": _of_request("applicant", Source.PERSON),
            "contact_sealed": _of_request("contact", Source.PERSON),
            "contact_index": Held(Purpose.RIGHTS, Source.PRODUCT, NOBODY),
            "words_sealed": _of_request("words", Source.PERSON),
            "reasons_sealed": _of_request("reasons", Source.STAFF),
        },
        also_shown=(
            "number",
            "kind",
            "channel",
            "state",
            "received_at",
            "due_on",
            "decision",
            "decided_at",
            "ended_at",
        ),
    ),
    Table(
        "privacy.Correction",
        keep=Keep.REGISTRATION,
        named_by=("person_id",),
        key=("person", "person_id"),
        on_erasure=Erasure.KEY,
        fields={
            "person_id": Held(Purpose.RIGHTS, Source.PERSON, NOBODY),
            "before_sealed": Held(
                Purpose.PROVE,
                Source.PERSON,
                SEEN_BY,
                sealed_to="privacy.correction.before:{id}",
            ),
            "after_sealed": Held(
                Purpose.PROVE,
                Source.PERSON,
                SEEN_BY,
                sealed_to="privacy.correction.after:{id}",
            ),
        },
        also_shown=("column", "corrected_at"),
    ),
    Table(
        "privacy.Hold",
        keep=Keep.RIGHTS,
        named_by=("person_id",),
        key=("hold", "id"),
        ends="valid",
        fields={
            "person_id": Held(Purpose.PROVE, Source.STAFF, PRIVACY, withheld=DISPUTE),
            "reason_sealed": Held(
                Purpose.PROVE,
                Source.STAFF,
                PRIVACY,
                sealed_to="privacy.hold.reason:{id}",
                withheld=DISPUTE,
            ),
            "end_reason_sealed": Held(
                Purpose.PROVE,
                Source.STAFF,
                PRIVACY,
                sealed_to="privacy.hold.end_reason:{id}",
                withheld=DISPUTE,
            ),
        },
    ),
    Table(
        "privacy.Erased",
        keep=Keep.RIGHTS,
        named_by=("person_id",),
        ends="erased_at",
        fields={"person_id": Held(Purpose.PROVE, Source.PRODUCT, (*PRIVACY, *AUDITOR))},
        also_shown=("because", "erased_at"),
    ),
    Table(
        "privacy.Incident",
        keep=Keep.RIGHTS,
        named_by=("affected__person_id",),
        key=("incident", "id"),
        ends="final_at",
        fields={
            "items_sealed": Held(
                Purpose.RIGHTS,
                Source.STAFF,
                PRIVACY,
                sealed_to="privacy.incident.items:{id}",
                withheld="the report to the commission may speak of others",
            ),
        },
        also_shown=("number", "kind", "known_at"),
    ),
    Table(
        "privacy.Affected",
        keep=Keep.RIGHTS,
        named_by=("person_id",),
        key=("incident", "incident_id"),
        fields={
            "person_id": Held(Purpose.RIGHTS, Source.PRODUCT, SEEN_BY),
            "reason_sealed": Held(
                Purpose.RIGHTS,
                Source.STAFF,
                PRIVACY,
                sealed_to="privacy.affected.reason:{incident_id}:{person_id}",
                withheld="the report to the commission may speak of others",
            ),
            "cleared_because_sealed": Held(
                Purpose.RIGHTS,
                Source.STAFF,
                PRIVACY,
                sealed_to="privacy.affected.cleared_because:{id}",
                withheld="the report to the commission may speak of others",
            ),
        },
        also_shown=("letter_at", "cleared_at"),
    ),
    Table(
        "privacy.BreakGlass",
        keep=Keep.RIGHTS,
        named_by=("person_id",),
        key=("block", "id"),
        ends="at",
        fields={
            "person_id": Held(Purpose.PROVE, Source.PRODUCT, SEEN_BY),
            "reason_sealed": Held(
                Purpose.PROVE,
                Source.STAFF,
                PRIVACY,
                sealed_to="privacy.break_glass.reason:{id}",
                withheld="a reason may speak of others",
            ),
        },
        also_shown=("at", "reviewed_at", "in_order"),
    ),
    Table(
        "privacy.Alert",
        keep=Keep.RIGHTS,
        key=("alert", "id"),
        ends="seen_at",
        fields={
            "note_sealed": Held(
                Purpose.PROVE,
                Source.STAFF,
                (*PRIVACY, *SUPERVISOR, *AUDITOR),
                sealed_to="privacy.alert.note:{id}",
                withheld="it is about the work of an account and may speak of others",
            ),
        },
    ),
)
