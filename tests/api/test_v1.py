import json

import pytest
from django.test import Client

from kaketsuke.rules import questions
from tests import world as worlds

FACTS = {"cause": "card_lost", "requester": {"role": "resident", "is_registrant": True}}


@pytest.fixture
def world(db: None) -> worlds.World:
    return worlds.build()


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]  # the world's accounts are users
    return client


def ask(client: Client, question: str, facts: object):
    return client.post(
        f"/api/v1/decide/{question}", json.dumps(facts), content_type="application/json"
    )


def test_the_same_facts_get_the_same_answer_as_from_the_command(world: worlds.World):
    answer = ask(signed_in(world.operator), "request", FACTS)
    assert answer.status_code == 200
    assert answer.json() == questions.answer("request", FACTS)


def test_malformed_facts_get_one_sentence_that_names_the_path(world: worlds.World):
    answer = ask(signed_in(world.operator), "request", {"cause": "boredom"})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("cause:")


def test_who_is_not_signed_in_gets_nothing(world: worlds.World):
    assert ask(Client(), "request", FACTS).status_code == 401
    assert Client().get("/api/v1/board").status_code == 401


def test_an_account_without_a_role_is_refused(world: worlds.World):
    assert ask(signed_in(world.stranger), "request", FACTS).status_code == 403


def test_a_foreign_origin_cannot_use_the_session(world: worlds.World):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.operator)
    assert ask(client, "request", FACTS).status_code == 403


def test_the_schema_is_published(world: worlds.World):
    schema = signed_in(world.operator).get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/decide/{question}" in schema["paths"]
