"""Who an account is, right now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from kaketsuke.accounts.models import OF_A_REGISTRANT, OF_COMPANIES, Grant, User
from kaketsuke.accounts.viewers import NOBODY, Viewer


def viewer_of(user_id: UUID, *, now: datetime) -> Viewer:
    """Return what the account may see at this moment. Two queries; an ended account sees nothing.

    A technician's cases are not known here: the web adds them from `dispatch`.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return NOBODY
    grants = list(Grant.objects.filter(Q(valid__contains=now), user=user))
    return Viewer(
        user_id=user.pk,
        label=user.label or user.username,
        roles=frozenset(grant.role for grant in grants) - _not_held_everywhere(grants),
        company_ids=_companies(grants),
        firm_ids=frozenset(grant.firm_id for grant in grants if grant.firm_id),
        technician_id=next((grant.technician_id for grant in grants if grant.technician_id), None),
        owner_ids=frozenset(grant.owner_id for grant in grants if grant.owner_id),
        person_ids=frozenset(grant.person_id for grant in grants if grant.person_id),
    )


def _companies(grants: Collection[Grant]) -> frozenset[UUID]:
    of_companies = (grant.company_id for grant in grants if grant.role in OF_COMPANIES)
    return frozenset(company_id for company_id in of_companies if company_id)


def _not_held_everywhere(grants: Collection[Grant]) -> frozenset[str]:
    """Roles of one company must not reach into another: such a role counts for nothing."""
    companies = _companies(grants)
    return frozenset(
        role
        for role in OF_COMPANIES
        if companies != _companies([grant for grant in grants if grant.role == role])
    )


def labels_of(user_ids: set[UUID]) -> dict[UUID, str]:
    """Return the names by which colleagues know these accounts. One query."""
    found = User.objects.filter(pk__in=user_ids).values_list("pk", "label", "username")
    return {pk: label or username for pk, label, username in found}


def addresses_of(
    company_id: UUID, roles: Collection[str], *, at: datetime
) -> list[tuple[str, str]]:
    """Return e-mail address and language of a company's live accounts in any of these roles."""
    grants = Grant.objects.filter(company_id=company_id, role__in=roles, valid__contains=at)
    found = User.objects.filter(grants__in=grants, is_active=True).exclude(email="")
    return sorted(dict(found.values_list("email", "language")).items())


def account_named(username: str) -> User | None:
    """Return the account that signs in under this name."""
    return User.objects.filter(username=username).first()


def name_of_registrants_account(person_id: UUID) -> str:
    """Return under which name a person's account as a registrant is kept."""
    return f"{OF_A_REGISTRANT}{person_id.hex}"


@dataclass(frozen=True, slots=True)
class Role:
    """A role with the company or the owner it is held for."""

    id: UUID
    role: str
    company_id: UUID | None
    owner_id: UUID | None

    @property
    def scope_id(self) -> UUID | None:
        """Return the company or the owner."""
        return self.company_id or self.owner_id


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A sign-in account with what it is granted now."""

    id: UUID
    username: str
    label: str
    is_active: bool
    grants: tuple[Role, ...]


def staff_of(company_ids: Collection[UUID], *, at: datetime) -> list[User]:
    """Return the accounts of these companies' staff, by label."""
    grants = Grant.objects.filter(company_id__in=company_ids, valid__contains=at)
    found = User.objects.filter(grants__in=grants, is_active=True).distinct()
    return list(found.order_by("label", "username"))


def accounts(
    company_ids: Collection[UUID], owner_ids: Collection[UUID], *, at: datetime
) -> list[AccountLine]:
    """Return the accounts granted anything in these companies or for these owners. Two queries."""
    ours = Q(company_id__in=company_ids) | Q(owner_id__in=owner_ids)
    users = User.objects.filter(grants__in=Grant.objects.filter(ours)).distinct()
    live = Prefetch("grants", queryset=Grant.objects.filter(valid__contains=at).order_by("role"))
    return [
        AccountLine(
            user.pk,
            user.username,
            user.label,
            user.is_active,
            tuple(
                Role(each.pk, each.role, each.company_id, each.owner_id)
                for each in user.grants.all()
            ),
        )
        for user in users.prefetch_related(live).order_by("username")
    ]
