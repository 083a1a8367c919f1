"""What a technician's yes on the telephone can mend, and what it cannot."""

from django.utils.translation import gettext as _

from kaketsuke.dispatch import queries, refusals
from kaketsuke.engine import reasons

FIRM = (
    reasons.Code.CHAIN_BROKEN,
    reasons.Code.OUT_OF_AREA,
    reasons.Code.PAPERS_EXPIRED,
    reasons.Code.SKILL_MISSING,
    reasons.Code.BOUND,
    reasons.Code.BOUND_UNTIL,
)


def refuse_what_the_telephone_cannot_mend(against: tuple[reasons.Reason, ...]) -> None:
    """Hours, ways and earlier offers are the technician's to say; papers and contracts are not."""
    firm = [reason for reason in against if reason.code in FIRM]
    if firm:
        words = _("・").join(queries.words(firm))
        raise refusals.CannotAssign(str(refusals.CANNOT_GO).format(reasons=words))
