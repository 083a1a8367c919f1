"""The whole check as a map, for a phone that has to ask the questions alone.

Nothing is written twice: every way through the questions is walked with the very functions that
lead online (`checking` and the written service's `decide site`), and what leads on alike is joined.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, cast

from django import forms

from kaketsuke.onsite.services import OnRecord
from kaketsuke.rules import site
from kaketsuke.web.field import checking
from kaketsuke.web.field.check_pages import NameForm, Page
from kaketsuke.web.field.checking import Checked
from kaketsuke.web.field.words import Choice

Answers = tuple[tuple[str, Any], ...]
SAME, OTHER = (("same", True),), (("same", False),)


@dataclass(frozen=True, slots=True)
class View:
    """What one question shows: its page, its place in the row, who stands there, the answer."""

    page: Page
    number: int
    total: int
    role: str
    owed: bool
    answer: site.SiteAnswer | None

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells two views apart."""
        said = None if self.answer is None else repr(self.answer.to_json())
        return (self.page.name, self.number, self.total, self.role, self.owed, said)


@dataclass(frozen=True, slots=True)
class Node:
    """One question, and where each answer leads."""

    view: int
    edges: tuple[tuple[Answers, int], ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """All questions; the first is asked first."""

    views: tuple[View, ...]
    nodes: tuple[Node, ...]


@lru_cache(maxsize=32)
def graph(record: OnRecord, *, owed: bool) -> Graph:
    """Return the map of the check for what the record says. Pure: a phone's language is no part."""
    ways = _walk(record, owed=owed)
    views: dict[tuple[Any, ...], View] = {}
    for way in ways:
        views.setdefault(way.view.key, way.view)
    place = {key: number for number, key in enumerate(views)}
    joined = _join([(place[way.view.key], way.edges) for way in ways])
    return Graph(views=tuple(views.values()), nodes=joined)


@dataclass(slots=True)
class _Way:
    view: View
    edges: list[tuple[Answers, int]]


def _walk(record: OnRecord, *, owed: bool) -> list[_Way]:
    found: dict[tuple[Any, ...], int] = {}
    ways: list[_Way] = []
    waiting: list[Checked] = []

    def reach(checked: Checked) -> int:
        view = _view(checked, record, owed=owed)
        key = (*view.key, *_known(checked))
        if key not in found:
            found[key] = len(ways)
            ways.append(_Way(view, []))
            waiting.append(checked)
        return found[key]

    reach(Checked())
    while waiting:
        checked = waiting.pop(0)
        view = _view(checked, record, owed=owed)
        way = ways[found[(*view.key, *_known(checked))]]
        said = _judge(checked, record)
        for given in _answers(view.page, said, owed=owed):
            same = given == SAME
            named = {} if given in (SAME, OTHER) else dict(given)
            way.edges.append(
                (given, reach(checking.add(checked, view.page, named, same_name=same)))
            )
    return ways


def _known(checked: Checked) -> tuple[Any, ...]:
    last = checked.pages[-1] if checked.pages else ("", {})
    answers = tuple(sorted((name, repr(value)) for name, value in checked.answers.items()))
    return answers, checked.name_tries, last[0], repr(last[1])


def _judge(checked: Checked, record: OnRecord) -> site.SiteAnswer:
    return site.decide(site.SiteFacts.from_json(record.joined(checked.seen())))


def _view(checked: Checked, record: OnRecord, *, owed: bool) -> View:
    said = _judge(checked, record)
    page = checking.next_page(checked, said, owed=owed)
    number, total = checking.numbered(page, checked, owed=owed)
    role = str(checked.answers.get("role") or "") if page.name == "name" else ""
    return View(page, number, total, role, owed, said if page.name == "result" else None)


def _answers(page: Page, said: site.SiteAnswer, *, owed: bool) -> Iterator[Answers]:
    if page.name == "result":
        return
    if page.form is NameForm:
        yield from (SAME, OTHER)
        return
    form = checking.form_of(page, said, owed=owed)()
    asked = [
        [(name, value) for value, _words in cast(Iterable[Choice], field.choices)]
        for name, field in form.fields.items()
        if isinstance(field, forms.ChoiceField)
    ]
    yield from product(*asked)


def _join(nodes: list[tuple[int, list[tuple[Answers, int]]]]) -> tuple[Node, ...]:
    """Join what shows the same and leads on alike, until nothing more can be joined."""
    group = [view for view, _edges in nodes]
    while True:
        kinds: dict[tuple[Any, ...], int] = {}
        seen = [
            kinds.setdefault((view, tuple((given, group[to]) for given, to in edges)), len(kinds))
            for view, edges in nodes
        ]
        if seen == group:
            break
        group = seen
    first = {kind: nodes[group.index(kind)] for kind in sorted(set(group))}
    return tuple(
        Node(view, tuple((given, group[to]) for given, to in edges))
        for view, edges in first.values()
    )
