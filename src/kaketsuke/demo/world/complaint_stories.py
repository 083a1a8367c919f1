"""Complaints of every age: new, in hand, near and past the day of the answer, over."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Case
from kaketsuke.claims import services as claim_services
from kaketsuke.demo.world.ground import World
from kaketsuke.intake.models import Request


class Told(NamedTuple):
    """What somebody complained about, so many days ago, and how far it came.

    A step is left out where its day is None: `taken`, `answered`, `came_back`, `ended` count days
    from the complaint.
    """

    about: str
    days_ago: float
    words: str
    channel: str = "phone"
    taken: float | None = None
    answered: float | None = None
    came_back: float | None = None
    ended: str = ""


SORRY = "お待たせし、ご心配をおかけしました。記録を確かめ、次のとおりお答えします。"
COMPLAINTS = (
    Told("refusal", 1, "本人が部屋の前にいるのに断られました。もう一度確認してください。"),
    Told("visit", 9, "到着が案内より40分遅れ、そのあいだ連絡がありませんでした。", "link"),
    Told("bill", 6, "60分を少し超えただけで、超過の料金がかかった理由を知りたい。", taken=1),
    Told("refusal", 5, "身分証を部屋に置いたまま出た場合の扱いに納得できません。", taken=0.5),
    Told("receipt", 4, "領収書の宛名を会社の名前にしてほしい。", "link", taken=0.5, answered=1),
    Told("visit", 12, "作業員の言葉づかいが強く、こわい思いをしました。", taken=1, answered=4,
         came_back=7),
    Told("bill", 26, "部品代の内訳が分かりません。", "paper", taken=1, answered=3, ended="closed"),
    Told("refusal", 21, "同居の家族なのに断られました。", taken=1, answered=5, ended="closed"),
    Told("bill", 24, "深夜の料金が加わっていると思った。", taken=1, answered=2, ended="closed"),
    Told("bill", 22, "見積りと領収書の額が違って見えた。", taken=1, answered=4, ended="closed"),
    Told("refusal", 19, "身分証が期限切れだと断られました。", taken=1, answered=3, ended="closed"),
    Told("bill", 18, "電池の値段が高いと思います。", "link", taken=1, answered=2, ended="closed"),
    Told("refusal", 16, "契約のある建物なのに断られた。", taken=1, answered=2, ended="closed"),
    Told("visit", 15, "廊下に工具を広げられて困った。", "link", ended="withdrawn"),
)  # fmt: skip


def build(world: World) -> None:
    """Take each complaint in and bring it as far as it came."""
    cases = iter(list(Case.objects.filter(outcome="done").order_by("opened_at")))
    refusals = iter(list(_refusals()))
    for told in sorted(COMPLAINTS, key=lambda each: -each.days_ago):
        subject = next(refusals if told.about == "refusal" else cases, None)
        if subject is not None:
            _play(world, told, subject)


def _refusals() -> Iterator[Request]:
    return iter(
        Request.objects.filter(
            state="declined", requester_person_id__isnull=False, dwelling__isnull=False
        ).order_by("received_at")
    )


def _play(world: World, told: Told, subject: Case | Request) -> None:
    began = world.now - timedelta(days=told.days_ago)
    of_refusal = isinstance(subject, Request)
    request = subject if isinstance(subject, Request) else subject.request
    complaint = claim_services.open_complaint(
        told.about,
        words=told.words,
        channel=told.channel,
        request_id=subject.pk if of_refusal else None,
        case_id=None if of_refusal else subject.pk,
        person_id=request.requester_person_id,
        actor=Actor(ActorRole.OPERATOR, world.users["operator"]),
        now=began,
    )
    claims = Actor(ActorRole.CLAIMS, world.users["claims"])
    if told.taken is not None:
        claim_services.take_complaint(
            complaint.pk, actor=claims, now=began + timedelta(days=told.taken)
        )
    if told.answered is not None:
        at = began + timedelta(days=told.answered)
        claim_services.answer_complaint(complaint.pk, words=SORRY, actor=claims, now=at)
    if told.came_back is not None:
        claim_services.not_content(
            complaint.pk,
            words="お答えでは、作業員にどう伝えたのかが分かりません。",
            actor=claims,
            now=began + timedelta(days=told.came_back),
        )
    _end(complaint.pk, told, world=world)


def _end(complaint_id: uuid.UUID, told: Told, *, world: World) -> None:
    at = world.now - timedelta(days=told.days_ago / 2)
    if told.ended == "closed":
        claims = Actor(ActorRole.CLAIMS, world.users["claims"])
        claim_services.close_complaint(complaint_id, actor=claims, now=at)
    elif told.ended == "withdrawn":
        operator = Actor(ActorRole.OPERATOR, world.users["operator"])
        claim_services.withdraw_complaint(
            complaint_id, words="お電話で取り下げのご連絡があった。", actor=operator, now=at
        )
