"""A disclosure on paper has words for every code, and none of them is a code."""

from typing import Any, cast

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.cases import lifecycle as case_lifecycle
from kaketsuke.claims import claim_lifecycle, complaint_lifecycle
from kaketsuke.intake import lifecycle as request_lifecycle
from kaketsuke.notify import messages
from kaketsuke.privacy import disclosure
from kaketsuke.web.privacy import paper_words

# Codes that stand in a column without being its choices.
KNOWN = {
    "audit.Access.purpose": ("call", "case_page", "break_glass", "hold", "incident"),
    "audit.Access.viewer_role": [each for each in ActorRole if each != ActorRole.TIMER],
    "audit.Access.ground": ("call", "afterwards", "desk", "rights", "reason"),
    "people.Person.language": ("ja", "en", "ja-easy"),
    "notify.Message.template": messages.templates(),
    "intake.Request.state": request_lifecycle.State,
    "intake.RequestEntry.event": request_lifecycle.Event,
    "cases.Case.state": [each for each in case_lifecycle.State if each != "new"],
    "cases.Case.outcome": case_lifecycle.Outcome,
    "cases.Entry.event": case_lifecycle.Event,
    "claims.Complaint.state": complaint_lifecycle.State,
    "claims.Entry.event": complaint_lifecycle.Event,
    "claims.Claim.state": claim_lifecycle.State,
    "claims.ClaimEntry.event": claim_lifecycle.Event,
    "privacy.DataRequest.decision": ("granted", "refused"),
    "onsite.Check.outcome": ("accept", "decline", "refer", "owed"),
    "onsite.Check.document_kind": ("drivers_license", "passport"),
}


def _column(model: type[models.Model], path: str) -> Any:
    for step in path.split("__"):
        field: Any = model._meta.get_field(step)
        model = field.related_model or model
    return field


def codes() -> list[tuple[str, str]]:
    found = [(column, str(code)) for column, codes in KNOWN.items() for code in codes]
    for table in disclosure.told_tables():
        model = apps.get_model(table.model)
        open_fields = [
            n for n, held in table.fields.items() if not (held.withheld or held.sealed_to)
        ]
        for path in (*open_fields, *table.also_shown):
            choices = cast(list[tuple[str, str]], _column(model, path).choices or [])
            found += [(f"{table.model}.{path}", str(code)) for code, _label in choices]
    return found


@pytest.mark.clause("4.10")
def test_every_code_of_a_disclosure_has_words():
    found = codes()
    assert len(found) > 200
    with translation.override("ja"):
        bare = {(column, code) for column, code in found if paper_words.say(code, column).isascii()}
    assert bare <= {("notify.Message.channel", "sms")}


def test_a_disclosure_says_days_numbers_and_periods_as_people_do():
    began = "2026-11-22T13:14:00.579875+00:00"
    assert paper_words.say(began) == "2026年11月22日 22:14"
    assert paper_words.say("2026-11-22") == "2026年11月22日"
    assert paper_words.say([began, None]) == "2026年11月22日 22:14 から"
    assert paper_words.say([began, began]).endswith("2026年11月22日 22:14 まで")
    assert paper_words.say("+819000000203") == "090-0000-0203"
    assert paper_words.say({"cause": "card_lost"}) == "理由: カードキーの紛失"
    assert paper_words.say(["name", "room"], "privacy.Provision.items") == "氏名、部屋番号"
    assert paper_words.say("01a21bf8-f00c-708e-b81c-00f711cca3db") == ""
    assert paper_words.say("こもれび 203") == "こもれび 203"


def test_one_code_means_what_its_column_means():
    assert paper_words.say("granted", "privacy.DataRequest.decision") == "応じます"
    assert paper_words.say("granted", "privacy.DataRequest.state") == "実施待ち"
    assert paper_words.say("police", "privacy.Provision.recipient_kind") == "警察"
    assert paper_words.say("police", "privacy.Provision.ground") == "警察の照会"
