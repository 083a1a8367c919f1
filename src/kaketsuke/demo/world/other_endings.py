"""Cases that ended without an open door, or were stopped on the way to one."""

from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Link
from kaketsuke.demo.world import door_stories
from kaketsuke.demo.world.played import Played
from kaketsuke.intake import services as intake_services
from kaketsuke.onsite import services as onsite_services
from kaketsuke.parties import events as area_events


def not_opened(played: Played) -> None:
    """The lock cannot be opened without breaking it, and nobody approved that (2.1)."""
    played.at_work()
    onsite_services.could_not_open(
        played.case_id,
        because="no_approval",
        door_secured=True,
        technician=played.technician_id,
        now=played.wait(42),
    )
    played.let_go()


def _turn_away(played: Played) -> None:
    played.call()
    played.open_case()
    played.dispatch()
    played.go()
    played.check(name_matches=False)


def turned_away(played: Played) -> None:
    """The name on the document is another one; nobody else came in time (4.7.3)."""
    _turn_away(played)
    case_services.end_waiting(played.case_id, now=played.wait(21))
    played.let_go()


def turned_away_then_done(played: Played) -> None:
    """The first document did not fit; the registrant came down with the right one."""
    _turn_away(played)
    case_services.name_other_attendant(
        played.case_id,
        role="registrant",
        person_id=played.person_id,
        actor=played.operator,
        now=played.wait(8),
    )
    played.check()
    played.begin()
    played.open_door()
    door_stories.finish(played)


def no_show(played: Played) -> None:
    """Nobody came to the door in twenty minutes, and two calls were tried (A1.2.1)."""
    played.call()
    played.open_case()
    played.dispatch()
    played.go()
    who = played.technician_id
    for minutes in (6, 9):
        onsite_services.call_not_answered(played.case_id, technician=who, now=played.wait(minutes))
    onsite_services.nobody_there(played.case_id, technician=who, now=played.wait(6))
    played.let_go()


def stopped_by_the_registrant(played: Played) -> None:
    """Somebody else called: the registrant's link stops the case, a supervisor ends it."""
    played.call()
    played.open_case()
    played.dispatch()
    token = case_services.make_link(played.case_id, played.person_id, now=played.at)
    case_services.press_stop(token, now=played.wait(5), words="電話していません。")
    _end(played, reason="利用者本人が要請を否定しました。")


def stopped_for_safety(played: Played) -> None:
    """The technician left at once; the supervisor ended the case (4.7.6)."""
    played.at_work()
    onsite_services.safe_exit(played.case_id, technician=played.technician_id, now=played.wait(6))
    _end(played, reason="作業員の安全を確保できませんでした。")


def _end(played: Played, *, reason: str) -> None:
    case_services.advance(
        played.case_id,
        event=Event.ENDED,
        actor=played.supervisor,
        now=played.wait(7),
        facts={"door_state": "locked"},
        words=reason,
    )
    played.let_go()


def halted_and_resumed(played: Played) -> None:
    """The attendant left for a moment; the supervisor resumes and the door opens."""
    played.at_work()
    onsite_services.attendant_left(
        played.case_id, technician=played.technician_id, now=played.wait(8)
    )
    case_services.advance(
        played.case_id,
        event=Event.RESUMED,
        actor=played.supervisor,
        now=played.wait(5),
        facts={"attendant_same": True},
        words="立会いの方が戻ったことを電話で確かめました。",
    )
    onsite_services.continue_work(
        played.case_id, technician=played.technician_id, now=played.wait(1)
    )
    played.open_door()
    door_stories.finish(played)


def cancelled_by_the_resident(played: Played) -> None:
    """The card was in another pocket."""
    played.call(cause="card_lost")
    played.open_case()
    played.dispatch()
    case_services.advance(
        played.case_id,
        event=Event.RESIDENT_CANCELLED,
        actor=played.resident,
        now=played.wait(4),
    )
    played.let_go()


def prevented_by_force_majeure(played: Played) -> None:
    """A flooded street: the technician cannot get there, everybody is told (4.4)."""
    event = area_events.declare_area_event(
        area_events.AreaEventKind.FLOOD,
        municipality_codes=[played.home.building.municipality_code],
        source="自治体の冠水情報（架空）",
        declared_by_id=played.world.users["supervisor"],
        now=played.at,
    )
    played.call()
    played.open_case()
    played.dispatch()
    case_services.prevent(
        played.case_id,
        area_event_id=event.id,
        people_told=True,
        reason="道路が冠水し、どの道からも行けない。",
        actor=played.supervisor,
        now=played.wait(25),
    )
    area_events.end_area_event(event.id, now=played.wait(90))
    played.let_go()


def objected_to_the_owner(played: Played) -> None:
    """A registrant objects to the owner's request; a supervisor ends the case (2.1)."""
    door_stories.ask_for_the_owner(played)
    played.dispatch()
    link = Link.objects.filter(case=played.case_id, person_id=played.person_id)
    link.update(ended_at=played.at)
    token = case_services.make_link(played.case_id, played.person_id, now=played.at)
    case_services.raise_objection(token, now=played.wait(3), words="立ち入りに同意していません。")
    _end(played, reason="利用者が反対しています。オーナーに説明しました。")


def waiting_for_a_supervisor(played: Played) -> None:
    """A call of a few minutes ago that the rules refer: it waits for the supervisor."""
    played.call(photo_id="locked_inside")
    played.decide("確認いたしますので、少々お待ちください")


def on_the_way(played: Played) -> None:
    """A technician is on the way right now."""
    played.call()
    played.open_case()
    played.dispatch()
    onsite_services.depart(played.case_id, technician=played.technician_id, now=played.wait(3))


def at_work_now(played: Played) -> None:
    """A door is being opened right now."""
    played.at_work()


def waiting_call_back(played: Played) -> None:
    """A caller whose line broke a few minutes ago."""
    played.call(attendance=None, photo_id=None)
    intake_services.lose_call(played.request_id, actor=played.operator, now=played.wait(1))
