"""Calls that ended with an open door, by the many ways there are to one."""

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import FollowUp
from kaketsuke.demo.world import names
from kaketsuke.demo.world.played import Played
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.intake import services as intake_services
from kaketsuke.money import services as money_services
from kaketsuke.money import signing
from kaketsuke.money.models import Estimate
from kaketsuke.onsite import services as onsite_services


def finish(played: Played, *, method: str = "none", unpaid_reason: str = "") -> None:
    """Settle, close and let the technician go."""
    money_services.settle(
        played.case_id,
        method=method,
        unpaid_reason=unpaid_reason,
        terminal_reference="A-48213" if method in ("card", "code") else "",
        technician=played.technician_id,
        now=played.wait(4),
    )
    case_services.close_when_done(played.case_id, now=played.wait(0.2))
    played.let_go()
    money_services.note_payables(played.case_id)


def done(played: Played) -> None:
    """The ordinary case: open in a quarter of an hour, nothing to pay."""
    played.at_work()
    played.open_door(after=played.world.rng.randint(6, 40))
    finish(played)


def done_after_a_pass(played: Played) -> None:
    """A technician passes before another accepts.

    One only: just before a shift ends, a small company has two people left to ask.
    """
    played.call(cause="card_lost")
    played.open_case()
    played.dispatch(passes=1)
    played.go()
    played.check()
    played.begin()
    played.open_door()
    finish(played)


def _estimate(played: Played, *items: tuple[str, int], approved: bool = True) -> Estimate:
    estimate = money_services.make_estimate(
        played.case_id,
        [money_services.LineDraft(item, quantity) for item, quantity in items],
        technician=played.technician_id,
        now=played.wait(2),
    )
    money_services.answer_estimate(
        estimate.id,
        approved=approved,
        how="technicians_screen",
        actor=played.technician,
        signed=signing.Signed("typed", "見本 署名"),
        sheet="paper",
        now=played.wait(2),
    )
    return estimate


def done_with_material(played: Played) -> None:
    """New batteries, approved before they went in, paid in cash (A1.3)."""
    played.at_work()
    estimate = _estimate(played, ("MT-BAT", 1))
    for line in estimate.lines.all():
        money_services.begin_line(line.id, technician=played.technician_id, now=played.wait(1))
    played.open_door()
    finish(played, method="cash")
    _cancel_within_eight_days(played, refunded=True)


def done_with_overtime(played: Played) -> None:
    """A stubborn lock: 60 free minutes, then 15 approved ones, paid by card (A1.3)."""
    played.at_work()
    onsite_services.reach_minutes(played.case_id, now=played.wait(60))
    _estimate(played, ("OT", 15))
    onsite_services.continue_work(
        played.case_id, technician=played.technician_id, now=played.wait(1)
    )
    played.open_door(after=12)
    finish(played, method="card")
    _cancel_within_eight_days(played, refunded=False)


def _cancel_within_eight_days(played: Played, *, refunded: bool) -> None:
    """The next morning the resident goes back on it; the firm gives the money back, or owes it."""
    resident = Actor(ActorRole.RESIDENT, played.person_id)
    money_services.cancel_contract(played.case_id, actor=resident, now=played.wait(13 * 60))
    if refunded:
        money_services.record_refund(
            played.case_id, method="cash", actor=Actor(ActorRole.OFFICE), now=played.wait(26 * 60)
        )


def done_unpaid(played: Played) -> None:
    """Special work approved and done, not paid on the spot; the firm has a claim (3.3)."""
    played.at_work()
    estimate = _estimate(played, ("SP-CYL", 1))
    for line in estimate.lines.all():
        money_services.begin_line(line.id, technician=played.technician_id, now=played.wait(1))
    played.open_door()
    finish(played, method="unpaid", unpaid_reason="no_means")


def done_estimate_declined(played: Played) -> None:
    """The estimate is declined and costs nothing; the door opens all the same (A1.3)."""
    played.at_work()
    _estimate(played, ("SP-HIGH", 1), approved=False)
    played.open_door(after=30)
    finish(played)


def done_under_leave(played: Played) -> None:
    """The document lies inside: a supervisor's leave, identity checked behind the door (A1.2.2)."""
    played.call(photo_id="locked_inside")
    played.decide("確認いたしますので、少々お待ちください")
    case = case_services.allow_request(
        played.request_id,
        supervisor=played.supervisor,
        reason="登録電話からの着信で、本人確認の質問にすべて答えられました。",
        leave=True,
        now=played.wait(4),
        chance=played.world.rng,
    )
    played.case_id = case.id
    played.dispatch()
    played.go()
    played.check(kind="locked_inside")
    played.begin()
    played.open_door()
    played.check()
    finish(played)


def done_phone_inside(played: Played) -> None:
    """The registered phone lies inside: a temporary number, the code word read out."""
    played.call(
        cause="other_lockout",
        note="電話と鍵を部屋に置いたまま、ドアが閉まりました。ご家族の電話からの着信です。",
    )
    played.open_case(temporary_number=names.phone(9900))
    played.dispatch()
    played.go()
    played.check(kind="passport", address_matches="not_shown", call_back=True)
    played.begin()
    played.open_door()
    finish(played)


def ask_for_the_owner(played: Played) -> None:
    """Open a case that the owner asked for: reason noted, the registrants told first (2.1)."""
    owner = played.world.owner_of[played.home.building_id]
    played.call(
        requester_owner_id=owner.id,
        requester={"role": "owner", "is_registrant": None},
        target={"is_own_home": None},
        attendance=None,
    )
    intake_services.note_owner_reason(
        played.request_id,
        reason="利用者から鍵の不具合の相談があり、立ち会うため。",
        actor=played.operator,
        now=played.wait(1),
    )
    intake_services.name_attendant(
        played.request_id,
        attendance="owner_agent" if owner.legal_person else "owner",
        person_id=played.world.agents.get(owner.id),
        owner_id=owner.id,
        actor=played.operator,
        now=played.wait(1),
    )
    played.open_case()
    case_services.settle_owner_notice(
        played.case_id, how="call_tried", actor=played.operator, now=played.wait(2)
    )


def done_for_the_owner(played: Played) -> None:
    """The owner asks and attends, and would pay if there were something to pay (3.3)."""
    ask_for_the_owner(played)
    played.dispatch()
    played.go()
    owner = played.world.owner_of[played.home.building_id]
    played.check(role="owner_agent" if owner.legal_person else "owner")
    played.begin()
    played.open_door()
    finish(played)


def done_after_withdrawal(played: Played) -> None:
    """The first technician's car breaks down; the next one goes."""
    played.call()
    played.open_case()
    played.dispatch()
    dispatch_services.release(
        played.case_id, actor=played.technician, reason="accident", now=played.wait(5)
    )
    played.dispatch()
    played.go()
    played.check()
    played.begin()
    played.open_door()
    finish(played)


def done_with_interim_measure(played: Played) -> None:
    """The lock stays unusable: an interim lock, and the exchange has an owner (4.3)."""
    played.at_work()
    played.open_door(lock_usable=False)
    money_services.settle(
        played.case_id, method="none", technician=played.technician_id, now=played.wait(4)
    )
    for follow_up in FollowUp.objects.filter(case=played.case_id, owner_role=""):
        case_services.take_follow_up(
            follow_up.id, owner_role="office", actor=played.operator, now=played.wait(20)
        )
    case_services.close_when_done(played.case_id, now=played.wait(1))
    played.let_go()
