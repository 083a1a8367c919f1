"""Charts say what they show: title, words, labels; nothing in them is markup of others."""

import re
from xml.etree import ElementTree as ET

from kaketsuke.web import charts
from kaketsuke.web.charts import Bar, Stack


def read(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves


NAMED = {"key": "k", "title": "題 <b>", "description": "説明"}


def test_bars_are_drawn_against_the_longest_and_labelled_directly() -> None:
    drawn = read(charts.bars([Bar("十月", 5, "5 分"), Bar("<script>", 10, "10 分")], **NAMED))
    widths = [float(each.get("width") or 0) for each in drawn.iter("rect")]
    assert widths == [charts.BAR / 2, charts.BAR]
    assert [each.text for each in drawn.iter("text")] == ["十月", "5 分", "<script>", "10 分"]
    assert (drawn.get("role"), drawn.find("title").text) == ("img", "題 <b>")
    assert drawn.get("aria-labelledby") == "k-t k-d"


def test_what_is_not_shown_has_no_length_and_nothing_at_all_still_draws() -> None:
    drawn = read(charts.bars([Bar("十月", None, "少数")], **NAMED))
    assert [each.get("width") for each in drawn.iter("rect")] == ["0.0"]
    assert read(charts.bars([], **NAMED)).tag == "svg"


def test_parts_make_the_whole_and_narrow_ones_carry_no_label() -> None:
    rows = [Stack("十月", [("3.1", 0.9), ("4.7.4", 0.1)], "20")]
    drawn = read(charts.stacks(rows, **NAMED))
    widths = [float(each.get("width") or 0) for each in drawn.iter("rect")]
    assert sum(widths) == charts.BAR
    assert [each.text for each in drawn.iter("text")] == ["十月", "20", "3.1"]


def test_nothing_is_styled_inline() -> None:
    drawn = charts.stacks([Stack("十月", [("a", 1)], "1")], **NAMED)
    assert not re.search(r"style=|fill=|<script", drawn)
