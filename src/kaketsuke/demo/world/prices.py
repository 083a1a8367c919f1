"""The price list of each company: invented prices, three kinds only (A1.3)."""

from kaketsuke.demo.world.ground import World
from kaketsuke.money import services as money_services

ITEMS = (
    ("OT", "overtime", "60分を超える作業", "Work beyond 60 minutes", "分", 120),
    ("SP-CYL", "special_work", "シリンダーの分解開錠", "Dismantling the cylinder", "回", 8800),
    ("SP-HIGH", "special_work", "高防犯錠の開錠", "Opening a high-security lock", "回", 15400),
    ("MT-BAT", "material", "電池（4本）", "Batteries (set of 4)", "組", 880),
    ("MT-CYL", "material", "交換用シリンダー", "Replacement cylinder", "個", 13200),
    ("MT-INT", "material", "仮の錠", "Interim lock", "個", 6600),
)  # fmt: skip


def build(world: World) -> None:
    """Set the same list for every company."""
    for company in world.companies.values():
        for code, kind, name, name_en, unit, yen in ITEMS:
            money_services.set_price_item(
                company.id,
                code=code,
                kind=kind,
                name=name,
                name_en=name_en,
                unit=unit,
                max_unit_yen=yen,
                now=world.began,
            )
