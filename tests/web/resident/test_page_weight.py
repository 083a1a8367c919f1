"""The resident's page on a slow phone: what it loads before anything is seen, and no scripts."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from tests.web.resident.conftest import shown

LIMIT = 60_000
LOADED = re.compile(r'<(?:link[^>]+rel="(?:stylesheet|icon)"|script)[^>]*>')
ADDRESS = re.compile(r'(?:src|href)="([^"]+)"')


def squeezed(content):
    return len(gzip.compress(content, compresslevel=6))


def loaded(page):
    """The static files that a browser fetches for the page by itself."""
    found = [ADDRESS.search(tag)[1] for tag in LOADED.findall(page) if ADDRESS.search(tag)]
    return [urlsplit(each).path.removeprefix("/static/") for each in found]


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_the_first_load_stays_below_60_kilobytes(client, go, link, language):
    go("accept")
    go("depart")
    client.get(f"{link}?language={language}")
    page = shown(client, link)
    files = loaded(page)
    assert "kaketsuke/css/screens/resident.css" in files
    assert not [each for each in files if "leaflet" in each]
    weight = squeezed(page.encode())
    for each in files:
        found = finders.find(each)
        assert found is not None, each
        weight += squeezed(Path(found).read_bytes())
    assert weight < LIMIT, weight


def test_the_map_names_its_files_and_loads_none(client, go, link):
    go("accept")
    page = shown(client, link)
    assert 'data-script="/static/js_lib_leaflet/leaflet.js"' in page
    assert re.search(r'<details class="map" hidden', page)


def test_everything_can_be_done_without_scripts(client, go, link):
    go("working")
    page = shown(client, link)
    # Stop, complain, say that it is not for me, ask anew: links and forms, no script in between.
    for path in ("stop/", "complaint/", "not-for-me/"):
        assert f'href="{link}{path}"' in page
    assert "最新の状況を見る" in page
    assert "onclick" not in page
