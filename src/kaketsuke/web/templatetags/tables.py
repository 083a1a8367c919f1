"""A table that stands as cards on a phone: each cell says under which heading it stands."""

import re
from html import unescape
from typing import Final

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()

_HEAD: Final = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_HEADING: Final = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW: Final = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL: Final = re.compile(r"<(td|th)\b(?P<attributes>[^>]*)>")
_SPAN: Final = re.compile(r'colspan="(\d+)"')
_HIDDEN: Final = re.compile(r'<span class="visually-hidden">.*?</span>', re.DOTALL)
_TAG: Final = re.compile(r"<[^>]+>")


class Stacked(template.Node):
    """What stands between the tags: one table."""

    def __init__(self, inside: template.NodeList) -> None:
        """Keep the table."""
        self.inside = inside

    def render(self, context: template.Context) -> SafeString:
        """Return the table with the heading's words on each cell below it."""
        return SafeString(labelled(self.inside.render(context)))


@register.tag
def stacked(parser: template.base.Parser, _token: template.base.Token) -> Stacked:
    """Let the table between `stacked` and `endstacked` stand as cards where it would not fit."""
    inside = parser.parse(("endstacked",))
    parser.delete_first_token()
    return Stacked(inside)


def labelled(table: str) -> str:
    """Return a table's markup with `data-label` on its cells; those without a heading stay bare."""
    head = _HEAD.search(table)
    if head is None:
        return table
    headings = [_words(found[1]) for found in _HEADING.finditer(head[0])]
    body = _ROW.sub(lambda row: _with_labels(row[0], headings), table[head.end() :])
    opening = table[: head.end()].replace("<table", '<table data-stacked=""', 1)
    return opening + body


def _with_labels(row: str, headings: list[str]) -> str:
    place = 0

    def label(cell: re.Match[str]) -> str:
        nonlocal place
        words = headings[place] if place < len(headings) else ""
        span = _SPAN.search(cell["attributes"])
        place += int(span[1]) if span else 1
        if cell[1] == "th" or not words or span:
            return cell[0]
        return f'<td data-label="{escape(words)}"{cell["attributes"]}>'

    return _CELL.sub(label, row)


def _words(heading: str) -> str:
    """Return a heading's words; one that is only for screen readers says what its cells show."""
    return " ".join(unescape(_TAG.sub("", _HIDDEN.sub("", heading))).split())
