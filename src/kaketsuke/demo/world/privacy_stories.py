"""The privacy desk: requests of each state and age, provisions, blocks, holds, processors."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.demo.world import cast, history, names
from kaketsuke.demo.world.ground import World
from kaketsuke.privacy import services as privacy_services


class Asked(NamedTuple):
    """What somebody asks about their data, so many days ago, and how far it came."""

    kind: str
    days_ago: int
    words: str
    steps: tuple[str, ...] = ()
    channel: str = "phone"
    by_agent: bool = False


CHECKED, GRANTED, DONE = ("check",), ("check", "grant"), ("check", "grant", "do")
REQUESTS = (
    Asked("disclosure", 15, "登録の内容と、これまでの通話の記録を見たい。", CHECKED, "post"),
    Asked("deletion", 12, "引っ越したので、登録も電話番号も消してほしい。", GRANTED),
    Asked("disclosure", 9, "私の情報をだれが見たのか、すべて知りたい。", CHECKED, "my_page"),
    Asked("stop", 6, "母の情報を管理会社へ渡さないでほしい。", (), "post", by_agent=True),
    Asked("correction", 3, "結婚して姓が変わった。", GRANTED, "counter"),
    Asked("disclosure", 1, "登録されている連絡先を確かめたい。"),
    Asked("disclosure", 33, "出動の記録がほしい。", DONE, "my_page"),
    Asked("stop", 27, "オーナーに部屋番号を知られたくない。", DONE),
    Asked("deletion", 24, "登録を消したい。", ("check", "refuse")),
    Asked("correction", 20, "名前の読みが違う。", ("withdraw",)),
)
NEVER_REGISTERED = 903


def build(world: World) -> None:
    """Leave work of each kind."""
    for asked in REQUESTS:
        _ask(world, asked)
    _ask_as_a_caller(world)
    _provide(world)
    _processors(world)
    _count_what_is_due(world)


def _ask(world: World, asked: Asked) -> None:
    person_id, _home = history.take_home(world)
    received = world.now - timedelta(days=asked.days_ago)
    desk = Actor(ActorRole.PRIVACY, world.users["privacy"])
    own = Actor(ActorRole.RESIDENT, person_id)
    of_my_page = asked.channel == "my_page"
    request = privacy_services.open_request(
        kind=asked.kind,
        channel=asked.channel,
        person_id=person_id,
        words=asked.words,
        applicant="代理人 見本 花子" if asked.by_agent else "",
        by_agent=asked.by_agent,
        actor=own if of_my_page else desk,
        now=received,
    )
    for place, step in enumerate(asked.steps):
        if not (of_my_page and step == "check"):
            _step(request.pk, step, actor=desk, world=world, days=asked.days_ago - place - 1)


def _step(request_id: UUID, step: str, *, actor: Actor, world: World, days: int) -> None:
    now = world.now - timedelta(days=max(days, 0), hours=1)
    if step == "check":
        privacy_services.check_identity(request_id, how="call_back", actor=actor, now=now)
    elif step == "grant":
        reasons = "ご本人と確かめました。お求めのとおりにいたします。"
        privacy_services.grant(request_id, reasons=reasons, actor=actor, now=now)
    elif step == "refuse":
        reasons = "対応中の損害のお申し出があり、終わるまで消去できません。"
        privacy_services.refuse(request_id, reasons=reasons, actor=actor, now=now)
    elif step == "withdraw":
        privacy_services.withdraw(request_id, actor=actor, now=now)
    else:
        privacy_services.carry_out(request_id, actor=actor, now=now)


def _ask_as_a_caller(world: World) -> None:
    """Somebody who never registered: found by the number they called from."""
    privacy_services.open_request(
        kind="deletion",
        channel="phone",
        company_id=world.companies["east"].pk,
        contact=names.phone(NEVER_REGISTERED),
        applicant="見本 ゆうき",
        words="一度電話しただけなので、記録を消してほしい。",
        actor=Actor(ActorRole.PRIVACY, world.users["privacy"]),
        now=world.now - timedelta(days=8),
    )


def _provide(world: World) -> None:
    """What an owner and an authority were given; whose data go to nobody; what is kept."""
    desk = Actor(ActorRole.PRIVACY, world.users["privacy"])
    owners = next(each for each in world.buildings if each.code == cast.OWNERS_BUILDING)
    there = [person for person, home in world.registrants if home.building_id == owners.pk]
    privacy_services.record_provision(
        there[:4],
        recipient=privacy_services.Recipient("owner", id=world.owner_of[owners.pk].pk),
        items=["name", "room", "registration"],
        ground="consent",
        actor=Actor(ActorRole.OFFICE, world.users["office"]),
        now=world.now - timedelta(days=11),
    )
    asked_for, _home = history.take_home(world)
    privacy_services.record_provision(
        [asked_for],
        recipient=privacy_services.Recipient("police", name="見本警察署"),
        items=["name", "phone"],
        ground="police",
        document_reference="捜査関係事項照会書 見本123号",
        actor=desk,
        now=world.now - timedelta(days=5),
    )
    hidden, in_dispute = world.members[4], history.take_home(world)[0]
    privacy_services.block(
        hidden, owner_id=None, reason="つきまといの相談があり、警察の助言による。", actor=desk,
        now=world.now - timedelta(days=40),
    )  # fmt: skip
    privacy_services.hold(
        in_dispute,
        reason="損害の請求について、弁護士から記録を残すよう求められた。",
        review_on=timezone.localdate(world.now) + timedelta(days=25),
        actor=desk,
        now=world.now - timedelta(days=35),
    )


def _processors(world: World) -> None:
    """One that runs, one that ends in twenty days, one past its review, one to be approved."""
    _add(world, "見本クラウド株式会社", "サーバーの運用", "見本-C-01", chosen=300)
    sender = _add(
        world, "見本通信株式会社", "SMSとメールの配信", "見本-C-02", chosen=200, ends_in=20
    )
    _add(world, "見本コール株式会社", "夜間の電話の受付", "見本-C-03", chosen=373)
    _add(world, "見本印刷（個人）", "手紙の印刷と封入", "見本-C-04", chosen=10, parent_id=sender)


def _add(
    world: World,
    name: str,
    role: str,
    contract: str,
    *,
    chosen: int,
    ends_in: int | None = None,
    parent_id: UUID | None = None,
) -> UUID:
    began = world.now - timedelta(days=chosen)
    return privacy_services.add_processor(
        world.companies["east"].pk,
        name=name,
        role=role,
        items=["name", "phone", "email"],
        selected_on=timezone.localdate(began),
        selection="三社を比べ、個人情報の取扱いの認証があり、再委託をしない会社を選んだ。",
        contract_reference=contract,
        from_=began,
        until=None if ends_in is None else world.now + timedelta(days=ends_in),
        parent_id=parent_id,
        actor=Actor(ActorRole.PRIVACY, world.users["privacy"]),
        now=began,
    ).pk


def _count_what_is_due(world: World) -> None:
    """The clocks counted last night what they would take away."""
    run = privacy_services.begin_retention(
        dry_run=True, asked_by=world.users["privacy"], now=world.now - timedelta(hours=9)
    )
    while privacy_services.retention_step(run.pk, now=run.at):
        pass
