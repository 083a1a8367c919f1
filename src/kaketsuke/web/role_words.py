"""What roles are called, and which of them the office gives."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ROLES: Final[dict[str, StrOrPromise]] = {
    "operator": _("オペレーター"),
    "supervisor": _("責任者"),
    "technician": _("作業員"),
    "contractor": _("業務委託先"),
    "owner": _("オーナー"),
    "resident": _("居住者"),
    "office": _("事務"),
    "auditor": _("監査"),
    "claims": _("損害賠償の担当"),
    "privacy": _("個人情報の担当"),
}
# Technicians and contractors come with their firm; residents sign in by a code sent to them.
GIVEN_BY_OFFICE: Final = tuple(
    (role, ROLES[role])
    for role in ("operator", "supervisor", "office", "auditor", "claims", "privacy", "owner")
)
