"""Who signs in, and what each account is granted for which scope and time."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.utils.crypto import salted_hmac

from kaketsuke.database import ids, rows

# The account that a registrant has as such is named after the person.
OF_A_REGISTRANT = "resident-"
# By which Django marks that an account has none.
NO_PASSWORD = "!"  # noqa: S105 - the mark itself


class User(AbstractUser):
    """A sign-in account (never a registrant). `label` is the name shown to colleagues."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    label = models.CharField(max_length=60, default="")
    # In which the product writes to the account: what its person chose last.
    language = models.CharField(max_length=10, default="ja")
    # Raised to end every session of the account at once, wherever it is signed in.
    session_epoch = models.PositiveIntegerField(default=0)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(username__startswith=OF_A_REGISTRANT)
                | models.Q(password__startswith=NO_PASSWORD),
                name="accounts_user_registrant_no_password",
            ),
        ]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind a session to the password, as Django does, and to the account's epoch."""
        if self.session_epoch == 0:
            return str(super()._get_session_auth_hash(secret))  # type: ignore[misc]  # not in the stubs
        salt = "kaketsuke.accounts.models.User.session"
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class Role(models.TextChoices):
    """What an account may be."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    CONTRACTOR = "contractor"
    OWNER = "owner"
    RESIDENT = "resident"
    OFFICE = "office"
    AUDITOR = "auditor"
    CLAIMS = "claims"
    PRIVACY = "privacy"


OF_COMPANIES = frozenset(
    {Role.OPERATOR, Role.SUPERVISOR, Role.OFFICE, Role.AUDITOR, Role.CLAIMS, Role.PRIVACY}
)


class Grant(rows.Row):
    """A role for a scope: a company for staff; a firm, technician, owner or person for others."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    company_id = models.UUIDField(null=True)
    firm_id = models.UUIDField(null=True)
    technician_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    valid = DateTimeRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(role="technician") | models.Q(technician_id__isnull=False),
                name="accounts_grant_technician_named",
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=sorted(OF_COMPANIES))
                | models.Q(company_id__isnull=False),
                name="accounts_grant_staff_has_company",
            ),
        ]
