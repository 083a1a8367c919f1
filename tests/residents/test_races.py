"""Fifty at once: one letter, one form, one registration; and no try more than there are."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.residents import services
from kaketsuke.residents.models import Invitation, OneTimeCode, Registration
from kaketsuke.residents.services import Address, Application, Asked, Data, Way
from tests import world
from tests.at_once import TRIES, together
from tests.world import NOW, World

pytestmark = pytest.mark.django_db(transaction=True)
RESIDENT = Actor(ActorRole.RESIDENT)


def application(here: World, number: int) -> Application:
    shown = services.present(here.next_door.pk, version_id=here.terms.pk, channel="web", now=NOW)
    return Application(
        presentation_id=shown.pk,
        consented_at=NOW,
        policy_version="1",
        way=Way("web"),
        phone=f"+8190000070{number:02}",
        phone_proven_at=NOW,
        data=Data("見知", f"{number}"),
        invitation_id=Invitation.objects.get().pk,
    )


@pytest.mark.clause("2.2")
def test_one_form_sent_fifty_times_registers_once_and_one_letter_opens_once() -> None:
    here = world.build()
    with context.as_system():
        services.make_dwelling_codes([here.next_door.pk], now=NOW)
        same = application(here, 0)
        others = [application(here, number) for number in range(1, TRIES)]

    def send(number: int) -> None:
        each = same if number % 2 else others[number - 1]
        services.enrol(each, actor=RESIDENT, now=NOW)

    results = together(send)
    assert results
    with context.as_system():
        made = Registration.objects.filter(dwelling=here.next_door, proof="code")
        assert made.count() == 1
        assert Invitation.objects.get().used_at == NOW


def test_fifty_guesses_at_once_have_five_tries() -> None:
    world.build()
    with context.as_system():
        code_id = services.ask_code(
            Address("phone", world.SATO_PHONE), Asked("sign_in", "192.0.2.1"), now=NOW
        )
        services.send_code(code_id, now=NOW)
    together(lambda number: services.check_code(code_id, f"x{number}", now=NOW))
    with context.as_system():
        assert OneTimeCode.objects.get().tries_left == 0
