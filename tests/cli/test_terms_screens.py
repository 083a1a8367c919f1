"""The screens that coverage names are addresses of this product."""

from django.urls import get_resolver

from kaketsuke.rules import coverage


def test_every_screen_that_holds_a_clause_exists():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    screens = {screen for row in coverage.rows(tests=None) for screen in row.screens}
    assert screens <= names
