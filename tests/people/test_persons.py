import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.people import keys, queries, sealing, services
from kaketsuke.people.models import ContactPoint, Person
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    with context.as_system():
        yield world.build()


def test_a_person_is_read_back_as_entered(w):
    name = queries.names_of([w.sato.pk])[w.sato.pk]
    assert (name.family, name.given, name.full) == ("佐藤", "花子", "佐藤 花子")
    assert queries.can_phone([w.sato.pk]) == {w.sato.pk: True}


def test_names_are_opened_in_two_queries_however_many(w, django_assert_num_queries):
    everybody = [w.sato.pk, w.aoki.pk, w.mori.person_id]
    with django_assert_num_queries(2):
        assert len(queries.names_of(everybody)) == 3
    with django_assert_num_queries(2):
        assert len(queries.contact_points_of(everybody)) == 3


def test_a_person_is_found_by_number_however_it_is_written(w):
    assert queries.persons_by_contact("phone", "０９０００００ 0203") == [w.sato.pk]
    assert queries.persons_by_contact("email", "SATO@example.jp") == [w.sato.pk]
    assert queries.persons_by_contact("phone", "090-0000-9999") == []


def test_the_same_number_twice_is_one_contact_point(w):
    services.add_contact(w.sato, kind="phone", value="+819000000203", proven_at=None, now=world.NOW)
    assert ContactPoint.objects.filter(person=w.sato, kind="phone").count() == 1


def test_two_people_may_share_a_number(w):
    services.add_contact(
        w.aoki, kind="phone", value=world.SATO_PHONE, proven_at=None, now=world.NOW
    )
    assert set(queries.persons_by_contact("phone", world.SATO_PHONE)) == {w.sato.pk, w.aoki.pk}


def test_an_ended_contact_point_is_not_found_and_not_used(w):
    point = queries.contact_points_of([w.aoki.pk])[0]
    services.end_contact(point.id, now=world.NOW)
    assert queries.persons_by_contact("phone", point.value) == []
    with pytest.raises(keys.KeyIsGone):
        queries.address_of(point.id)


def test_an_erased_person_is_gone_but_the_row_stays_for_the_record(w):
    sealed = Person.objects.get(pk=w.sato.pk).family_sealed
    key = keys.open_key("person", w.sato.pk)
    assert sealed is not None
    services.erase(w.sato.pk, now=world.NOW)
    assert queries.names_of([w.sato.pk]) == {}
    assert queries.persons_by_contact("phone", world.SATO_PHONE) == []
    with pytest.raises(keys.KeyIsGone):
        keys.open_key("person", w.sato.pk)
    assert Person.objects.filter(pk=w.sato.pk).exists()
    # What an old copy of the table holds opens only with a key that is no longer anywhere.
    assert sealing.open_sealed(key, sealed, context=services.place("person.family", w.sato.pk))


def test_a_destroyed_key_is_never_made_again(w):
    keys.destroy("person", w.sato.pk, now=world.NOW)
    keys.destroy("person", w.sato.pk, now=world.NOW)
    with pytest.raises(keys.KeyIsGone):
        keys.open_or_create("person", w.sato.pk)


def test_another_master_key_opens_nothing_and_says_so(w, settings):
    settings.MASTER_KEY = "44" * 32
    with pytest.raises(sealing.CannotOpen) as told:
        queries.names_of([w.sato.pk])
    assert "佐藤" not in str(told.value)


def test_opened_names_and_numbers_do_not_print_themselves(w):
    shown = repr(queries.names_of([w.sato.pk])) + repr(queries.contact_points_of([w.sato.pk]))
    assert "佐藤" not in shown
    assert "00000203" not in shown.replace("-", "")


def test_keys_lie_in_a_schema_of_their_own(w):
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'people_subjectkey'")
        assert cursor.fetchall() == [("keys",)]
