"""What this room holds of persons: who approved and who paid, kept as the tax law asks."""

from kaketsuke.cases.personal import ASKED_FOR, OF_CASE
from kaketsuke.database.personal_data import (
    CONTRACTOR,
    DESK,
    OFFICE,
    SELF,
    Held,
    Keep,
    Purpose,
    Source,
    Table,
)

SEEN_BY = (*DESK, *OFFICE, *CONTRACTOR, *SELF)
# Who asked pays (3.3): what is written to the payer is theirs alone.
PAYER = (f"case__{ASKED_FOR}",)
OF_ESTIMATE = tuple(f"estimate__case__{each}" for each in OF_CASE)

TABLES = (
    Table(
        "money.Approval",
        keep=Keep.MONEY,
        named_by=OF_ESTIMATE,
        key=("money", "estimate_id"),
        ends="answered_at",
        fields={
            "signature_sealed": Held(
                Purpose.BILL,
                Source.PERSON,
                SEEN_BY,
                sealed_to="money.approval.signature:{id}",
                told_to=(f"estimate__case__{ASKED_FOR}",),
            ),
        },
        also_shown=("approved", "answered_at", "how", "estimate__total_yen"),
    ),
    Table(
        "money.Receipt",
        keep=Keep.MONEY,
        named_by=tuple(f"case__{each}" for each in OF_CASE),
        key=("money", "id"),
        ends="issued_at",
        fields={
            "recipient_sealed": Held(
                Purpose.BILL,
                Source.PERSON,
                SEEN_BY,
                sealed_to="money.receipt.recipient:{id}",
                told_to=PAYER,
            ),
        },
        also_shown=("number", "issuer_name", "total_yen", "issued_at"),
    ),
    Table(
        "money.ReceiptPaper",
        keep=Keep.MONEY,
        named_by=tuple(f"case__{each}" for each in OF_CASE),
        key=("money", "receipt_id"),
        ends="made_at",
        fields={
            "pdf_sealed": Held(
                Purpose.BILL,
                Source.PRODUCT,
                SEEN_BY,
                sealed_to="money.receipt.paper:{receipt_id}",
                withheld="a picture of the receipt, which is told in full beside it",
            ),
        },
    ),
    Table(
        "money.ReturnInvoice",
        keep=Keep.MONEY,
        named_by=tuple(f"case__{each}" for each in OF_CASE),
        key=("money", "id"),
        ends="issued_at",
        fields={
            "recipient_sealed": Held(
                Purpose.BILL,
                Source.PERSON,
                SEEN_BY,
                sealed_to="money.return.recipient:{id}",
                told_to=PAYER,
            ),
            "pdf_sealed": Held(
                Purpose.BILL,
                Source.PRODUCT,
                SEEN_BY,
                sealed_to="money.return.paper:{id}",
                withheld="a picture of the return invoice, which is told in full beside it",
            ),
        },
        also_shown=("number", "issuer_name", "total_yen", "returned_on"),
    ),
)
