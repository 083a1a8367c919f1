"""Incidents: one under way, whose preliminary report is due, and one that is over."""

from datetime import timedelta

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.demo.world import history
from kaketsuke.demo.world.ground import World
from kaketsuke.demo.world.look_stories import UNUSUAL_AGO
from kaketsuke.privacy import services as privacy_services

LOST_FORM = {
    "data_items": "氏名・部屋番号・電話番号",
    "how_many": "1名",
    "cause": "紙の作業記録を、帰りの電車に置き忘れた。",
    "further_harm": "拾得物として届いており、第三者が見た形跡はない。",
    "told_persons": "電話でお詫びし、書面をお送りした。",
    "made_public": "公表はしない（1名で、回収済み）。",
    "prevention": "紙の記録は封をして持ち、その日のうちに事務へ渡す。",
    "other": "なし",
}


def build(world: World) -> None:
    """Leave one to work on and one to read."""
    _lent_password(world)
    _lost_form(world)


def _lent_password(world: World) -> None:
    """Known two days ago: who is affected is counted, the rest of the report is missing."""
    desk = Actor(ActorRole.PRIVACY, world.users["privacy"])
    known_at = world.now - timedelta(hours=38)
    incident = privacy_services.open_incident(
        world.companies["east"].pk,
        kind="wrongful",
        known_at=known_at,
        outline="operator2 のパスワードを別の人が使い、夜間に多くの登録を見た疑いがある。",
        actor=Actor(ActorRole.SUPERVISOR, world.users["supervisor"]),
        now=known_at + timedelta(minutes=40),
    )
    privacy_services.count_affected(
        incident.pk,
        viewer_id=world.users["operator2"],
        since=world.now - UNUSUAL_AGO - timedelta(hours=1),
        until=world.now - UNUSUAL_AGO + timedelta(hours=1),
        actor=desk,
        now=known_at + timedelta(hours=3),
    )
    privacy_services.write_items(
        incident.pk,
        items={"data_items": "氏名・部屋番号（電話番号は画面に出ていない）"},
        actor=desk,
        now=known_at + timedelta(hours=4),
    )


def _lost_form(world: World) -> None:
    """A paper form left on a train: reported twice, everybody written to."""
    desk = Actor(ActorRole.PRIVACY, world.users["privacy"])
    known_at = world.now - timedelta(days=35)
    person_id, home = history.take_home(world)
    incident = privacy_services.open_incident(
        home.building.company_id,
        kind="other",
        known_at=known_at,
        outline="作業員が、紙の作業記録を電車に置き忘れた。",
        actor=Actor(ActorRole.OPERATOR, world.users["operator"]),
        now=known_at + timedelta(hours=2),
    )
    privacy_services.add_affected(
        incident.pk,
        person_ids=[person_id],
        reason="置き忘れた用紙に、この方のお名前とお部屋がありました。",
        actor=desk,
        now=known_at + timedelta(hours=3),
    )
    privacy_services.write_items(
        incident.pk, items=LOST_FORM, actor=desk, now=known_at + timedelta(days=1)
    )
    privacy_services.report(incident.pk, final=False, actor=desk, now=known_at + timedelta(days=2))
    privacy_services.letters_sent(incident.pk, actor=desk, now=known_at + timedelta(days=4))
    privacy_services.report(incident.pk, final=True, actor=desk, now=known_at + timedelta(days=21))
