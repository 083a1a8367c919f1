"""The printed schemas say what is read and what is answered."""

import random
from itertools import product

import jsonschema
import pytest

from kaketsuke.rules import questions
from kaketsuke.rules.facts import MalformedFacts
from tests.rules.test_charge import PRICES, line
from tests.rules.test_damage import DAMAGE
from tests.rules.test_request_every_combination import DOMAINS
from tests.rules.worlds import SITE, nested

CHARGE = {"worked_on": "2026-05-01", "minutes": 75, "lines": [line()], "price_list": PRICES}
GOOD = {
    "request": nested({path: values[1] for path, values in DOMAINS.items()}),
    "site": nested(SITE),
    "charge": CHARGE,
    "damage": DAMAGE,
}


def validator(question, part):
    schema = questions.schema(question)[part]
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("question", list(GOOD))
def test_good_facts_and_their_answer_fit_the_schemas(question):
    validator(question, "facts").validate(GOOD[question])
    validator(question, "answer").validate(questions.answer(question, GOOD[question]))


@pytest.mark.parametrize(("question", "wrong"), list(product(GOOD, [5, [], "x", {"y": 1}, -1])))
def test_schema_and_reader_refuse_the_same_wrong_values(question, wrong):
    check = validator(question, "facts")
    for key in GOOD[question]:
        facts = {**GOOD[question], key: wrong}
        try:
            questions.answer(question, facts)
            read = True
        except MalformedFacts:
            read = False
        dated = key in ("worked_on", "occurred_on", "received_at")
        assert check.is_valid(facts) == read or dated, (key, wrong)


def test_answers_to_any_request_fit_the_schema():
    chance = random.Random(7)
    check = validator("request", "answer")
    for _ in range(300):
        facts = {path: chance.choice(domain) for path, domain in DOMAINS.items()}
        check.validate(questions.answer("request", nested(facts)))


@pytest.mark.parametrize("question", ["charge", "damage"])
def test_needed_facts_are_required(question):
    required = set(questions.schema(question)["facts"]["required"])
    for key in required:
        facts = {name: value for name, value in GOOD[question].items() if name != key}
        with pytest.raises(MalformedFacts, match=f"^{key}: is needed"):
            questions.answer(question, facts)
