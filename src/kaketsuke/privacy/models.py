"""Provisions and blocks (4.8, 4.9), and what people ask about their own data (4.10)."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from kaketsuke.database import rows
from kaketsuke.privacy import lifecycle


def _choices(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(each), str(each)) for each in words]


class Ground(models.TextChoices):
    """On what ground data of a person go to somebody else (4.8)."""

    CONSENT = "consent"
    MANDATE = "mandate"
    POLICE = "police"
    DANGER_TO_LIFE = "danger_to_life"


class RecipientKind(models.TextChoices):
    """To whom."""

    OWNER = "owner"
    POLICE = "police"
    FIRE_SERVICE = "fire_service"
    COURT = "court"
    OTHER = "other"


class Provision(rows.Row):
    """One provision of a person's data to somebody (提供記録): never changed, kept three years."""

    company_id = models.UUIDField()
    person_id = models.UUIDField()
    recipient_kind = models.CharField(max_length=20, choices=RecipientKind.choices)
    recipient_id = models.UUIDField(null=True)
    recipient_name = models.CharField(max_length=120, default="")
    items = ArrayField(models.CharField(max_length=20))
    ground = models.CharField(max_length=20, choices=Ground.choices)
    consent_id = models.UUIDField(null=True)
    document_reference = models.CharField(max_length=80, default="")
    provided_by_id = models.UUIDField(null=True)
    provided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(ground="consent") | Q(consent_id__isnull=False),
                name="privacy_provision_consent_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(ground__in=["police", "danger_to_life"]) | ~Q(document_reference=""),
                name="privacy_provision_exception_has_document",
            ),
            models.CheckConstraint(condition=~Q(items=[]), name="privacy_provision_names_items"),
            models.CheckConstraint(
                condition=~Q(recipient_kind="owner") | Q(recipient_id__isnull=False),
                name="privacy_provision_owner_is_named",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "provided_at"], name="privacy_provision_by_person"),
            models.Index(fields=["company_id", "provided_at"], name="privacy_provision_recent"),
        ]


class Block(rows.Row):
    """A person whose data go to no owner, or not to one (stalked, court order). Staff only."""

    company_id = models.UUIDField()
    person_id = models.UUIDField()
    owner_id = models.UUIDField(null=True)
    reason_sealed = models.BinaryField()
    set_by_id = models.UUIDField()
    valid = DateTimeRangeField()

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="privacy_block_by_person")]


class Undertaking(rows.Row):
    """An owner's account undertook to handle what it is shown under the owner contract (4.9)."""

    company_id = models.UUIDField()
    owner_id = models.UUIDField()
    user_id = models.UUIDField()
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "user_id", "version"], name="privacy_undertaking_once"
            ),
        ]


class DataRequest(rows.Row):
    """What somebody asks about their own data: disclosure, correction, stop, deletion (4.10)."""

    HOW = [
        ("my_page", "my_page"),
        ("document", "document"),
        ("call_back", "call_back"),
        ("seal", "seal"),
    ]

    company_id = models.UUIDField()
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=_choices(lifecycle.Kind))
    channel = models.CharField(max_length=20, choices=_choices(lifecycle.Channel))
    # Unknown for a caller who never registered; then the sealed contact is what we search by.
    person_id = models.UUIDField(null=True)
    by_agent = models.BooleanField(default=False)
    applicant_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    contact_index = models.BinaryField(max_length=16, null=True)
    words_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=20, choices=_choices(lifecycle.State))
    received_at = models.DateTimeField()
    alarm_on = models.DateField()
    due_on = models.DateField()
    identity_how = models.CharField(max_length=20, choices=HOW, default="")
    agent_authority = models.CharField(max_length=80, default="")
    identity_checked_at = models.DateTimeField(null=True)
    identity_checked_by_id = models.UUIDField(null=True)
    decision = models.CharField(max_length=20, default="")
    reasons_sealed = models.BinaryField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "done"]) | Q(identity_checked_at__isnull=False),
                name="privacy_request_granted_only_to_a_checked_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused", "done"])
                | Q(decided_at__isnull=False, reasons_sealed__isnull=False),
                name="privacy_request_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(person_id__isnull=False) | Q(contact_index__isnull=False),
                name="privacy_request_leads_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(by_agent=True, state__in=["granted", "done"]) | ~Q(agent_authority=""),
                name="privacy_request_agent_shows_authority",
            ),
        ]
        indexes = [
            models.Index(fields=["company_id", "state", "due_on"], name="privacy_request_desk"),
            models.Index(fields=["person_id"], name="privacy_request_by_person"),
        ]


class DataRequestEntry(rows.Row):
    """One step in the life of such a request; chained in the record."""

    company_id = models.UUIDField()
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=40)
    event_at = models.DateTimeField()
    actor_role = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "seq"], name="privacy_request_entry_place"),
        ]


class Correction(rows.Row):
    """What was corrected of a person: the former word stays readable until they are erased."""

    company_id = models.UUIDField(null=True)
    person_id = models.UUIDField()
    request = models.ForeignKey(
        DataRequest, on_delete=models.PROTECT, related_name="corrections", null=True
    )
    column = models.CharField(max_length=20)
    before_sealed = models.BinaryField()
    after_sealed = models.BinaryField()
    corrected_at = models.DateTimeField()
    corrected_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="privacy_correction_by_person")]


class Hold(rows.Row):
    """Nothing of a person is erased while it is needed in a dispute (legal hold)."""

    company_id = models.UUIDField()
    person_id = models.UUIDField()
    reason_sealed = models.BinaryField()
    set_by_id = models.UUIDField()
    review_on = models.DateField()
    valid = DateTimeRangeField()

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="privacy_hold_by_person")]


class Erased(rows.Row):
    """That somebody was erased, when and why, and what had to stay. The id means nobody now."""

    BECAUSE = [("request", "request"), ("retention", "retention")]

    company_id = models.UUIDField(null=True)
    person_id = models.UUIDField(unique=True)
    because = models.CharField(max_length=20, choices=BECAUSE)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, null=True)
    erased_at = models.DateTimeField()
    kept = models.JSONField(default=dict)
    subjects = models.JSONField(default=list)


class RetentionRun(rows.Row):
    """One walk over everything whose time may be over. It goes on where it was left."""

    dry_run = models.BooleanField()
    asked_by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    # Which clock it looks at and the last row it has seen there.
    clock = models.PositiveSmallIntegerField(default=0)
    after = models.UUIDField(null=True)
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dry_run"],
                condition=Q(finished_at__isnull=True),
                name="privacy_retention_one_at_a_time",
            ),
        ]


class Incident(rows.Row):
    """Personal data leaked, were lost or damaged, or may have been (APPI article 26)."""

    KINDS = [
        ("special_care", "special_care"),
        ("property", "property"),
        ("wrongful", "wrongful"),
        ("over_1000", "over_1000"),
        ("other", "other"),
    ]

    company_id = models.UUIDField()
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=KINDS)
    known_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by_role = models.CharField(max_length=20)
    opened_by_id = models.UUIDField(null=True)
    preliminary_target_on = models.DateField()
    preliminary_due_on = models.DateField()
    final_due_on = models.DateField()
    # The nine items of the report, as JSON, sealed under the incident's own key.
    items_sealed = models.BinaryField(null=True)
    preliminary_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(final_at__isnull=True) | Q(preliminary_at__isnull=False),
                name="privacy_incident_preliminary_first",
            ),
            models.CheckConstraint(
                condition=Q(known_at__lte=models.F("opened_at")),
                name="privacy_incident_known_before_opened",
            ),
        ]


class Affected(rows.Row):
    """A person whose data an incident touched, and when they were written to."""

    company_id = models.UUIDField()
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="affected")
    person_id = models.UUIDField()
    found_by = models.CharField(
        max_length=10, choices=[("record", "record"), ("hand", "hand")], default="record"
    )
    letter_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "person_id"], name="privacy_affected_once"),
        ]


class BreakGlass(rows.Row):
    """Somebody looked at a person without a case, with a reason that is read the next day."""

    company_id = models.UUIDField()
    person_id = models.UUIDField()
    viewer_id = models.UUIDField()
    reason_sealed = models.BinaryField()
    at = models.DateTimeField()
    reviewed_by_id = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    in_order = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by_id__isnull=True) | ~Q(reviewed_by_id=models.F("viewer_id")),
                name="privacy_break_glass_reviewed_by_another",
            ),
        ]


class Alert(rows.Row):
    """Look-ups that are not those of everyday work: many people, no call, own neighbours."""

    KINDS = [("many", "many"), ("without_call", "without_call"), ("neighbours", "neighbours")]

    company_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=20, choices=KINDS)
    viewer_id = models.UUIDField()
    on = models.DateField()
    persons = models.PositiveIntegerField()
    raised_at = models.DateTimeField()
    seen_by_id = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "viewer_id", "on"], name="privacy_alert_once"),
        ]


class Processor(rows.Row):
    """Who handles data for us besides the contractor firms: a provider, a call centre (4.8)."""

    company_id = models.UUIDField()
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=80)
    country = models.CharField(max_length=40, default="日本")
    items = ArrayField(models.CharField(max_length=20))
    selected_on = models.DateField()
    selection = models.CharField(max_length=200)
    contract_reference = models.CharField(max_length=60)
    valid = DateTimeRangeField()
    review_on = models.DateField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="below")
    approved_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(contract_reference=""), name="privacy_processor_has_contract"
            ),
            models.CheckConstraint(
                condition=~Q(selection=""), name="privacy_processor_was_selected"
            ),
        ]
