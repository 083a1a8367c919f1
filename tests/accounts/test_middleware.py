"""One transaction a request, in which the database knows who is looking."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from kaketsuke.accounts import context
from kaketsuke.accounts.models import User
from kaketsuke.accounts.viewers import NOBODY
from kaketsuke.people.models import Person
from kaketsuke.web.middleware import ViewerMiddleware
from tests import world


def _request(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def _company_setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('kaketsuke.companies', true)")
        return cursor.fetchone()[0] or ""


@pytest.mark.django_db
def test_a_page_reads_with_the_rights_of_who_signed_in():
    w = world.build()
    seen: dict[str, Any] = {}

    def page(request):
        seen["names"] = Person.objects.filter(kind="resident").count()
        seen["viewer"] = request.viewer
        return HttpResponse()

    ViewerMiddleware(page)(_request(w.operator))
    assert seen["names"] == 2
    assert seen["viewer"].user_id == w.operator.pk
    ViewerMiddleware(page)(_request(w.other_operator))
    assert seen["names"] == 0
    ViewerMiddleware(page)(_request(AnonymousUser()))
    assert (seen["names"], seen["viewer"]) == (0, NOBODY)


@pytest.mark.django_db
def test_what_somebody_signed_in_reads_is_kept_by_no_browser():
    w = world.build()

    def header(user, **own: str) -> str | None:
        page = ViewerMiddleware(lambda _request: HttpResponse(headers=own))
        return page(_request(user)).get("Cache-Control")

    assert header(w.operator) == "no-store, private"
    assert header(w.operator, **{"Cache-Control": "max-age=60"}) == "max-age=60"
    assert header(AnonymousUser()) is None


@pytest.mark.django_db
def test_a_failed_request_leaves_nothing_half_written():
    def page(_request):
        User.objects.create(username="half")
        return HttpResponse(status=500)

    ViewerMiddleware(page)(_request(AnonymousUser()))
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_exception_leaves_nothing_half_written():
    def page(_request):
        User.objects.create(username="half")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        ViewerMiddleware(page)(_request(AnonymousUser()))
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_refusal_shown_to_a_person_keeps_what_was_recorded():
    def page(_request):
        User.objects.create(username="kept")
        return HttpResponse(status=403)

    ViewerMiddleware(page)(_request(AnonymousUser()))
    assert User.objects.filter(username="kept").exists()


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_given_after_the_commit(app_connection):
    def page(_request):
        User.objects.create(username="kept")
        return HttpResponse()

    ViewerMiddleware(page)(_request(AnonymousUser()))
    found = app_connection.execute("SELECT count(*) FROM accounts_user").fetchone()
    assert found == (1,)


@pytest.mark.django_db(transaction=True)
def test_no_right_is_left_on_the_connection_for_the_next_request():
    w = world.build()
    ViewerMiddleware(lambda _request: HttpResponse())(_request(w.operator))
    assert _company_setting() == ""
    with context.acting_as(NOBODY):
        assert Person.objects.count() == 0
