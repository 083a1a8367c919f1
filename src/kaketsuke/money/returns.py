"""The return invoice as a paper: of which sale what was given back, before tax, and its tax.

The law on the consumption tax names what stands on it: the issuer and its number, the day of the
return and of the sale, what for, the amount of each rate and its tax.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from kaketsuke.money import english, papers, tax_numbers
from kaketsuke.money.parties import Place, Trader
from kaketsuke.money.queries import ReceiptCard
from kaketsuke.printing import documents

METHODS: Final = {
    "cash": "現金でお返ししました。",
    "transfer": "お振込みでお返ししました。",
    "reversal": "カード・コード決済の取消しでお返ししました。",
}


@dataclass(frozen=True, slots=True)
class ReturnCard:
    """What is given back of one receipt. It prints without its recipient."""

    id: UUID
    number: int
    receipt: ReceiptCard
    returned_on: date
    method: str
    issued_at: datetime

    def __repr__(self) -> str:
        """Keep the recipient out of logs."""
        return f"ReturnCard({self.number})"


def paper(card: ReturnCard, *, trader: Trader, place: Place) -> bytes:
    """Return the return invoice as PDF; the same return gives the same bytes."""
    return documents.pdf("receipt", paper_data(card, trader, place), at=card.issued_at)


def paper_data(card: ReturnCard, trader: Trader, place: Place) -> dict[str, Any]:
    """Return what stands on it; a firm without a number gives a plain note that says so."""
    sold = card.receipt
    qualified = tax_numbers.is_valid(sold.issuer_tax_number)
    return {
        "title": "返還請求書（適格返還請求書）" if qualified else "返金の控え",
        "number": f"No. R-{card.number}",
        "recipient": sold.recipient,
        "total_name": "お返しした金額（消費税込み）",
        "total": papers.yen(sold.total_yen),
        "received": METHODS[card.method],
        "facts": [
            ["返還した日", papers.written(card.returned_on)],
            ["もとの取引日", papers.written(sold.worked_on)],
            ["もとの領収書", f"No. {sold.number}（{papers.day(sold.issued_at)}）"],
            ["返還の理由", "クーリング・オフによる契約の取消し（お支払いの全額）"],
            ["受付番号", f"K-{place.case_number}"],
            ["場所", place.where],
        ],
        **papers.lines_and_sums(sold.lines, sold, visit=False),
        "trader_heading": "発行者",
        "trader": papers.trader_rows(trader),
        "note": "" if qualified else "登録番号がないため、適格返還請求書ではありません。",
        "cooling_heading": "",
        "cooling": (),
        "help": papers.HELP,
        "foot": f"{trader.name} ・ No. R-{card.number}",
        "companion": english.of_return(card.number, card.returned_on, sold, trader=trader)
        if place.reads_english
        else None,
    }
