"""From resident to registrant: presented, consented, registered; or declined (2.1, 2.3)."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from kaketsuke.database import rows
from kaketsuke.parties.models import Dwelling, no_overlap
from kaketsuke.people.models import Person
from kaketsuke.terms.models import Version

CHANNELS = [("web", "web"), ("paper", "paper"), ("counter", "counter"), ("phone", "phone")]


class Presentation(rows.Row):
    """The document was shown: when, which version, by which channel (P-4)."""

    company_id = models.UUIDField()
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT)
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20, choices=CHANNELS)
    presented_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id", "version"], name="residents_presentation_id_version"
            ),
        ]


class Consent(rows.Row):
    """One line of consent to exactly the version that was presented (key pair by migration)."""

    LINES = [("terms", "terms"), ("provision", "provision"), ("assignment", "assignment")]

    company_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    presentation = models.ForeignKey(Presentation, on_delete=models.PROTECT)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consents")
    line = models.CharField(max_length=20, choices=LINES)
    policy_version = models.CharField(max_length=20)
    consented_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version", "line"], name="residents_consent_once_per_line"
            ),
        ]


class Registration(rows.Row):
    """A registrant (利用者): one person, one dwelling, for a time, with all three consents."""

    company_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="registrations")
    channel = models.CharField(max_length=20, choices=CHANNELS)
    entered_by_id = models.UUIDField(null=True)
    proof = models.CharField(
        max_length=20,
        choices=[("roster", "roster"), ("code", "code"), ("owner", "owner")],
        null=True,
    )
    terms_consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    provision_consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    assignment_consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    usable_from = models.DateTimeField()
    valid = DateTimeRangeField()
    end_reason = models.CharField(
        max_length=20,
        choices=[("moved_out", "moved_out"), ("withdrawn", "withdrawn")],
        null=True,
    )

    class Meta:
        constraints = [
            no_overlap("residents_registration_once", "person", "dwelling"),
            models.CheckConstraint(
                condition=Q(end_reason__isnull=True, valid__upper_inf=True)
                | Q(end_reason__isnull=False, valid__upper_inf=False),
                name="residents_registration_end_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["dwelling"], name="residents_reg_by_dwelling")]


class Decline(rows.Row):
    """A dwelling's decline; who declined is not kept (2.3)."""

    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="declines")
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    declined_at = models.DateTimeField()
