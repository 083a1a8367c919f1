"""Who is registered at a dwelling, who speaks for a minor, which home declined."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat

from kaketsuke.database import rows
from kaketsuke.parties.models import ContractBuilding, Dwelling
from kaketsuke.people.models import Person
from kaketsuke.residents import channels
from kaketsuke.residents.models.consents import CHANNELS, Consent
from kaketsuke.terms.models import Version


class Registration(rows.Row):
    """A registrant (利用者): one person, one dwelling, for a time, with all three consents."""

    company_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="registrations")
    channel = models.CharField(max_length=20, choices=CHANNELS)
    entered_by_id = models.UUIDField(null=True)
    # Where the signed paper lies, as the office files it; never a name.
    paper_reference = models.CharField(max_length=40, default="")
    # A minor's: who registered with them and consented for them.
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    proof = models.CharField(
        max_length=20,
        choices=[("roster", "roster"), ("code", "code"), ("owner", "owner")],
        null=True,
    )
    terms_consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    provision_consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    assignment_consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    usable_from = models.DateTimeField()
    # The owner's word that this resident lives there holds for a call that had begun before (2.2).
    owner_confirmed_at = models.DateTimeField(null=True)
    owner_confirmed_by_id = models.UUIDField(null=True)
    valid = DateTimeRangeField()
    end_reason = models.CharField(
        max_length=20,
        choices=[("moved_out", "moved_out"), ("withdrawn", "withdrawn")],
        null=True,
    )

    class Meta:
        constraints = [
            # Of person and dwelling in one: whoever asks for a dwelling alone is not led into this
            # index, which is ordered by person and would be read from end to end.
            ExclusionConstraint(
                name="residents_registration_once",
                expressions=[
                    (
                        Concat("person", "dwelling", output_field=models.TextField()),
                        RangeOperators.EQUAL,
                    ),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(end_reason__isnull=True, valid__upper_inf=True)
                | Q(end_reason__isnull=False, valid__upper_inf=False),
                name="residents_registration_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=channels.ALL), name="residents_registration_channel"
            ),
            models.CheckConstraint(
                condition=~Q(channel__in=channels.ENTERED_BY_A_CLERK)
                | Q(entered_by_id__isnull=False),
                name="residents_registration_names_clerk",
            ),
            models.CheckConstraint(
                condition=~Q(channel="counter") | ~Q(paper_reference=""),
                name="residents_registration_counter_has_paper",
            ),
            models.CheckConstraint(
                condition=Q(owner_confirmed_at__isnull=True)
                | Q(proof__isnull=False, owner_confirmed_by_id__isnull=False),
                name="residents_registration_confirmed_is_proof",
            ),
            models.CheckConstraint(
                condition=Q(guardian__isnull=True) | ~Q(guardian=models.F("person")),
                name="residents_registration_other_guardian",
            ),
        ]


class Guardianship(rows.Row):
    """A minor is spoken for by whoever registered beside them, until the moment they come of age.

    `valid` ends at that moment from the beginning (18 years after the registration where the day
    of birth was not given), so that no guard outlasts it, whatever becomes of the clock; earlier
    where the guardian or the minor leaves. `end_reason` is set once it has been seen to.
    """

    ENDS = [(each, each) for each in ("of_age", "guardian_left", "minor_left", "by_office")]

    company_id = models.UUIDField()
    minor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardianships")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guarded")
    valid = DateTimeRangeField()
    end_reason = models.CharField(max_length=20, choices=ENDS, null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="residents_guardianship_once",
                expressions=[
                    (
                        Concat("minor", "guardian", output_field=models.TextField()),
                        RangeOperators.EQUAL,
                    ),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=~Q(guardian=models.F("minor")), name="residents_guardianship_of_another"
            ),
            models.CheckConstraint(
                condition=Q(valid__upper_inf=False), name="residents_guardianship_comes_to_an_end"
            ),
            models.CheckConstraint(
                condition=~Q(end_reason="by_office") | Q(ended_by_id__isnull=False),
                name="residents_guardianship_office_is_named",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company_id"],
                condition=Q(end_reason__isnull=True),
                name="residents_guardianship_open",
            ),
        ]


class Decline(rows.Row):
    """A dwelling's decline; who declined is not kept (2.3)."""

    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="declines")
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    declined_at = models.DateTimeField()


class EndingNotice(rows.Row):
    """Registrants are told that the service ends at their building: how far this has come (1.2).

    Whom it reached last is kept, so that a killed worker's successor goes on from there.
    """

    company_id = models.UUIDField()
    cover = models.OneToOneField(ContractBuilding, on_delete=models.PROTECT, related_name="notice")
    ends_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    told = models.PositiveIntegerField(default=0)
    reached = models.UUIDField(null=True)
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(told__lte=models.F("total")), name="residents_notice_tells_no_more"
            ),
        ]
