"""Machine code is kept where the account may write; where it may nowhere, it is made anew."""

from pathlib import Path

import pytest

from kaketsuke.engine import compiling

NOWHERE = Path("/proc/nowhere")


@pytest.fixture(autouse=True)
def no_place_chosen(monkeypatch):
    monkeypatch.setitem(compiling.SETTINGS, "CACHE_DIR", "")
    monkeypatch.setattr(compiling, "HERE", NOWHERE)
    monkeypatch.setattr(compiling, "_fingerprint", lambda: "now")


def test_an_account_that_may_not_write_beside_the_sources_keeps_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert compiling._place() == tmp_path / ".cache" / "kaketsuke" / "compiled-now"


def test_a_chosen_place_comes_first(monkeypatch, tmp_path):
    monkeypatch.setitem(compiling.SETTINGS, "CACHE_DIR", str(tmp_path))
    assert compiling._place() == tmp_path / "compiled-now"


def test_without_any_place_the_engine_still_works(monkeypatch):
    monkeypatch.setenv("HOME", str(NOWHERE))
    assert compiling._place() is None
    monkeypatch.setattr(compiling, "KEPT_IN", None)
    assert compiling.compiled(lambda number: number + 1)(2) == 3
