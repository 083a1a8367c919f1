"""Who is in charge of privacy in each company: shown wherever something must reach them (4.10)."""

import uuid
from collections.abc import Collection
from typing import Any

from kaketsuke.accounts import queries as account_queries
from kaketsuke.parties import queries as party_queries
from kaketsuke.web.permission import PageRequest


def of(request: PageRequest, company_ids: Collection[uuid.UUID] = ()) -> dict[str, Any]:
    """Return the managers of these companies, or of the viewer's, by name; and which has none."""
    held = company_ids or request.viewer.company_ids
    found = party_queries.privacy_managers_of(held, request.now)
    labels = account_queries.labels_of({each.account_id for each in found})
    missing = party_queries.companies_without_privacy_manager(request.now)
    return {
        "lines": [(each, labels.get(each.account_id, "")) for each in found],
        "missing": [each.name for each in missing if each.pk in held],
    }
