"""English is complete: every word on a screen has its translation, and no word is left over."""

import re

from tests.house import messages


def test_the_catalogue_holds_exactly_the_words_in_use():
    in_use = {(context, singular) for context, singular, _plural in messages.collected()}
    listed = {(entry.msgctxt, entry.msgid) for entry in messages.catalogue()}
    assert sorted(in_use - listed, key=str) == []
    assert sorted(listed - in_use, key=str) == []


def test_every_word_has_its_english():
    assert [entry.msgid for entry in messages.catalogue() if messages.is_empty(entry)] == []


def test_placeholders_survive_translation():
    placeholder = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    broken = [
        entry.msgid
        for entry in messages.catalogue()
        for english in entry.msgstr_plural.values() or [entry.msgstr]
        if sorted(placeholder.findall(entry.msgid)) != sorted(placeholder.findall(english))
    ]
    assert broken == []


def test_english_holds_no_japanese():
    japanese = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
    left = [
        entry.msgid
        for entry in messages.catalogue()
        for english in entry.msgstr_plural.values() or [entry.msgstr]
        if japanese.search(english)
    ]
    assert left == []
