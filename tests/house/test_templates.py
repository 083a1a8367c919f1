"""The strict content policy holds in every template: nothing it would block is written."""

import re
from pathlib import Path

import html5lib
import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "src" / "kaketsuke").rglob("*.html"))
BLOCKED = {
    "an inline handler": re.compile(r"\s(hx-on|on(click|change|submit|load|input))[:=]"),
    "an evaluated value": re.compile(r"hx-(vals|headers)\s*=\s*[\"']?\s*(js|javascript):"),
    "an event filter": re.compile(r"hx-trigger\s*=\s*[\"'][^\"']*\["),
    "an inline style": re.compile(r"\sstyle\s*="),
    "an inline script": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>"
    ),
    "a style element": re.compile(r"<style[\s>]"),
    "another host": re.compile(r"(src|href)\s*=\s*[\"']https?://"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_that_the_content_policy_blocks(path: Path):
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in BLOCKED.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_the_template_compiles(path: Path):
    engines["django"].from_string(path.read_text(encoding="utf-8"))


def test_the_html_parser_is_the_real_one():
    parser = html5lib.HTMLParser()
    parser.parse("<!DOCTYPE html><title>x</title><p><div></p>")
    assert parser.errors
