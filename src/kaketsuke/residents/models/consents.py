"""What was shown of the terms, and what was consented to."""

from django.db import models
from django.db.models import Q

from kaketsuke.database import rows
from kaketsuke.parties.models import Dwelling
from kaketsuke.people.models import Person
from kaketsuke.residents import channels
from kaketsuke.terms.models import Version

CHANNELS = [(each, each) for each in channels.ALL]


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
            models.CheckConstraint(
                condition=Q(channel__in=channels.ALL), name="residents_presentation_channel"
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


class VersionNotice(rows.Row):
    """Registrants are told that a new version of the terms holds: how far this has come (F).

    Whom it reached last is kept, so that a killed worker's successor goes on from there.
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="notice")
    from_time = models.DateTimeField()
    told = models.PositiveIntegerField(default=0)
    reached = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
