"""Damage claims of each degree and stage: new, examined, waiting for another, told, paid, over."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from PIL import Image, ImageDraw

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Case
from kaketsuke.claims import services as claim_services
from kaketsuke.demo.world.ground import World
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.network import queries as network_queries

HOURS = timedelta(hours=1)


class Claimed:
    """One damage claim in the making: its case, its moment, who acts."""

    def __init__(self, world: World, case: Case, *, days_ago: float, harm: str, words: str) -> None:
        """Open the claim so many days ago; the harm was done at the visit."""
        self.world, self.case = world, case
        self.at = world.now - timedelta(days=days_ago)
        self.handler = Actor(ActorRole.CLAIMS, world.users["claims"])
        self.other = Actor(ActorRole.CLAIMS, world.users["claims2"])
        day = timezone.localdate(case.ended_at or case.opened_at)
        self.id: UUID = claim_services.open_claim(
            case.pk,
            harm=harm,
            occurred_on=day,
            known_on=day,
            words=words,
            channel="phone",
            person_id=case.request.requester_person_id,
            actor=Actor(ActorRole.OPERATOR, world.users["operator"]),
            now=self.at,
        ).pk

    def after(self, hours: float) -> datetime:
        """Let hours pass, and return the moment."""
        self.at += hours * HOURS
        return self.at

    def take(self) -> None:
        """Take it in hand."""
        claim_services.take_claim(self.id, actor=self.handler, now=self.after(1))

    def decide(
        self, *, yen: int, fault: str | None, reason: str, caused_by: str = "contractor"
    ) -> None:
        """Decide the degree, with the reason."""
        of_contractor = caused_by == "contractor"
        claim_services.decide_claim(
            self.id,
            damage_yen=yen,
            caused_by=caused_by,
            connected=True if of_contractor else None,
            fault=fault,
            firm_id=self._firm_id() if of_contractor else None,
            reason=reason,
            actor=self.handler,
            now=self.after(1),
        )

    def _firm_id(self) -> UUID | None:
        lead = dispatch_queries.last_lead_of(self.case.pk)
        return network_queries.technician(lead.technician_id).firm_id if lead else None

    def tell(self) -> None:
        """Send the letter."""
        claim_services.tell_decision(self.id, actor=self.handler, now=self.after(2))

    def pay(self, *, yen: int) -> None:
        """Pay what was decided; the firm is asked for it."""
        at = self.after(48)
        claim_services.record_payment(
            self.id,
            amount_yen=yen,
            method="transfer",
            paid_on=timezone.localdate(at),
            actor=self.handler,
            now=at,
        )

    def recourse(self, *, yen: int) -> None:
        """Receive what the firm paid back."""
        claim_services.settle_recourse(
            self.id, kind="received", amount_yen=yen, reason="", actor=self.handler,
            now=self.after(24),
        )  # fmt: skip

    def close(self) -> None:
        """End it."""
        claim_services.close_claim(self.id, actor=self.handler, now=self.after(1))


Story = tuple[float, str, str, Callable[[Claimed], None]]


def _only_reported(claimed: Claimed) -> None:
    """Nobody took it yet; a photo came with it."""
    actor = Actor(ActorRole.RESIDENT, claimed.case.request.requester_person_id)
    claim_services.add_evidence(
        claimed.id, content=_photo_of_a_scratch(), actor=actor, now=claimed.after(1)
    )


def _slight_awaits_law(claimed: Claimed) -> None:
    """Found slight: the cap takes some off, so a person of law looks first (4.2)."""
    claimed.take()
    claimed.decide(
        yen=18_000,
        fault="slight_negligence",
        reason="養生テープを貼らずに工具を当てた。写真と作業員の話が一致している。",
    )


def _gross_told(claimed: Claimed) -> None:
    """Gross negligence: the whole damage, told, and due."""
    claimed.take()
    claimed.decide(
        yen=64_800,
        fault="gross_negligence",
        reason="錠の型番を確かめずに穴をあけ、錠を交換することになった。",
    )
    claimed.tell()


def _intent_awaits_second(claimed: Claimed) -> None:
    """Intent, and so much that a second person decides."""
    claimed.take()
    claimed.decide(
        yen=240_000,
        fault="intent",
        reason="作業員が室内の腕時計を持ち出したことを認めた。警察へ届けている。",
    )


def _no_fault_closed(claimed: Claimed) -> None:
    """No fault: nothing is paid, and the letter says why."""
    claimed.take()
    claimed.decide(
        yen=9_000, fault="none", reason="傷は訪問の前からあった。入居時の写真で確かめた。"
    )
    claimed.tell()
    claimed.close()


def _paid_with_recourse_open(claimed: Claimed) -> None:
    """Paid in place of the firm, which has given back a part."""
    claimed.take()
    claimed.decide(yen=48_000, fault="gross_negligence", reason="工具を床に落とし、床板を割った。")
    claimed.tell()
    claimed.pay(yen=48_000)
    claimed.recourse(yen=20_000)


def _recourse_late(claimed: Claimed) -> None:
    """Paid in place of the firm, which has given back nothing by its day."""
    claimed.take()
    claimed.decide(yen=31_500, fault="gross_negligence", reason="電動工具で扉の飾り枠を削った。")
    claimed.tell()
    claimed.pay(yen=31_500)


def _paid_and_closed(claimed: Claimed) -> None:
    """Everything over: paid, given back, closed."""
    claimed.take()
    claimed.decide(yen=26_000, fault="gross_negligence", reason="呼び鈴の線を切った。")
    claimed.tell()
    claimed.pay(yen=26_000)
    claimed.recourse(yen=26_000)
    claimed.close()


def _slight_within_the_cap(claimed: Claimed) -> None:
    """Slight, and the cap takes nothing off: told without law."""
    claimed.take()
    claimed.decide(yen=500, fault="slight_negligence", reason="表札のねじを一本なくした。")
    claimed.tell()


def _not_ours(claimed: Claimed) -> None:
    """Not the contractor's doing."""
    claimed.take()
    claimed.decide(
        yen=12_000, fault=None, caused_by="other", reason="傘は訪問の翌日に共用部からなくなった。"
    )
    claimed.tell()


def _late(claimed: Claimed) -> None:
    """Taken in hand, and the day of the decision has passed."""
    claimed.take()


STORIES: tuple[Story, ...] = (
    (34, "door", "扉の飾り枠が削れています。", _recourse_late),
    (32, "belongings", "訪問のあと、玄関に置いた自転車の鍵が見つかりません。", _late),
    (28, "other", "作業のあと、呼び鈴が鳴らなくなりました。", _paid_and_closed),
    (24, "door", "ドアの塗装がはがれています。", _late),
    (20, "door", "ドアの下の床板が割れました。", _paid_with_recourse_open),
    (17, "belongings", "廊下に置いていた傘がなくなりました。", _not_ours),
    (13, "door", "ドアの下に小さな傷があります。", _no_fault_closed),
    (10, "lock", "錠が使えなくなり、交換が必要だと言われました。", _gross_told),
    (6, "other", "表札のねじが一本ありません。", _slight_within_the_cap),
    (3, "belongings", "作業のあと、棚の腕時計がなくなっていました。", _intent_awaits_second),
    (1, "door", "開けてもらったあと、ドアの枠に 3 cm ほどの傷がありました。", _slight_awaits_law),
    (0.2, "door", "ドアの取っ手のまわりに、こすれた跡があります。", _only_reported),
)


def build(world: World) -> None:
    """Open a claim on a visit that was over by then, and bring it as far as it came."""
    used: set[UUID] = set()
    for days_ago, harm, words, story in STORIES:
        before = world.now - timedelta(days=days_ago)
        visits = Case.objects.filter(outcome="done", ended_at__lt=before).exclude(pk__in=used)
        case = visits.select_related("request").order_by("-ended_at").first()
        if case is not None:
            used.add(case.pk)
            story(Claimed(world, case, days_ago=days_ago, harm=harm, words=words))


def _photo_of_a_scratch() -> bytes:
    """Draw what a photo of a scratched door frame might show."""
    picture = Image.new("RGB", (640, 480), "#c9b79c")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((250, 0, 390, 480), fill="#8d7658")
    pen.line((285, 180, 330, 250, 322, 300), fill="#f4efe6", width=5)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=70)
    return content.getvalue()
