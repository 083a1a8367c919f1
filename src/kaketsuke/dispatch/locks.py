"""The first lock of every service here: always the case, then anything else."""

from uuid import UUID

from kaketsuke.cases.models import Case


def locked_case(case_id: UUID) -> Case:
    """Return the case, locked for this transaction."""
    return Case.objects.select_for_update().get(pk=case_id)
