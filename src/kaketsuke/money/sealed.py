"""To which row each sealed thing of this room belongs: a seal opens nowhere else."""

from uuid import UUID


def recipient(receipt_id: UUID) -> str:
    """Return the context of a receipt's recipient."""
    return f"money.receipt.recipient:{receipt_id}"


def returned_to(return_id: UUID) -> str:
    """Return the context of a return invoice's recipient."""
    return f"money.return.recipient:{return_id}"


def return_paper(return_id: UUID) -> str:
    """Return the context of a return invoice's PDF."""
    return f"money.return.paper:{return_id}"


def signature(approval_id: UUID) -> str:
    """Return the context of a payer's signature."""
    return f"money.approval.signature:{approval_id}"


def paper(receipt_id: UUID) -> str:
    """Return the context of a receipt's PDF."""
    return f"money.receipt.paper:{receipt_id}"
