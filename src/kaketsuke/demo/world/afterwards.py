"""What comes after some of the past calls: a complaint, a damage claim, snow over an area."""

from datetime import timedelta

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Case
from kaketsuke.claims import services as claim_services
from kaketsuke.claims import timings
from kaketsuke.demo.world.ground import World
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.intake.models import Request
from kaketsuke.network import queries as network_queries
from kaketsuke.parties import events

SNOWED_IN = "north"


def build(world: World) -> None:
    """Leave something for the desk of complaints and claims, and for the register of events."""
    _complain(world)
    _claim(world)
    _snow(world)


def _complain(world: World) -> None:
    """A caller without a document does not accept the refusal; nobody has taken it in hand yet."""
    refused = (
        Request.objects.filter(
            state="declined", requester_person_id__isnull=False, dwelling__isnull=False
        )
        .order_by("-received_at")
        .first()
    )
    if refused is None:
        return
    claim_services.open_complaint(
        "refusal",
        words="本人が部屋の前にいるのに、伺えないと言われました。もう一度確認してください。",
        channel="phone",
        request_id=refused.pk,
        person_id=refused.requester_person_id,
        actor=Actor(ActorRole.OPERATOR, world.users["operator"]),
        now=world.now - timedelta(days=1),
    )


def _claim(world: World) -> None:
    """A scratch on the door frame, found slight: it waits for the legal review of the cap (4.2)."""
    case = Case.objects.filter(outcome="done").order_by("-opened_at").first()
    lead = dispatch_queries.last_lead_of(case.pk) if case else None
    if case is None or lead is None or case.ended_at is None:
        return
    opened = case.ended_at + timedelta(hours=3)
    day = timings.day_in_japan(case.ended_at)
    claim = claim_services.open_claim(
        case.pk,
        harm="door",
        occurred_on=day,
        known_on=day,
        words="開けてもらったあと、ドアの枠に 3 cm ほどの傷がありました。",
        channel="phone",
        person_id=case.request.requester_person_id,
        actor=Actor(ActorRole.OPERATOR, world.users["operator"]),
        now=opened,
    )
    handler = Actor(ActorRole.CLAIMS, world.users["claims"])
    claim_services.take_claim(claim.pk, actor=handler, now=opened + timedelta(hours=1))
    claim_services.decide_claim(
        claim.pk,
        damage_yen=18_000,
        caused_by="contractor",
        connected=True,
        fault="slight_negligence",
        firm_id=network_queries.technician(lead.technician_id).firm_id,
        reason="養生テープを貼らずに工具を当てた。写真と作業員の話が一致している。",
        actor=handler,
        now=opened + timedelta(hours=2),
    )


def _snow(world: World) -> None:
    """Snow over one municipality of the northern company; the service goes on."""
    company = world.companies[SNOWED_IN]
    building = next(each for each in world.buildings if each.company_id == company.pk)
    events.declare_area_event(
        events.AreaEventKind.WEATHER,
        municipality_codes=[building.municipality_code],
        source="大雪の警報（架空）",
        company_id=company.pk,
        declared_by_id=world.users["supervisor"],
        from_=world.now - timedelta(hours=2),
        now=world.now,
    )
