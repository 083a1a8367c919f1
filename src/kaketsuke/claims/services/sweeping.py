"""Files that nothing leads to: a process was killed between a file and its row, or after its row.

What is younger than the safe age may belong to a transaction that still runs, and is left alone.
"""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kaketsuke import clock
from kaketsuke.claims import store
from kaketsuke.claims.models import Evidence
from kaketsuke.people import keys

SAFE_AGE: Final = timedelta(days=1)
AT_ONCE: Final = 500


def sweep_files(
    *, held: Callable[[Collection[UUID]], set[UUID]], dry_run: bool, now: datetime
) -> Counter[str]:
    """Delete sealed files without a row, or whose claim's key is gone; count them by outcome.

    `held` returns which of these claims a legal hold keeps. Flat memory; a run that was killed is
    simply begun again.
    """
    counted: Counter[str] = Counter()
    before = now - SAFE_AGE
    for files in store.batches(AT_ONCE):
        old = [each for each in files if each.written_at < clock.wall_time(before)]
        orphans = _that_nothing_leads_to(old, before=before)
        kept = held({each.claim_id for each in orphans})
        for each in orphans:
            counted["due"] += 1
            counted["hold" if each.claim_id in kept else "removed"] += 1
        if not dry_run:
            store.delete(each for each in orphans if each.claim_id not in kept)
    return counted


def _that_nothing_leads_to(files: Collection[store.Kept], *, before: datetime) -> list[store.Kept]:
    claims = {each.claim_id for each in files}
    closed = keys.destroyed_before("claim", claims, before)
    rows = set(Evidence.objects.filter(claim__in=claims - closed).values_list("claim_id", "pk"))
    return [each for each in files if (each.claim_id, each.evidence_id) not in rows]
