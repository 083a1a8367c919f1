from datetime import timedelta

import pytest

from kaketsuke.accounts import context, queries, services
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.accounts.viewers import NOBODY, ActorRole, Viewer
from kaketsuke.audit.models import Entry
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture
def w():
    with context.as_system():
        yield world.build()


def test_an_operator_sees_the_companies_granted_and_no_other(w):
    operator = world.viewer(w.operator)
    assert operator.company_ids == {w.company.pk}
    assert operator.has("operator")
    assert operator.actor.role is ActorRole.OPERATOR


def test_a_technician_is_known_by_the_technician_not_the_company(w):
    mori = world.viewer(w.mori_account)
    assert mori.technician_id == w.mori.pk
    assert mori.company_ids == frozenset()
    assert mori.actor.id == w.mori.pk


def test_an_account_without_grants_sees_nothing(w):
    stranger = world.viewer(w.stranger)
    assert (stranger.roles, stranger.company_ids, stranger.case_ids) == (
        frozenset(),
        frozenset(),
        frozenset(),
    )


def test_a_grant_counts_from_its_moment_and_not_before(w):
    assert world.viewer(w.operator, now=world.LONG_AGO - timedelta(seconds=1)).roles == frozenset()
    assert world.viewer(w.operator, now=world.LONG_AGO).has("operator")


def test_an_ended_account_sees_nothing_from_the_next_request_on(w):
    services.end_account(w.operator.pk, actor="system", now=NOW)
    assert queries.viewer_of(w.operator.pk, now=NOW) == NOBODY


def test_two_companies_are_two_grants(w):
    spec = GrantSpec("operator", company_id=w.other_company.pk)
    services.give_grant(w.operator.pk, spec=spec, actor="system", now=NOW)
    assert world.viewer(w.operator).company_ids == {w.company.pk, w.other_company.pk}


def test_the_viewer_is_read_in_two_queries_however_many_grants(w, django_assert_num_queries):
    for _ in range(5):
        spec = GrantSpec("supervisor", company_id=w.other_company.pk)
        services.give_grant(w.operator.pk, spec=spec, actor="system", now=NOW)
    with django_assert_num_queries(2):
        world.viewer(w.operator)


def test_a_taken_sign_in_name_is_refused_with_a_sentence(w):
    with pytest.raises(services.CannotMakeAccount) as refused:
        world.add_account("operator", label="もう一人")
    assert "使われています" in str(refused.value.sentence)


def test_every_grant_stands_in_the_record(w):
    assert Entry.objects.filter(subject_kind="account", subject_id=w.operator.pk).count() == 1


def test_a_supervisor_acts_as_supervisor_even_if_operator_too():
    both = Viewer(roles=frozenset({"operator", "supervisor"}))
    assert both.actor.role is ActorRole.SUPERVISOR


def test_colleagues_are_known_by_their_labels(w):
    assert queries.labels_of({w.operator.pk, w.stranger.pk}) == {
        w.operator.pk: "見本 operator",
        w.stranger.pk: "だれか",
    }
    assert queries.account_named("operator") == w.operator
    assert queries.account_named("nobody") is None


def test_a_role_of_one_company_does_not_reach_into_another(w):
    spec = GrantSpec("supervisor", company_id=w.other_company.pk)
    services.give_grant(w.operator.pk, spec=spec, actor="system", now=NOW)
    assert world.viewer(w.operator).roles == frozenset()
    again = GrantSpec("operator", company_id=w.other_company.pk)
    services.give_grant(w.operator.pk, spec=again, actor="system", now=NOW)
    assert world.viewer(w.operator).roles == {"operator"}


@pytest.mark.clause("A1.2.2")
def test_whoever_decides_at_the_desk_does_not_stand_at_the_door(w):
    at_the_door = GrantSpec("technician", technician_id=w.mori.pk)
    at_the_desk = GrantSpec("supervisor", company_id=w.company.pk)
    for user, spec in ((w.supervisor, at_the_door), (w.mori_account, at_the_desk)):
        with pytest.raises(services.CannotMakeAccount):
            services.give_grant(user.pk, spec=spec, actor="system", now=NOW)
