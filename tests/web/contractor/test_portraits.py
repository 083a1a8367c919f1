"""A technician's face: put in by the own desk, seen by whom it protects, and by nobody else."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases import services as case_services
from kaketsuke.dispatch.models import Assignment
from kaketsuke.network import queries as network_queries
from kaketsuke.network.models import Portrait
from kaketsuke.people import keys
from tests import door, pages, world
from tests.onsite.test_photos import SECRET, bomb, encoded, with_exif
from tests.web.contractor.test_desk import at_the_time, below, people, prime
from tests.world import NOW

__all__ = ["at_the_time", "below", "people", "prime"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def at(people):
    with context.as_system():
        return door.Door(people, door.open_case(people))


@pytest.fixture
def link(at):
    with context.as_system():
        return f"/t/{case_services.make_link(at.case.pk, at.world.sato.pk, now=NOW)}/"


def address_of(people):
    return f"/contractor/technicians/{people.mori.pk}/portrait/"


def upload(client, people, file, name="face.jpg"):
    return client.post(address_of(people), {"portrait-file": SimpleUploadedFile(name, file)})


def coming(at):
    with context.as_system():
        at.accept()


def test_the_resident_sees_the_face_of_who_comes_until_the_visit_is_over(people, prime, at, link):
    assert upload(prime, people, with_exif()).status_code == 302
    resident = Client()
    assert resident.get(f"{link}technician.jpg").status_code == 404  # nobody is bound yet
    coming(at)
    assert "作業員の顔写真" in resident.get(link).content.decode()
    answer = resident.get(f"{link}technician.jpg")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store")
    assert SECRET not in answer.content
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (288, 288)
        assert not picture.getexif()
    with context.as_system():
        Assignment.objects.update(released_at=NOW)
    assert resident.get(f"{link}technician.jpg").status_code == 404


def test_without_a_picture_the_initial_stands_there(people, at, link):
    coming(at)
    page = Client().get(link).content.decode()
    assert '<span class="portrait" aria-hidden="true" lang="ja">森</span>' in page
    assert "technician.jpg" not in page


def test_the_own_desk_puts_it_in_replaces_and_deletes_it(people, prime):
    page = f"/contractor/technicians/{people.mori.pk}/"
    assert "写真を入れる" in prime.get(page).content.decode()
    for size in ((400, 300), (300, 400)):
        upload(prime, people, encoded(size=size))
    assert "いまの顔写真" in prime.get(page).content.decode()
    assert prime.get(address_of(people))["Content-Type"] == "image/jpeg"
    with context.as_system():
        assert Portrait.objects.count() == 1
        assert b"JFIF" not in bytes(Portrait.objects.get().picture_sealed)
    prime.post(f"{address_of(people)}remove/")
    assert prime.get(address_of(people)).status_code == 404


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (bytes(13 * 1024 * 1024), "大きすぎます"),
        (bomb(), "読み取れませんでした"),
        (b"", "読み取れませんでした"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "読み取れませんでした"),
    ],
    ids=["13 MB", "bomb", "empty", "svg"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(people, prime, file, says):
    answer = upload(prime, people, file)
    assert answer.status_code == 422
    assert says in pages.words(answer.content.decode())
    with context.as_system():
        assert not Portrait.objects.exists()


def test_another_firms_desk_neither_sees_nor_touches_it(people, prime, below, at):
    upload(prime, people, encoded())
    assert below.get(address_of(people)).status_code == 404
    assert upload(below, people, encoded()).status_code == 404
    assert below.post(f"{address_of(people)}remove/").status_code == 404
    assert Client().get(address_of(people)).status_code == 302


def test_the_database_itself_shows_it_to_whom_it_concerns(people, prime, at):
    upload(prime, people, encoded())
    on_the_case = Viewer(case_ids=frozenset({at.case.pk}))
    with context.acting_as(on_the_case):
        assert not Portrait.objects.exists()
    coming(at)
    for viewer, rows in (
        (on_the_case, 1),
        (world.viewer(people.operator), 1),
        (world.viewer(people.mori_account), 1),
        (world.viewer(people.hayashi_account), 0),
        (Viewer(person_ids=frozenset({people.sato.pk})), 0),
    ):
        with context.acting_as(viewer):
            assert Portrait.objects.count() == rows


def test_it_goes_with_the_key_of_its_person(people, prime):
    upload(prime, people, encoded())
    with context.as_system():
        keys.destroy("person", people.mori.person_id, now=NOW)
        assert network_queries.portrait(people.mori.pk) is None
