"""Damage claims (4.2): what was harmed, the evidence, and every version of the decision."""

from django.db import models
from django.db.models import F, Q

from kaketsuke.cases.models import Case
from kaketsuke.database import rows
from kaketsuke.network.models import Firm
from kaketsuke.rules.damage import CausedBy, Fault


class Claim(rows.Row):
    """Harm that the work of a visit is said to have done; the clocks of the law run beside it."""

    HARMS = [(each, each) for each in ("lock", "door", "belongings", "injury", "other")]
    CHANNELS = [(each, each) for each in ("link", "phone", "paper", "technician")]

    company_id = models.UUIDField()
    number = models.PositiveIntegerField(unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims")
    person_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10, choices=CHANNELS)
    language = models.CharField(max_length=10, default="ja")
    harm = models.CharField(max_length=12, choices=HARMS)
    occurred_on = models.DateField()
    known_on = models.DateField()
    state = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    owner_id = models.UUIDField(null=True)
    alarm_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # After these days the law lets the claim end (general limitation); looked at long before.
    limit_from_knowledge_on = models.DateField()
    limit_from_event_on = models.DateField()
    payment_due_on = models.DateField(null=True)
    # Until when the firm gives back what was paid in its place; of several, the first demand.
    recourse_due_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(known_on__gte=F("occurred_on")), name="claims_claim_known_after_event"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reported", "withdrawn"]) | Q(owner_id__isnull=False),
                name="claims_claim_in_hand_has_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["company_id", "state", "due_at"], name="claims_claim_desk"),
        ]


class Evidence(rows.Row):
    """A photo or document. Its bytes lie sealed outside the database and outside the web root."""

    TYPES = [(each, each) for each in ("image/jpeg", "image/png", "image/webp", "application/pdf")]

    company_id = models.UUIDField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    media_type = models.CharField(max_length=20, choices=TYPES)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    added_at = models.DateTimeField()
    added_by_role = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "sha256"], name="claims_evidence_once_per_claim"
            ),
        ]


class Decision(rows.Row):
    """One version of what is decided: facts, degree and answer, by whom, never changed (4.2)."""

    company_id = models.UUIDField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveSmallIntegerField()
    caused_by = models.CharField(max_length=20, choices=[(each, each) for each in CausedBy])
    # Unset is no degree at all: it must never be read as slight.
    fault = models.CharField(max_length=20, null=True, choices=[(each, each) for each in Fault])
    firm = models.ForeignKey(Firm, null=True, on_delete=models.PROTECT, related_name="claims")
    area_event_id = models.UUIDField(null=True)
    damage_yen = models.PositiveIntegerField()
    payable_yen = models.PositiveIntegerField()
    cap_yen = models.PositiveIntegerField(null=True)
    facts = models.JSONField()
    answer = models.JSONField()
    reason_sealed = models.BinaryField()
    decided_by_id = models.UUIDField()
    decided_at = models.DateTimeField()
    needs_second = models.BooleanField()
    seconded_by_id = models.UUIDField(null=True)
    seconded_at = models.DateTimeField(null=True)
    # The cap may be void as strikingly low; a person of law looks before anything is offered.
    needs_legal_review = models.BooleanField()
    legal_reviewed_by_id = models.UUIDField(null=True)
    legal_reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "version"], name="claims_decision_version"),
            models.CheckConstraint(
                condition=Q(seconded_by_id__isnull=True) | ~Q(seconded_by_id=F("decided_by_id")),
                name="claims_decision_seconded_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(caused_by="contractor") | Q(firm__isnull=False),
                name="claims_decision_names_the_firm",
            ),
            models.CheckConstraint(
                condition=~Q(caused_by="force_majeure") | Q(area_event_id__isnull=False),
                name="claims_decision_names_the_event",
            ),
            models.CheckConstraint(
                condition=~Q(fault="slight_negligence", payable_yen__gt=F("cap_yen")),
                name="claims_decision_within_cap",
            ),
        ]


class Letter(rows.Row):
    """A letter as it was sent: what it says is kept sealed, so that it prints the same again."""

    KINDS = [(each, each) for each in ("decision", "payment", "creditor")]

    company_id = models.UUIDField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="letters")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=KINDS)
    language = models.CharField(max_length=10)
    content_sealed = models.BinaryField()
    made_at = models.DateTimeField()
