"""Looks at people: many within an hour, and some outside any case, with their reasons (4.8)."""

from datetime import timedelta

from kaketsuke.accounts import queries as account_queries
from kaketsuke.audit import services as audit_services
from kaketsuke.demo.world import history
from kaketsuke.demo.world.ground import World
from kaketsuke.privacy import services as privacy_services

# The night on which an account looked at far more people than a call needs.
UNUSUAL_AGO = timedelta(hours=40)
LOOKED_AT = 46


def build(world: World) -> None:
    """Leave the looks, the alert they raised, and three reasons to read."""
    _look_at_many(world)
    _break(
        world, "supervisor2", "救急隊から、同じ階の住人へ連絡を取りたいと電話があった。", hours=80
    )
    _break(world, "supervisor", "隣室の漏水で、管理会社から在室の確認を頼まれた。", hours=5)
    _break(world, "privacy", "開示の求めの郵便が戻り、登録の番号を確かめるため。", hours=3)


def _look_at_many(world: World) -> None:
    company_id = world.companies["east"].pk
    persons = [who for who, home in world.registrants if home.building.company_id == company_id]
    at = world.now - UNUSUAL_AGO
    audit_services.record_accesses(
        persons[:LOOKED_AT],
        viewer_id=world.users["operator2"],
        viewer_role="operator",
        case_id=None,
        purpose="call",
        ground="afterwards",
        now=at,
    )
    privacy_services.raise_alerts(now=at + timedelta(minutes=10))


def _break(world: World, username: str, reason: str, *, hours: int) -> None:
    """Look at somebody with a reason; the oldest was read by the desk the next day."""
    viewer = account_queries.viewer_of(world.users[username], now=world.now)
    person_id, _home = history.take_home(world)
    at = world.now - timedelta(hours=hours)
    row = privacy_services.break_glass(viewer, person_id, reason=reason, now=at)
    if username == "supervisor2":
        reader = account_queries.viewer_of(world.users["privacy"], now=world.now)
        privacy_services.review_break_glass(
            row.pk, in_order=True, viewer=reader, now=at + timedelta(hours=20)
        )
