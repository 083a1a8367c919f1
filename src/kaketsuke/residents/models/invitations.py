"""Who is invited: letters and rosters, codes that are used once, and counted attempts."""

from django.db import models
from django.db.models import Q

from kaketsuke.database import rows
from kaketsuke.parties.models import Building, Dwelling


class Invitation(rows.Row):
    """A way in for one dwelling: a line of an owner's roster, or the code of a letter.

    A roster's line is sealed under a key of its own and erased on decline, on registration and when
    its time is over. A letter's code names nobody; it opens one registration and is then used up.
    """

    ORIGINS = [("roster", "roster"), ("letter", "letter")]

    company_id = models.UUIDField()
    # No index of its own: each line once in a dwelling is an index that begins with the dwelling.
    dwelling = models.ForeignKey(
        Dwelling, on_delete=models.CASCADE, related_name="invitations", db_index=False
    )
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
        indexes = [models.Index(fields=["expires_at"], name="residents_upload_by_expiry")]
