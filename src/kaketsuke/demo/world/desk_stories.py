"""Calls that never became a case: declined, referred and refused, given up, solved, joined."""

from datetime import timedelta

from kaketsuke.accounts.viewers import TIMER
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.demo.world import cast, estate
from kaketsuke.demo.world.played import Played
from kaketsuke.intake import services as intake_services

SORRY = "規約により出動できないことと、ほかの連絡先をお伝えしました。"
WAIT_A_LITTLE = "確認いたしますので、少々お待ちください"


def not_a_lockout(played: Played) -> None:
    """A broken intercom is none of this service's business (2.1)."""
    played.call(cause="not_lockout")
    played.decide(SORRY)


def contract_ended(played: Played) -> None:
    """The owner's contract of the building has ended (1.2)."""
    played.home = played.world.dwellings[estate.ENDED][5]
    played.call()
    played.decide(SORRY)


def service_removed(played: Played) -> None:
    """The contract stands, this service was taken out of it (1.2)."""
    played.home = played.world.dwellings[estate.REMOVED][5]
    played.call()
    played.decide(SORRY)


def dwelling_declined(played: Played) -> None:
    """The dwelling's residents declined the service (2.3)."""
    played.home = played.world.dwelling(cast.BUILDING, cast.DECLINED_ROOM)
    played.call()
    played.decide(SORRY)


def not_the_registrant(played: Played) -> None:
    """A friend calls, who is no registrant (3.1)."""
    played.call(requester={"role": "other"})
    played.decide(SORRY)


def no_photo_id(played: Played) -> None:
    """No document with a photo at all; the caller appeals and calls again with one (A1.2.2)."""
    played.call(photo_id="none")
    played.decide(SORRY)
    again = intake_services.appeal(played.request_id, actor=played.operator, now=played.wait(30))
    intake_services.solve_by_triage(
        again.id, what_helped="another_resident", actor=played.operator, now=played.wait(4)
    )


def nobody_attends(played: Played) -> None:
    """The caller wants the door opened while away (A1.2.1)."""
    played.call(attendance="none")
    played.decide(SORRY)


def referred_and_refused(played: Played) -> None:
    """A disaster is the cause; a supervisor refuses in writing (4.7.2)."""
    played.call(cause="disaster")
    played.decide(WAIT_A_LITTLE)
    intake_services.refuse(
        played.request_id,
        supervisor=played.supervisor,
        reason="地域の被害が大きく、作業員の安全を確保できません。",
        now=played.wait(4),
    )


def referred_and_given_up(played: Played) -> None:
    """The caller does not want to wait for the supervisor."""
    played.call(photo_id="locked_inside")
    played.decide(WAIT_A_LITTLE)
    intake_services.caller_gave_up(played.request_id, actor=played.operator, now=played.wait(6))


def call_lost(played: Played) -> None:
    """The line broke and nobody answered the call back."""
    played.call(photo_id=None)
    intake_services.lose_call(played.request_id, actor=played.operator, now=played.wait(1))
    intake_services.lapse(played.request_id, now=played.wait(31))


def solved_by_triage(played: Played) -> None:
    """A battery held to the contacts woke the lock."""
    played.call(attendance=None, photo_id=None)
    intake_services.solve_by_triage(
        played.request_id, what_helped="battery", actor=played.operator, now=played.wait(3)
    )


def joined(played: Played) -> None:
    """A second caller for the same door; the case is then solved remotely."""
    played.call()
    played.open_case()
    second = Played(played.world, played.at + timedelta(minutes=1), played.home, played.person_id)
    second.call()
    case_services.join_request(second.request_id, actor=second.operator, now=second.wait(1))
    played.at = second.at
    case_services.advance(
        played.case_id, event=Event.SOLVED_REMOTELY, actor=played.operator, now=played.wait(2)
    )
    played.let_go()


def unfilled_then_opened_by_others(played: Played) -> None:
    """Nobody was free; the family came with a key."""
    played.call()
    played.open_case()
    case_services.advance(
        played.case_id,
        event=Event.NOBODY_LEFT,
        actor=TIMER,
        now=played.wait(1),
        facts={"live_offers": 0},
    )
    case_services.ring_a_human(played.case_id, why="unfilled", now=played.at)
    case_services.advance(
        played.case_id, event=Event.OPENED_BY_OTHERS, actor=played.operator, now=played.wait(14)
    )
    played.let_go()
