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
        if not entry.msgid_plural
        and sorted(placeholder.findall(entry.msgid)) != sorted(placeholder.findall(entry.msgstr))
    ]
    assert broken == []
