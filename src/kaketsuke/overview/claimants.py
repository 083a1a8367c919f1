"""Who complains or claims: the one name that their page opens, with the look on record."""

from datetime import datetime

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import services as audit_services
from kaketsuke.claims.models import Claim, Complaint
from kaketsuke.people import queries as people_queries


def name_of(viewer: Viewer, matter: Claim | Complaint, *, now: datetime) -> str:
    """Return the name of whoever brought it, "" where nobody is known; record the look (4.8)."""
    if matter.person_id is None:
        return ""
    claims = isinstance(matter, Claim)
    audit_services.record_access(
        viewer_id=viewer.user_id,
        viewer_role=viewer.role_at("claims"),
        person_id=matter.person_id,
        case_id=matter.case_id,
        purpose="claim_page" if claims else "complaint_page",
        ground="claims" if claims else "desk",
        now=now,
    )
    name = people_queries.names_of([matter.person_id]).get(matter.person_id)
    return name.full if name else ""
