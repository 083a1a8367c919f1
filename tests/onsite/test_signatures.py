"""What counts as a signature, and how it is drawn again."""

import json

import pytest

from kaketsuke.onsite import refusals
from kaketsuke.onsite.signatures import Drawn


def sent(*strokes, **more):
    return json.dumps({"width": 300, "height": 160, "strokes": strokes, **more})


def line(*, across=120.0, down=40.0, points=12):
    step = 1 / (points - 1)
    return [[across * step * n, down * step * n, n * 16] for n in range(points)]


def test_a_signature_is_kept_and_drawn_again():
    drawn = Drawn.read(sent(line(), line(down=20.0)))
    again = Drawn.kept(drawn.to_text())
    assert again == drawn
    assert again.sha256 == drawn.sha256
    assert again.svg(title="ご署名").count("<path") == 2


def test_the_picture_holds_nothing_but_numbers_and_its_own_title():
    picture = Drawn.read(sent(line())).svg(title="<script>")
    assert "<script>" not in picture
    assert "&lt;script&gt;" in picture


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", refusals.SIGN_FIRST),
        (sent(), refusals.SIGN_FIRST),
        (sent([]), refusals.SIGN_FIRST),
        (sent(line(points=7)), refusals.SIGN_FIRST),
        (sent(line(across=39.0)), refusals.SIGN_LARGER),
        (sent(line(down=9.0)), refusals.SIGN_LARGER),
        (sent(line(points=4001)), refusals.SIGN_AGAIN),
        (sent([["1", 2, 3]] * 9), refusals.SIGN_AGAIN),
        (sent([[1, 2]] * 9), refusals.SIGN_AGAIN),
        (sent([[True, 2, 3]] * 9), refusals.SIGN_AGAIN),
        (sent([[1e9, 2, 3]] * 9), refusals.SIGN_AGAIN),
        ('{"strokes": [[[NaN, 1, 1]]]}', refusals.SIGN_AGAIN),
        ("[]", refusals.SIGN_AGAIN),
        ("{", refusals.SIGN_AGAIN),
        ("[" * 60_000, refusals.SIGN_AGAIN),
        (" " * 5 + "x" * 64_001, refusals.SIGN_AGAIN),
    ],
)
def test_what_is_no_signature_is_refused_with_a_sentence(text, says):
    with pytest.raises(refusals.CannotReadSignature) as refusal:
        Drawn.read(text)
    assert str(refusal.value) == str(says)


@pytest.mark.parametrize("changed", [{"points": 8}, {"across": 40.0}, {"down": 10.0}])
def test_the_least_that_counts(changed):
    assert Drawn.read(sent(line(**changed))).strokes
