"""The only writers of accounts and grants. The office makes them; nobody signs up."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.models import Grant, Role, User
from kaketsuke.audit import services as audit_services
from kaketsuke.database.refusals import Refusal


class CannotMakeAccount(Refusal):
    """The sign-in name is taken, or the roles may not meet in one person."""


DESK = (Role.OPERATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class GrantSpec:
    """A role and the scope it is given for."""

    role: str
    company_id: UUID | None = None
    firm_id: UUID | None = None
    technician_id: UUID | None = None
    owner_id: UUID | None = None
    person_id: UUID | None = None


@transaction.atomic
def make_account(
    username: str,
    *,
    label: str,
    password: str | None,
    hashed_password: str = "",
    grants: Iterable[GrantSpec],
    now: datetime,
    actor: str = "system",
) -> User:
    """Make an account with its grants. Without a password it signs in by other means only.

    A password that was hashed elsewhere is taken over as it is.

    Raises: CannotMakeAccount.
    """
    user = User(username=username, label=label, date_joined=now)
    if hashed_password:
        user.password = hashed_password
    else:
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise CannotMakeAccount(
            _("このサインイン名はすでに使われています。別の名前にしてください。")
        ) from error
    for spec in grants:
        give_grant(user.pk, spec=spec, actor=actor, now=now)
    return user


@transaction.atomic
def give_grant(user_id: UUID, *, spec: GrantSpec, actor: str, now: datetime) -> Grant:
    """Give an account one more role from now on.

    Who decides at the desk does not stand at the door: whoever may give a leave never works under
    it (A1.2.2). Raises: CannotMakeAccount.
    """
    held = Grant.objects.filter(user_id=user_id, valid__contains=now)
    against = DESK if spec.role == Role.TECHNICIAN else (Role.TECHNICIAN,)
    if spec.role in (*DESK, Role.TECHNICIAN) and held.filter(role__in=against).exists():
        raise CannotMakeAccount(
            _("受付の役割と作業員の役割は、一つのアカウントに付けられません。別に作ってください。")
        )
    grant = Grant.objects.create(user_id=user_id, valid=DateTimeTZRange(now, None), **asdict(spec))
    _record(user_id, actor=actor, kind="granted", payload={"role": spec.role}, now=now)
    return grant


@transaction.atomic
def end_account(user_id: UUID, *, actor: str, now: datetime) -> None:
    """End an account and everything it was granted; it is signed out by its next request."""
    User.objects.filter(pk=user_id).update(is_active=False)
    for grant in Grant.objects.select_for_update().filter(user_id=user_id, valid__contains=now):
        grant.valid = DateTimeTZRange(grant.valid.lower, now)
        grant.save(update_fields=["valid"])
    _record(user_id, actor=actor, kind="account_ended", payload={}, now=now)


@transaction.atomic
def forget_person(person_id: UUID) -> None:
    """Take away what a person signs in with; an account that is also something else stays."""
    granted = set(Grant.objects.filter(person_id=person_id).values_list("user_id", flat=True))
    Grant.objects.filter(person_id=person_id).delete()
    User.objects.filter(pk__in=granted, grants__isnull=True).delete()


def _record(
    user_id: UUID, *, actor: str, kind: str, payload: dict[str, str], now: datetime
) -> None:
    audit_services.append("account", user_id, actor=actor, kind=kind, payload=payload, now=now)
