"""To whom personal data are given, on which ground, and who must not have them."""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from kaketsuke.database import rows


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
