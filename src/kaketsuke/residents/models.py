"""From resident to registrant: presented, consented, registered; or declined (2.1, 2.3)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat

from kaketsuke.database import rows
from kaketsuke.parties.models import Building, ContractBuilding, Dwelling
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
        indexes = [models.Index(fields=["dwelling"], name="residents_reg_by_dwelling")]


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


class Invitation(rows.Row):
    """A way in for one dwelling: a line of an owner's roster, or the code of a letter.

    A roster's line is sealed under a key of its own and erased on decline, on registration and when
    its time is over. A letter's code names nobody; it opens one registration and is then used up.
    """

    ORIGINS = [("roster", "roster"), ("letter", "letter")]

    company_id = models.UUIDField()
    dwelling = models.ForeignKey(Dwelling, on_delete=models.CASCADE, related_name="invitations")
    origin = models.CharField(max_length=10, choices=ORIGINS)
    code_hash = models.BinaryField(max_length=32, null=True)
    content_sealed = models.BinaryField(null=True)
    # Keyed digests: of the phone, of who is meant (phone and name), and of the whole line.
    phone_index = models.BinaryField(max_length=16, null=True)
    line_index = models.BinaryField(max_length=16, null=True)
    digest = models.BinaryField(max_length=16, null=True)
    moved_in_on = models.DateField(null=True)
    moved_out_on = models.DateField(null=True)
    # The owner's word that the resident was told: who gave it, and when.
    told_at = models.DateTimeField(null=True)
    told_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_hash"], name="residents_invitation_code_once"),
            models.UniqueConstraint(
                fields=["dwelling", "line_index"], name="residents_invitation_line_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    origin="roster",
                    content_sealed__isnull=False,
                    phone_index__isnull=False,
                    line_index__isnull=False,
                    digest__isnull=False,
                )
                | Q(
                    origin="letter",
                    content_sealed__isnull=True,
                    phone_index__isnull=True,
                    line_index__isnull=True,
                    code_hash__isnull=False,
                ),
                name="residents_invitation_roster_or_letter",
            ),
            models.CheckConstraint(
                condition=~Q(origin="roster") | Q(told_at__isnull=False, told_by_id__isnull=False),
                name="residents_invitation_resident_told",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="residents_invitation_expires_later",
            ),
        ]
        indexes = [
            models.Index(fields=["dwelling"], name="residents_inv_by_dwelling"),
            models.Index(fields=["expires_at"], name="residents_inv_by_expiry"),
            models.Index(
                fields=["created_at"],
                condition=Q(origin="roster", sent_at__isnull=True),
                name="residents_inv_unsent",
            ),
        ]


class OneTimeCode(rows.Row):
    """Six figures sent to a number or an address, to prove that whoever types it is reached there.

    The figures are kept as a digest, the address sealed under the row's own key.
    """

    PURPOSES = [(each, each) for each in ("register", "sign_in", "contact", "desk")]
    TRIES = 5

    purpose = models.CharField(max_length=10, choices=PURPOSES)
    company_id = models.UUIDField(null=True)
    dwelling_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=10, choices=[("phone", "phone"), ("email", "email")])
    address_sealed = models.BinaryField()
    index = models.BinaryField(max_length=16)
    language = models.CharField(max_length=10)
    code_hash = models.BinaryField(max_length=32, null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    proven_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tries_left__lte=5), name="residents_one_time_code_few_tries"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="residents_otc_by_expiry")]


class Attempt(rows.Row):
    """One attempt that counts against a limit; whose it was is a keyed digest, kept for a day."""

    what = models.CharField(max_length=20)
    whose = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["whose", "at"], name="residents_attempt_by_whose")]


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


class VersionNotice(rows.Row):
    """Registrants are told that a new version of the terms holds: how far this has come (F).

    Whom it reached last is kept, so that a killed worker's successor goes on from there.
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="notice")
    from_time = models.DateTimeField()
    told = models.PositiveIntegerField(default=0)
    reached = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)


class RosterUpload(rows.Row):
    """A roster that an owner sent: sealed, read in the background, gone within a day.

    `summary` holds counts, lines and reasons, and nobody's name.
    """

    STATES = [(each, each) for each in ("waiting", "read", "refused", "committing", "committed")]

    company_id = models.UUIDField()
    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="uploads")
    content_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=12, choices=STATES, default="waiting")
    refusal = models.CharField(max_length=200, default="")
    summary = models.JSONField(null=True)
    language = models.CharField(max_length=10, default="ja")
    uploaded_by_id = models.UUIDField()
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # The owner's word that the residents were told, given before anybody is invited.
    told_at = models.DateTimeField(null=True)
    told_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("committing", "committed"))
                | Q(told_at__isnull=False, told_by_id__isnull=False),
                name="residents_upload_commit_needs_word",
            ),
            models.CheckConstraint(
                condition=~Q(state="committed") | Q(content_sealed__isnull=True),
                name="residents_upload_committed_keeps_no_file",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="residents_upload_by_expiry"),
            models.Index(fields=["building"], name="residents_upload_by_building"),
        ]
