"""Charts drawn on the server as SVG: titled, described, labelled directly, styled by class.

Colours come from the style sheet, so that dark mode follows; a chart never stands without its
table. Bars are drawn from numbers alone; `None` is a value that is not shown (too few cases).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LABEL = 168
BAR = 360
VALUE = 120
ROW = 36
WIDTH = LABEL + BAR + VALUE
TONES = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its size, and the value as people read it."""

    label: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of parts that make a whole: the label and each part's share with its text."""

    label: str
    parts: Sequence[tuple[str, float]]
    text: str


def bars(rows: Sequence[Bar], *, key: str, title: str, description: str) -> SafeString:
    """Draw horizontal bars against the longest one. `key` makes the ids of the page unique."""
    longest = max((row.value or 0 for row in rows), default=0) or 1
    drawn = format_html_join(
        "",
        '<text class="chart-label" x="{}" y="{}">{}</text>'
        '<rect class="chart-bar" x="{}" y="{}" width="{}" height="20" rx="2"></rect>'
        '<text class="chart-value" x="{}" y="{}">{}</text>',
        (
            (
                LABEL - 8, _middle(place), row.label,
                LABEL, place * ROW + 8, _px((row.value or 0) / longest),
                LABEL + float(_px((row.value or 0) / longest)) + 8, _middle(place), row.text,
            )
            for place, row in enumerate(rows)
        ),
    )  # fmt: skip
    return _framed(drawn, rows=len(rows), key=key, title=title, description=description)


def stacks(rows: Sequence[Stack], *, key: str, title: str, description: str) -> SafeString:
    """Draw one bar a row whose parts make a whole; parts too narrow for a label carry none."""
    pieces = []
    for place, row in enumerate(rows):
        pieces.append(_labels(row, place))
        reached = 0.0
        for tone, (label, share) in enumerate(row.parts):
            pieces.append(_part(label, share, at=reached, place=place, tone=tone % TONES))
            reached += share
    drawn = format_html_join("", "{}", ((piece,) for piece in pieces))
    return _framed(drawn, rows=len(rows), key=key, title=title, description=description)


def _labels(row: Stack, place: int) -> SafeString:
    return format_html(
        '<text class="chart-label" x="{}" y="{}">{}</text>'
        '<text class="chart-value" x="{}" y="{}">{}</text>',
        LABEL - 8, _middle(place), row.label, LABEL + BAR + 8, _middle(place), row.text,
    )  # fmt: skip


def _part(label: str, share: float, *, at: float, place: int, tone: int) -> SafeString:
    left, width = LABEL + at * BAR, share * BAR
    shape = format_html(
        '<rect class="chart-part chart-part--{}" x="{}" y="{}" width="{}" height="20"></rect>',
        tone, f"{left:.1f}", place * ROW + 8, _px(share),
    )  # fmt: skip
    if width < 9 * len(label) + 8:
        return shape
    return shape + format_html(
        '<text class="chart-inside chart-inside--{}" x="{}" y="{}">{}</text>',
        tone, f"{left + 6:.1f}", _middle(place), label,
    )  # fmt: skip


def _framed(drawn: SafeString, *, rows: int, key: str, title: str, description: str) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        WIDTH, max(rows, 1) * ROW, key, key, key, title, key, description, drawn,
    )  # fmt: skip


def _middle(place: int) -> int:
    return place * ROW + 23


def _px(share: float) -> str:
    return f"{share * BAR:.1f}"
