"""A disclosure holds every table that names the person, and nothing that would harm another."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kaketsuke.accounts.viewers import Actor
from kaketsuke.cases.models import Case
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Request
from kaketsuke.people import keys, sealing
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import declarations, disclosure, services
from kaketsuke.privacy.models import Correction
from kaketsuke.privacy.refusals import CannotAnswerRequest
from tests import stories
from tests.world import NOW, SATO_EMAIL, SATO_PHONE, World, add_resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]


def _disclosed(person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    subject = declarations.subject_of_person(person_id)
    text = "".join(disclosure.as_json(subject, head={"request": 101}, now=NOW))
    return {each["table"]: each["rows"] for each in json.loads(text)["tables"]}


@pytest.mark.clause("4.10")
def test_everything_that_names_her_is_in_the_file(w: World, visited: Case):
    told = _disclosed(w.sato.pk)
    assert told["people.Person"][0]["family"] == "佐藤"
    assert SATO_EMAIL in {each["value"] for each in told["people.ContactPoint"]}
    assert told["residents.Registration"][0]["dwelling__room"] == "203"
    assert told["intake.Call"][0]["number"] == "+819000000203"
    assert {"intake.Request", "cases.Case", "onsite.Check", "money.Receipt"} <= told.keys()
    assert len(told["residents.Consent"]) == 3


@pytest.mark.clause("4.10")
def test_every_declared_table_is_asked_for_her_rows(w: World):
    asked = {table.model for table in disclosure.told_tables()}
    silent = {table.model for table in declarations.tables()} - asked
    assert {"intake.Flag", "privacy.Hold"} <= silent
    for table in declarations.tables():
        if table.model in silent:
            assert all(held.withheld for held in table.fields.values()), table.model


@pytest.mark.clause("4.10")
def test_a_protective_record_is_not_told(w: World):
    intake_services.record_flag(
        "protective",
        person_id=w.sato.pk,
        company_id=w.company.pk,
        facts="同居人から守る必要",
        review_on=NOW.date(),
        set_by_id=w.supervisor.pk,
        now=NOW,
    )
    text = json.dumps(_disclosed(w.sato.pk), ensure_ascii=False)
    assert "同居人" not in text
    assert "protective" not in text


@pytest.mark.clause("4.10")
def test_who_stood_at_the_door_or_came_to_it_is_told_nothing_of_who_asked(w: World, visited: Case):
    asked = stories.sato_calls(w, now=NOW + timedelta(days=1))
    number = sealing.seal(
        keys.open_or_create("request", asked.pk),
        SATO_PHONE,
        context=f"intake.request.callback_number:{asked.pk}",
    )
    Request.objects.filter(pk=asked.pk).update(
        attendant_person_id=w.aoki.pk, callback_number_sealed=number
    )
    assert "callback_number" in _disclosed(w.sato.pk)["intake.Request"][1]
    attendant, technician = _disclosed(w.aoki.pk), _disclosed(w.mori.person_id)
    assert "stated" not in attendant["intake.Request"][0]
    assert "outcome" in technician["onsite.Check"][0]
    assert "document_kind" not in technician["onsite.Check"][0]
    for told in (attendant, technician):
        text = json.dumps(told, ensure_ascii=False)
        assert [each for each in ("佐藤", SATO_PHONE, "9000000203") if each in text] == []


@pytest.mark.clause("4.10")
def test_calls_from_a_number_that_others_share_are_not_given_to_one_of_them(w: World):
    add_resident(w.company, family="佐藤", given="太郎", phone="090-0000-0203")
    intake_services.open_call("090-0000-0203", actor=stories.operator(w), now=NOW)
    assert "intake.Call" not in _disclosed(w.sato.pk)


@pytest.mark.clause("4.10")
def test_what_we_hold_says_purpose_source_and_period(w: World):
    held = {
        each.table.model: each
        for each in disclosure.held_about(declarations.subject_of_person(w.sato.pk))
    }
    name = held["people.Person"]
    assert (name.title, name.count, name.sources) == ("お名前", 1, ("ご本人",))
    assert "1年" in name.kept


@pytest.mark.clause("4.10")
def test_a_corrected_name_keeps_what_stood_there(w: World, desk: Actor):
    services.correct_name(
        w.sato.pk,
        names={"family": "斎藤", "given": "花子"},
        request_id=None,
        actor=desk,
        now=NOW,
    )
    told = _disclosed(w.sato.pk)
    assert told["people.Person"][0]["family"] == "斎藤"
    kept = told["privacy.Correction"]
    assert [(each["column"], each["before"], each["after"]) for each in kept] == [
        ("family", "佐藤", "斎藤")
    ]
    with pytest.raises(CannotAnswerRequest, match="違うところ"):
        services.correct_name(
            w.sato.pk, names={"family": "斎藤"}, request_id=None, actor=desk, now=NOW
        )


@pytest.mark.clause("4.10")
def test_a_corrected_number_is_used_from_then_on(w: World, desk: Actor):
    points = people_queries.contact_points_of([w.sato.pk])
    point = next(each.id for each in points if each.kind == "phone")
    services.correct_contact(point, value="090-0000-0999", request_id=None, actor=desk, now=NOW)
    live = [each for each in _disclosed(w.sato.pk)["people.ContactPoint"] if "ended_at" not in each]
    assert {each["value"] for each in live} == {"+819000000999", SATO_EMAIL}
    assert Correction.objects.get().column == "phone"
