"""Every word on a screen has its translation, and no word is left over.

English holds all of them, easy Japanese those that a resident's link shows.
"""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from tests.house import messages

in_each_language = pytest.mark.parametrize("language", messages.LANGUAGES)


@in_each_language
def test_the_catalogue_holds_exactly_the_words_in_use(language):
    in_use = {(context, singular) for context, singular, _ in messages.collected(language)}
    listed = {(entry.msgctxt, entry.msgid) for entry in messages.catalogue(language)}
    assert sorted(in_use - listed, key=str) == []
    assert sorted(listed - in_use, key=str) == []


@in_each_language
def test_every_word_is_translated(language):
    empty = [each.msgid for each in messages.catalogue(language) if messages.is_empty(each)]
    assert empty == []


@in_each_language
def test_placeholders_survive_translation(language):
    placeholder = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    broken = [
        entry.msgid
        for entry in messages.catalogue(language)
        for translated in entry.msgstr_plural.values() or [entry.msgstr]
        if sorted(placeholder.findall(entry.msgid)) != sorted(placeholder.findall(translated))
    ]
    assert broken == []


def test_english_holds_no_japanese():
    japanese = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
    left = [
        entry.msgid
        for entry in messages.catalogue("en")
        for english in entry.msgstr_plural.values() or [entry.msgstr]
        if japanese.search(english)
    ]
    assert left == []


def test_english_has_one_apostrophe():
    curled = [
        entry.msgid
        for entry in messages.catalogue("en")
        for written in entry.msgstr_plural.values() or [entry.msgstr]
        if re.search(r"\w\u2019", written)
    ]
    assert curled == []


def test_the_sign_in_library_speaks_as_we_do():
    """Two ways to prove who one is have one name, and English headings are no titles."""
    with translation.override("en"):
        assert gettext("Sign In") == "Sign in"
        assert gettext("Authenticator App") == "Authenticator app"
    with translation.override("ja"):
        assert gettext("Two-Factor Authentication") == "二段階認証"
