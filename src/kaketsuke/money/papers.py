"""Papers of money: the statutory sheet of an estimate, and the receipt, as plain data for printing.

They are Japanese whatever the reader's language: they are what the law asks the firm to hand over.
For a payer who reads English a page behind them says the same in English.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from kaketsuke.money import cooling_off, english, tax_numbers
from kaketsuke.money.bills import AgreedLine
from kaketsuke.money.parties import Place, Trader
from kaketsuke.money.queries import EstimateCard, ReceiptCard
from kaketsuke.printing import documents

METHODS: Final = {
    "none": "お支払いはありません。",
    "cash": "上記の金額を、現金で受け取りました。",
    "card": "上記の金額を、カードで受け取りました。",
    "code": "上記の金額を、コード決済で受け取りました。",
}
COOLING_HEADING: Final = "クーリング・オフ（8 日以内の取消し）について"
COOLING: Final = (
    "この書面を受け取った日を含めて 8 日間は、書面または電磁的な方法（領収書のページの取消しの"
    "ボタン、電子メールなど）により、理由を問わず契約を取り消せます。取消しは、通知を発した時に"
    "効力を生じます。",
    "取り消しても、損害賠償や違約金はかかりません。作業が終わっていても料金はかからず、お支払い"
    "済みの金額は速やかに全額お返しします。取り付けた部材の引取りや、元に戻す費用は当方が負担します。",
    "事実と異なる説明や威圧によって取り消せなかったときは、改めて取消しができる旨の書面を受け取った"
    "日から 8 日を過ぎるまで取り消せます。",
)
HELP: Final = (
    "ご相談: 消費者ホットライン 188（局番なし）。ご納得いただけないときは、受付へお申し出ください。"
    "責任者がもう一度確認します。"
)


def sheet(card: EstimateCard, *, trader: Trader, place: Place, approved_how: str = "") -> bytes:
    """Return the estimate as the paper that the law asks for, one version of it, as PDF."""
    return documents.pdf("estimate", sheet_data(card, trader, place, approved_how), at=card.made_at)


def sheet_data(
    card: EstimateCard, trader: Trader, place: Place, approved_how: str = ""
) -> dict[str, Any]:
    """Return what stands on the sheet."""
    said = sheet_words(trader, place, on=card.made_at)
    return {
        **said,
        "recipient": place.customer,
        "total_name": "合計（消費税込み）",
        "total": yen(card.total_yen),
        **lines_and_sums(_agreed(card.lines), card),
        "terms": [
            ["受付番号", number_of(place.case_number, card.version)],
            *said["terms"],
            ["ご承認", approved_how],
        ],
        "foot": f"{trader.name} ・ K-{place.case_number}",
        "companion": english.of_estimate(card, trader, place) if place.reads_english else None,
    }


def number_of(case_number: int, version: int | str) -> str:
    """Return how the sheet of a version is numbered."""
    return f"K-{case_number}（見積り 第 {version} 版）"


def sheet_words(trader: Trader, place: Place, *, on: datetime) -> dict[str, Any]:
    """Return the sheet's words, which are the same whatever the lines come to."""
    made_on = day(on)
    return {
        "title": "お見積書（契約書面）",
        "date": made_on,
        "terms_heading": "契約の内容",
        "terms": [
            ["場所", place.where],
            ["内容", "開錠に伴う追加の作業と部材。出張と 60 分までの作業は無料です。"],
            ["行う時期", f"ご承認のあと、{made_on}のうちに行います。"],
            ["お支払い", "作業のあと、現地で現金・カード・コード決済のいずれかでお支払い。"],
            ["お断り", "承認の前はいつでも断れます。費用はかかりません。"],
        ],
        "trader_heading": "事業者",
        "trader": [*trader_rows(trader), ["担当", f"作業員証 {place.technician_badge}"]],
        "cooling_heading": COOLING_HEADING,
        "cooling": COOLING,
        "help": HELP,
    }


def receipt(card: ReceiptCard, *, trader: Trader, place: Place) -> bytes:
    """Return the receipt as PDF; the same receipt gives the same bytes."""
    return documents.pdf("receipt", receipt_data(card, trader, place), at=card.issued_at)


def receipt_data(card: ReceiptCard, trader: Trader, place: Place) -> dict[str, Any]:
    """Return what stands on the receipt: all six items where it is a qualified invoice."""
    qualified = tax_numbers.is_valid(trader.tax_number)
    last_day = cooling_off.last_day(timezone.localdate(card.issued_at))
    owed = card.total_yen > 0
    return {
        "title": "領収書（適格請求書）" if qualified else "領収書",
        "number": f"No. {card.number}",
        "recipient": card.recipient,
        "total_name": "領収金額（消費税込み）",
        "total": yen(card.total_yen),
        "received": METHODS[card.method],
        "facts": [
            ["発行日", day(card.issued_at)],
            ["取引日", written(card.worked_on)],
            ["受付番号", f"K-{place.case_number}"],
            ["場所", place.where],
        ],
        **lines_and_sums(card.lines, card),
        "trader_heading": "発行者",
        "trader": trader_rows(trader),
        "note": "" if qualified else "登録番号がないため、適格請求書ではありません。",
        "cooling_heading": f"{written(last_day)}まで取り消せます",
        "cooling": COOLING if owed else (),
        "help": HELP,
        "foot": f"{trader.name} ・ No. {card.number}",
        "companion": english.of_receipt(card, trader, place) if place.reads_english else None,
    }


def lines_and_sums(
    lines: Sequence[Mapping[str, Any]], card: EstimateCard | ReceiptCard, *, visit: bool = True
) -> dict[str, Any]:
    """Return the lines, and the amount and the tax of the one rate; tax is rounded down once.

    `visit` adds the line of the free visit, which is sold but never given back.
    """
    free = [["出張・60 分までの作業", "1 式", yen(0), yen(0)]] if visit else []
    return {
        "columns": ["内容", "数量", "単価（税抜）", "金額（税抜）"],
        "lines": [
            *(
                [
                    str(line["description"]),
                    f"{line['quantity']} {line['unit']}",
                    yen(line["unit_yen"]),
                    yen(line["amount_yen"]),
                ]
                for line in lines
            ),
            *free,
        ],
        "sums": [
            [f"{card.tax_percent}% 対象（税抜）", yen(card.subtotal_yen)],
            [f"消費税（{card.tax_percent}%）", yen(card.tax_yen)],
            ["合計（税込）", yen(card.total_yen)],
        ],
    }


def _agreed(lines: Iterable[AgreedLine]) -> list[dict[str, Any]]:
    return [
        {
            "description": line.description,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_yen": line.unit_yen,
            "amount_yen": line.amount_yen,
        }
        for line in lines
    ]


def trader_rows(trader: Trader) -> list[list[str]]:
    """Return how the firm names itself; a number that is none is left out."""
    number = trader.tax_number if tax_numbers.is_valid(trader.tax_number) else ""
    return [
        ["名称", trader.name],
        ["代表者", trader.representative],
        ["住所", trader.address],
        ["電話", trader.phone],
        ["登録番号", number],
    ]


def yen(amount: Any) -> str:
    """Return a sum as it is printed."""
    return f"{amount:,} 円"


def day(moment: datetime) -> str:
    """Return the day in Japan as it is printed."""
    return written(timezone.localdate(moment))


def written(on: date) -> str:
    """Return a day as it is printed."""
    return f"{on.year}年{on.month}月{on.day}日"
