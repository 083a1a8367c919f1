"""What the player can read and fill in is what a person could."""

import pytest

from kaketsuke.demo.play import page
from kaketsuke.demo.play.page import NotOffered

TEXT = """
<!doctype html><html><head><title>not read</title></head><body>
<h1>立会い <kbd>1</kbd></h1>
<p class="alert alert--warn"><svg><title>drawn</title></svg>もう一度<br>うかがいます</p>
<a class="clause" href="/terms/#c-3.1"><span class="visually-hidden">重要事項</span>3.1</a>
<a class="clause" href="/terms/#c-3.1">3.1</a> <a class="clause" href="/terms/#c-A1.3">A1.3</a>
<form method="post" action="/a/facts/">
  <input type="hidden" name="csrf" value="token"><input name="room" value="203">
  <label for="r-1"><input type="radio" id="r-1" name="role" value="owner"> オーナー</label>
  <label for="r-2"><input type="radio" id="r-2" name="role" value="resident" checked> 本人</label>
  <label><input type="checkbox" name="told" value="on"> 伝えた</label>
  <select name="helped"><option value="battery">電池</option></select>
  <textarea name="words">なし</textarea>
  <button name="value" value="true">はい</button>
</form>
<form method="get"><input name="q"></form>
</body></html>
"""


@pytest.fixture
def seen() -> page.Page:
    return page.read(TEXT, address="/a/?x=1", status=200)


def test_words_are_those_on_the_screen(seen: page.Page):
    assert seen.heading == "立会い"
    assert seen.complaints == "もう一度 うかがいます"
    assert "not read" not in seen.root.words
    assert "drawn" not in seen.root.words


def test_a_clause_is_cited_once(seen: page.Page):
    assert seen.root.clauses == ["3.1", "A1.3"]


def test_a_form_sends_what_the_page_filled_in_and_what_is_given(seen: page.Page):
    form = seen.form("/facts/")
    sent = form.filled({"value": "true", "room": "305", "told": "on"})
    assert sent == {
        "csrf": "token",
        "room": "305",
        "role": "resident",
        "words": "なし",
        "told": "on",
        "value": "true",
    }
    assert form.words_of("role", "owner") == "オーナー"
    assert form.words_of("value", "true") == "はい"
    assert form.words_of("room", "305") == "305"


@pytest.mark.parametrize(
    "given", [{"role": "stranger"}, {"helped": "magic"}, {"value": "false"}, {"secret": "1"}]
)
def test_what_the_page_does_not_offer_cannot_be_sent(seen: page.Page, given: dict[str, str]):
    with pytest.raises(NotOffered):
        seen.form("/facts/").filled(given)


def test_a_form_without_address_goes_to_its_own_page(seen: page.Page):
    assert seen.form("/a/").address == "/a/?x=1"
    assert not seen.has_form("/accept/")
    with pytest.raises(NotOffered):
        seen.form("/accept/")
