"""Keys are made once, kept private, and never replaced beside data that old ones sealed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kaketsuke.runtime import keys


@pytest.fixture(autouse=True)
def no_keys_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*keys.NAMES, keys.SIGNING):
        monkeypatch.delenv(name, raising=False)


def test_the_first_start_makes_them_for_its_account_only(tmp_path: Path):
    made = keys.load_or_make(tmp_path, data_exists=False)
    assert len(set(made.values())) == len(keys.NAMES) + 1
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("has_data", [False, True], ids=["first", "lacking the one that signs"])
def test_of_many_starts_at_once_all_go_on_with_the_same_keys(tmp_path: Path, has_data: bool):
    def start(home: Path) -> dict[str, str]:
        together.wait(60)
        return keys.load_or_make(home, data_exists=has_data)

    together = threading.Barrier(8)
    with ThreadPoolExecutor(8) as starting:
        for home in (tmp_path / str(each) for each in range(50)):
            home.mkdir()
            if has_data:
                (home / "secrets.env").write_text("".join(f"{n}={'ab' * 32}\n" for n in keys.NAMES))
            made = [each.result(60) for each in [starting.submit(start, home) for _ in range(8)]]
            assert made == [keys.load_or_make(home, data_exists=True)] * 8
            assert [each.name for each in home.iterdir()] == ["secrets.env"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00K\x00A"], ids=["a folder", "no text"])
def test_a_damaged_file_is_named_and_stays_as_it_is(tmp_path: Path, content: bytes | None):
    path = tmp_path / "secrets.env"
    path.mkdir() if content is None else path.write_bytes(content)
    for data_exists in (True, False):
        with pytest.raises(keys.KeysAreMissing, match="cannot be read"):
            keys.load_or_make(tmp_path, data_exists=data_exists)
    assert path.is_dir() if content is None else path.read_bytes() == content


def test_later_starts_read_the_same(tmp_path: Path):
    made = keys.load_or_make(tmp_path, data_exists=False)
    assert keys.load_or_make(tmp_path, data_exists=True) == made


def test_without_them_existing_data_is_not_given_new_ones(tmp_path: Path):
    with pytest.raises(keys.KeysAreMissing, match="KAKETSUKE_MASTER_KEY"):
        keys.load_or_make(tmp_path, data_exists=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_lost_one_is_not_completed(tmp_path: Path):
    (tmp_path / "secrets.env").write_text("KAKETSUKE_SECRET_KEY=only\n")
    with pytest.raises(keys.KeysAreMissing):
        keys.load_or_make(tmp_path, data_exists=False)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    keys.load_or_make(tmp_path, data_exists=False)
    monkeypatch.setenv("KAKETSUKE_MASTER_KEY", "ab" * 32)
    assert keys.load_or_make(tmp_path, data_exists=True)["KAKETSUKE_MASTER_KEY"] == "ab" * 32


def test_the_key_that_only_signs_is_made_beside_data_too(tmp_path: Path):
    made = keys.load_or_make(tmp_path, data_exists=False)
    kept = [
        line
        for line in (tmp_path / "secrets.env").read_text().splitlines()
        if not line.startswith(keys.SIGNING)
    ]
    (tmp_path / "secrets.env").write_text("\n".join(kept) + "\n")
    again = keys.load_or_make(tmp_path, data_exists=True)
    assert again[keys.SIGNING] != made[keys.SIGNING]
    assert {**again, keys.SIGNING: ""} == {**made, keys.SIGNING: ""}
    assert keys.load_or_make(tmp_path, data_exists=True) == again


def test_an_epoch_begins_beside_the_old_key_and_ends_without_it(tmp_path: Path):
    old = keys.load_or_make(tmp_path, data_exists=False)
    begun = keys.next_epoch(tmp_path)
    assert keys.load_or_make(tmp_path, data_exists=True) == old  # nothing is written yet
    keys.begin_epoch(tmp_path, begun)
    changing = keys.load_or_make(tmp_path, data_exists=True)
    assert changing[keys.BEFORE] == old[keys.MASTER] != changing[keys.MASTER]
    assert keys.next_epoch(tmp_path) == begun  # what was interrupted goes on with the same key
    keys.end_epoch(tmp_path)
    ended = keys.load_or_make(tmp_path, data_exists=True)
    assert ended == {name: changing[name] for name in changing if name != keys.BEFORE}
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_no_epoch_begins_where_the_key_is_lost(tmp_path: Path):
    with pytest.raises(keys.KeysAreMissing, match="KAKETSUKE_MASTER_KEY"):
        keys.next_epoch(tmp_path)
    assert list(tmp_path.iterdir()) == []
