"""Data go to nobody without a ground, and every provision is recorded (4.8, 4.9)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.intake.services import end_flag, record_flag
from kaketsuke.overview import record
from kaketsuke.parties import services as party_services
from kaketsuke.privacy import services
from kaketsuke.privacy.models import Provision
from kaketsuke.privacy.refusals import CannotProvide
from kaketsuke.privacy.services import Recipient
from tests import stories
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]


def _provide(w: World, actor: Actor, *persons, ground="consent", recipient=None, **more):
    given = {"items": ["name", "room"], "now": NOW, **more}
    to = recipient or Recipient("owner", w.owner.pk)
    return services.record_provision(
        [each.pk for each in persons], recipient=to, ground=ground, actor=actor, **given
    )


@pytest.mark.clause("4.9")
def test_an_owner_is_given_registrants_of_its_own_buildings_and_each_view_is_recorded(w, desk):
    assert _provide(w, desk, w.sato, w.aoki) == {w.sato.pk}
    row = Provision.objects.get()
    assert (row.person_id, row.recipient_id, row.items) == (
        w.sato.pk,
        w.owner.pk,
        ["name", "room"],
    )
    assert row.consent_id is not None
    _provide(w, desk, w.sato)
    assert Provision.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE privacy_provision SET document_reference = 'x'", "changed"),
        ("DELETE FROM privacy_provision", "gap"),
        ("UPDATE privacy_datarequestentry SET event = 'Refused' WHERE seq = 1", "changed"),
        ("DELETE FROM privacy_datarequestentry WHERE seq = 1", "gap"),
    ],
)
def test_what_was_provided_and_asked_is_held_to_the_record(w, desk, change, fault):
    _provide(w, desk, w.sato)
    services.open_request(
        kind="disclosure", channel="post", person_id=w.sato.pk, actor=desk, now=NOW
    )
    assert list(record.faults()) == []
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert [each.kind for each in record.faults()] == [fault]


@pytest.mark.clause("4.9a")
@pytest.mark.clause("4.9")
def test_the_owner_of_another_building_is_given_nobody(w, desk):
    other = party_services.add_owner(w.company, legal_name="別の不動産株式会社")
    assert _provide(w, desk, w.sato, recipient=Recipient("owner", other.pk)) == frozenset()
    assert not Provision.objects.exists()


@pytest.mark.clause("4.9b")
@pytest.mark.clause("4.9")
def test_an_owners_account_undertakes_to_keep_to_the_contract_before_the_first_view(w):
    owner = Actor(ActorRole.OWNER, w.stranger.pk)
    with pytest.raises(CannotProvide, match="契約にもとづく"):
        _provide(w, owner, w.sato)
    services.undertake(w.owner.pk, user_id=w.stranger.pk, company_id=w.company.pk, now=NOW)
    assert _provide(w, owner, w.sato) == {w.sato.pk}


@pytest.mark.clause("4.8")
def test_a_blocked_person_is_left_out_until_the_block_ends(w, desk):
    row = services.block(w.sato.pk, owner_id=w.owner.pk, reason="裁判所の命令", actor=desk, now=NOW)
    assert _provide(w, desk, w.sato) == frozenset()
    services.unblock(row.pk, actor=desk, now=NOW)
    assert _provide(w, desk, w.sato) == {w.sato.pk}


@pytest.mark.parametrize("on", ["person_id", "dwelling_id"])
def test_whoever_is_protected_is_left_out_as_if_not_registered(w, desk, on):
    flag = record_flag(
        "protective",
        company_id=w.company.pk,
        facts="居所を知られてはならない",
        set_by_id=w.supervisor.pk,
        review_on=NOW.date() + timedelta(days=30),
        now=NOW,
        **{on: w.sato.pk if on == "person_id" else w.home.pk},
    )
    assert _provide(w, desk, w.sato) == frozenset()
    assert not Provision.objects.exists()
    end_flag(flag.pk, reason="終わった", actor=stories.supervisor(w), now=NOW)
    assert _provide(w, desk, w.sato) == {w.sato.pk}


@pytest.mark.clause("4.8c")
@pytest.mark.clause("4.8")
@pytest.mark.parametrize("ground", ["", "business", "contract"])
def test_without_a_ground_from_the_list_nothing_goes(w, desk, ground):
    with pytest.raises(CannotProvide, match="根拠"):
        _provide(w, desk, w.sato, ground=ground)


@pytest.mark.clause("4.8")
@pytest.mark.parametrize("items", [[], ["conduct"], ["name", "password"]])
def test_only_listed_items_are_provided(w, desk, items):
    with pytest.raises(CannotProvide, match="項目"):
        _provide(w, desk, w.sato, items=items)


@pytest.mark.clause("4.8")
def test_police_are_given_data_with_a_document_by_those_who_answer_for_it(w, desk):
    police = {"ground": "police", "recipient": Recipient("police", name="見本警察署")}
    with pytest.raises(CannotProvide, match="照会書"):
        _provide(w, desk, w.aoki, **police)
    with pytest.raises(CannotProvide, match="責任者"):
        _provide(
            w, Actor(ActorRole.OPERATOR, w.operator.pk), w.aoki, document_reference="12", **police
        )
    assert _provide(w, desk, w.aoki, document_reference="照会 12", **police) == {w.aoki.pk}


@pytest.mark.clause("4.8")
def test_consent_speaks_of_owners_only(w, desk):
    with pytest.raises(CannotProvide, match="オーナーだけ"):
        _provide(w, desk, w.sato, recipient=Recipient("other", name="広告会社"))


def test_the_database_holds_each_provision_to_its_ground(w):
    row = {
        "company_id": w.company.pk,
        "person_id": w.sato.pk,
        "recipient_kind": "owner",
        "recipient_id": w.owner.pk,
        "items": ["name"],
        "ground": "mandate",
        "provided_at": NOW,
    }
    wrongs: list[dict[str, object]] = [
        {"ground": "consent"},
        {"ground": "police", "recipient_kind": "police"},
        {"items": []},
        {"recipient_id": None},
    ]
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            Provision.objects.create(**{**row, **wrong})


def test_the_serving_role_changes_no_provision(w, desk, as_app_role):
    _provide(w, desk, w.sato)
    for statement in ("UPDATE privacy_provision SET ground = 'x'", "DELETE FROM privacy_provision"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
