"""The same work by people who see only their own, in the serving role."""

from dataclasses import replace

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import NOBODY, Viewer
from kaketsuke.cases import queries as case_queries
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry, Link
from kaketsuke.intake.models import Request
from tests import stories, world
from tests.world import NOW, World

CHAIN = {"offer_live": True, "chain_live": True}


def test_an_operator_takes_a_call_and_opens_the_case(here: World) -> None:
    context.set_viewer(world.viewer(here.operator))
    case = stories.sato_is_helped(here)
    assert case_queries.visible_to(world.viewer(here.operator)).get() == case
    context.set_viewer(world.viewer(here.supervisor))
    case_services.advance(
        case.id,
        event=Event.HALTED_BY_SUPERVISOR,
        actor=stories.supervisor(here),
        now=NOW,
        words="確認のため",
    )


def test_a_technician_works_on_a_named_case_and_sees_no_other(here: World) -> None:
    case = stories.sato_is_helped(here)
    mori = replace(world.viewer(here.mori_account), case_ids=frozenset({case.id}))
    context.set_viewer(mori)
    case_services.advance(
        case.id, event=Event.OFFER_ACCEPTED, actor=mori.actor, now=NOW, facts=CHAIN
    )
    case_services.advance(case.id, event=Event.DEPARTED, actor=mori.actor, now=NOW)
    context.set_viewer(replace(world.viewer(here.hayashi_account)))
    assert not Case.objects.exists()
    assert not Entry.objects.exists()


def test_a_resident_stops_by_the_link_alone(here: World) -> None:
    case = stories.sato_is_helped(here)
    token = case_services.make_link(case.id, here.sato.pk, now=NOW)
    context.set_viewer(NOBODY)
    assert case_services.link_by_token(token, now=NOW) is not None
    assert not Case.objects.exists()
    case_services.press_stop(token, now=NOW, words="頼んでいません")
    context.set_viewer(Viewer(case_ids=frozenset({case.id}), person_ids=frozenset({here.sato.pk})))
    assert Case.objects.get().state == "halted"


@pytest.mark.parametrize("who", ["other_operator", "stranger"])
def test_a_stranger_reads_no_row_by_plain_queries(here: World, who: str) -> None:
    stories.sato_is_helped(here)
    context.set_viewer(world.viewer(getattr(here, who)))
    for model in (Case, Entry, Link, Request):
        assert not model.objects.exists()
