"""The only writers of accounts and grants. The office makes them; nobody signs up."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import queries
from kaketsuke.accounts.models import Grant, Role, User
from kaketsuke.audit import services as audit_services
from kaketsuke.database.refusals import Refusal


class CannotMakeAccount(Refusal):
    """The sign-in name is taken, or the roles may not meet in one person."""


DESK = (Role.OPERATOR, Role.SUPERVISOR)
# No letter that is heard or read as another one.
SPOKEN = "23456789abcdefghjkmnpqrstuvwxyz"
PASSWORD_LENGTH = 16


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
    email: str = "",
) -> User:
    """Make an account with its grants. Without a password it signs in by other means only.

    A password that was hashed elsewhere is taken over as it is.

    Raises: CannotMakeAccount.
    """
    user = User(username=username, label=label, email=email, date_joined=now)
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
def give_grant(
    user_id: UUID, *, spec: GrantSpec, until: datetime | None = None, actor: str, now: datetime
) -> Grant:
    """Give an account one more role from now on, for good or until a moment.

    Who decides at the desk does not stand at the door: whoever may give a leave never works under
    it (A1.2.2). Raises: CannotMakeAccount.
    """
    # Two roles given at once wait for each other.
    User.objects.select_for_update().get(pk=user_id)
    held = Grant.objects.filter(user_id=user_id, valid__contains=now)
    against = DESK if spec.role == Role.TECHNICIAN else (Role.TECHNICIAN,)
    if spec.role in (*DESK, Role.TECHNICIAN) and held.filter(role__in=against).exists():
        raise CannotMakeAccount(
            _("受付の役割と作業員の役割は、一つのアカウントに付けられません。別に作ってください。")
        )
    grant = Grant.objects.create(user_id=user_id, valid=DateTimeTZRange(now, until), **asdict(spec))
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
def sign_out_technician(technician_id: UUID, *, actor: str, now: datetime) -> int:
    """Sign a technician out everywhere; return from how many accounts."""
    users = set(
        Grant.objects.filter(technician_id=technician_id, valid__contains=now).values_list(
            "user_id", flat=True
        )
    )
    for user_id in users:
        sign_out_everywhere(user_id, actor=actor, now=now)
    return len(users)


@transaction.atomic
def end_grants_of_technician(technician_id: UUID, *, actor: str, now: datetime) -> int:
    """Take the phone's pages from a technician who left, and sign them out; return from how many.

    The account stays where it is also something else.
    """
    held = list(Grant.objects.filter(technician_id=technician_id, valid__contains=now))
    for grant in held:
        end_grant(grant.pk, actor=actor, now=now)
        sign_out_everywhere(grant.user_id, actor=actor, now=now)
    return len(held)


@transaction.atomic
def forget_person(person_id: UUID) -> None:
    """Take away what a person signs in with; an account that is also something else stays.

    The account that they had as a registrant goes with its passkeys and sessions, also where a
    minor under their guard was reached through it.
    """
    granted = set(Grant.objects.filter(person_id=person_id).values_list("user_id", flat=True))
    Grant.objects.filter(person_id=person_id).delete()
    own = Q(username=queries.name_of_registrants_account(person_id))
    User.objects.filter(own | Q(pk__in=granted, grants__isnull=True)).delete()


@transaction.atomic
def end_grant(grant_id: UUID, *, actor: str, now: datetime) -> None:
    """Take a role from an account from now on. An ended one stays ended."""
    grant = Grant.objects.select_for_update().get(pk=grant_id)
    if now not in grant.valid:
        return
    grant.valid = DateTimeTZRange(grant.valid.lower, now)
    grant.save(update_fields=["valid"])
    _record(grant.user_id, actor=actor, kind="role_ended", payload={"role": grant.role}, now=now)


@transaction.atomic
def end_grants_for(person_id: UUID, *, held_by: UUID, actor: str, now: datetime) -> int:
    """Take from a registrant's account what it may do for another person; return how many."""
    held = Grant.objects.filter(
        user__username=queries.name_of_registrants_account(held_by),
        person_id=person_id,
        valid__contains=now,
    )
    ended = list(held.values_list("id", flat=True))
    for grant_id in ended:
        end_grant(grant_id, actor=actor, now=now)
    return len(ended)


@transaction.atomic
def sign_out_everywhere(user_id: UUID, *, actor: str, now: datetime) -> None:
    """End every session of an account; the next request of each leads to the sign-in."""
    User.objects.filter(pk=user_id).update(session_epoch=F("session_epoch") + 1)
    _record(user_id, actor=actor, kind="signed_out_everywhere", payload={}, now=now)


@transaction.atomic
def set_address(user_id: UUID, email: str, *, actor: str, now: datetime) -> None:
    """Set where an account is told of deadlines; it signs nobody in. No record names it."""
    User.objects.filter(pk=user_id).update(email=email)
    _record(user_id, actor=actor, kind="address_set", payload={}, now=now)


@transaction.atomic
def choose_language(user_id: UUID, language: str) -> None:
    """Keep in which language an account is written to. No step of anything: nothing is recorded."""
    User.objects.filter(pk=user_id).exclude(language=language).update(language=language)


@transaction.atomic
def give_new_password(user_id: UUID, *, actor: str, now: datetime) -> str:
    """Give an account a new password and end its sessions; return it to be told once.

    Second factors stay as they are.
    """
    password = new_password()
    user = User.objects.select_for_update().get(pk=user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    _record(user_id, actor=actor, kind="password_given", payload={}, now=now)
    sign_out_everywhere(user_id, actor=actor, now=now)
    return password


def new_password() -> str:
    """Return a password that can be read out over the telephone: 80 bits in groups of four."""
    letters = "".join(secrets.choice(SPOKEN) for _ in range(PASSWORD_LENGTH))
    return "-".join(letters[place : place + 4] for place in range(0, PASSWORD_LENGTH, 4))


def _record(
    user_id: UUID, *, actor: str, kind: str, payload: dict[str, str], now: datetime
) -> None:
    audit_services.append("account", user_id, actor=actor, kind=kind, payload=payload, now=now)
