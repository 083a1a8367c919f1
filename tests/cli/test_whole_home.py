"""Keys, backups and erasures as an operator handles them: commands on a whole home."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaketsuke.runtime import backups, keys
from tests import whole_home
from tests.whole_home import Home
from tests.world import SATO_EMAIL, SATO_PHONE

TRACES = ("佐藤", "花子", "9000000203", SATO_EMAIL, "9077771234")
AS_WRITTEN = (SATO_PHONE, "0000-0203", "7777-1234")
pytestmark = pytest.mark.clause("4.10")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Sato's story in a home of its own: built once, since building takes longest."""
    return whole_home.build(tmp_path_factory.mktemp("whole") / "home")


@pytest.fixture(scope="module")
def earlier(home: Home) -> backups.Made:
    """A backup of the time before anybody was erased and before a new epoch began."""
    into = home.path.parent / "backups"
    made = home.command("backup", str(into), "--keys", str(into.with_name("keys apart")))
    assert made.returncode == 0, made.stderr
    folder = Path(made.stdout.partition(": data")[0])
    return backups.Made(folder, into.with_name("keys apart") / f"{folder.name}.dump")


@pytest.fixture
def serving(home: Home, earlier: backups.Made) -> Iterator[Home]:
    """The home while its database runs, as beside a running product."""
    server = home.server
    server.start()
    yield home
    server.stop()


def _refused(ran, *sentences: str) -> None:
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
    assert ran.stderr.startswith("kaketsuke: ")
    assert ran.stderr.count("\n") == 1, ran.stderr
    for sentence in sentences:
        assert sentence in ran.stderr


def test_keys_lie_apart_from_the_data_and_are_for_their_account_only(earlier: backups.Made):
    assert {each.name for each in earlier.folder.iterdir()} == {
        backups.DATA,
        backups.MANIFEST,
        "evidence",
    }
    assert b"people_subjectkey" not in (earlier.folder / backups.DATA).read_bytes()
    assert b"people_subjectkey" in earlier.keys.read_bytes()
    assert earlier.folder.stat().st_mode & 0o777 == 0o700
    assert earlier.keys.stat().st_mode & 0o777 == 0o600
    assert len(list(earlier.folder.rglob("*.sealed"))) == 1


def test_with_another_key_nothing_starts_and_no_table_is_brought_up_to_date(home: Home):
    ran = home.command("up", "--port", "0", KAKETSUKE_INDEX_KEY="ab" * 32)
    assert ran.returncode == 1
    assert ran.stdout.splitlines() == ["Starting the database …"]
    assert "KAKETSUKE_INDEX_KEY is not the key that this database was made with" in ran.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({keys.MASTER: "ab" * 32}, "Put the right one back from your backup of keys"),
        ({keys.MASTER: "ab"}, "64 hexadecimal digits"),
        ({keys.MASTER: ""}, "KAKETSUKE_MASTER_KEY is neither set nor in"),
    ],
    ids=["another", "cut", "lost"],
)
def test_no_epoch_begins_with_a_master_key_that_does_not_open_everything(
    home: Home, earlier: backups.Made, changed: dict[str, str], said: str
):
    whole_home.write_secrets(home, **changed)
    before = home.secrets.read_bytes()
    try:
        _refused(home.command("keys", "rotate"), said)
        assert home.secrets.read_bytes() == before
    finally:
        whole_home.write_secrets(home)


def test_after_an_erasure_neither_home_nor_restored_backup_yields_anybody(
    serving: Home, earlier: backups.Made, tmp_path: Path
):
    before = serving.act("openings")
    assert [each for each in TRACES if each not in before] == []
    index = before.split()[-1]
    assert index in serving.everything()
    _refused(serving.command("keys", "rotate"), "Stop the product first")
    serving.act("erasures")
    assert _traces(serving, index) == []

    restored, listed = whole_home.new(tmp_path / "new"), serving.path / "checkpoints"
    words = ("restore", str(earlier.folder), "--keys", str(earlier.keys))
    _refused(restored.command(*words), "no list of erasures", "--nobody-was-erased")
    ran = restored.command(*words, "--erasures", str(listed / "erasures.jsonl"))
    assert ran.returncode == 0, ran.stderr
    assert "1 sealed files are in place" in ran.stdout
    assert "2 erasures of" in ran.stdout
    server = restored.server
    server.start()
    try:
        assert _traces(restored, index) == []
        assert "青木" in restored.act("openings")
        (restored.path / "evidence").rename(tmp_path / "aside")
        _refused(restored.command(*words, "--nobody-was-erased"), "holds tables already")
        older = tmp_path / "older.jsonl"
        older.write_text("")
        _refused(serving.command("forget", str(older)), "is an older list")
    finally:
        server.stop()


def _traces(home: Home, index: str) -> list[str]:
    opened = "\n".join(_without_what_must_stay(line) for line in home.act("openings").splitlines())
    found = opened + home.everything()
    return [each for each in (*TRACES, *AS_WRITTEN, f"x{index}") if each in found]


def _without_what_must_stay(line: str) -> str:
    """Leave out what the law asks to keep: receipts, claims, requests about one's own data."""
    if not line.startswith("{"):
        return ""
    kept = ("money.Receipt", "claims.", "privacy.DataRequest")
    tables = [each for each in json.loads(line)["tables"] if not each["table"].startswith(kept)]
    return json.dumps(tables, ensure_ascii=False)


def test_a_backup_that_was_cut_or_changed_puts_nothing_in_place(
    earlier: backups.Made, tmp_path: Path
):
    target = whole_home.new(tmp_path / "new")
    words = ("--keys", str(earlier.keys), "--nobody-was-erased")
    cut = tmp_path / earlier.folder.name
    cut.mkdir()
    _refused(target.command("restore", str(cut), *words), "manifest.json is missing")
    for name in (backups.MANIFEST, backups.DATA):
        content = (earlier.folder / name).read_bytes()
        (cut / name).write_bytes(content[: len(content) // 2] if name == backups.DATA else content)
    _refused(target.command("restore", str(cut), *words), "it was cut or changed")
    assert whole_home.listing(target.path) == ["secrets.env"]


def test_a_new_home_without_the_old_keys_is_told_so_and_stays_empty(
    earlier: backups.Made, tmp_path: Path
):
    empty = Home(tmp_path / "new")
    words = ("restore", str(earlier.folder), "--keys", str(earlier.keys), "--nobody-was-erased")
    _refused(empty.command(*words), "Copy the secrets.env of the home")
    assert not empty.path.exists()
    empty = whole_home.new(empty.path)
    (empty.path / "evidence").mkdir()
    _refused(empty.command(*words), "Restore into a new KAKETSUKE_HOME")
    assert whole_home.listing(empty.path) == ["evidence", "secrets.env"]


def test_a_full_disk_or_a_target_that_is_none_leaves_nothing_half_written(
    serving: Home, tmp_path: Path
):
    into = tmp_path / "backups"
    _refused(serving.command("backup", str(into), limit=20_000), "pg_dump ended with")
    assert whole_home.listing(into) == ["keys"]
    (tmp_path / "a file").touch()
    _refused(serving.command("backup", str(tmp_path / "a file")), "Not a directory")
    _refused(Home(tmp_path / "never").command("backup", str(into)), "no tables yet")
    assert not (tmp_path / "never").exists()


def test_after_a_new_epoch_no_older_backup_opens(home: Home, earlier: backups.Made, tmp_path: Path):
    old = home.secrets.read_text()
    ran = home.command("keys", "rotate")
    assert ran.returncode == 0, ran.stderr
    assert "are wrapped by the present master key, epoch 2" in ran.stdout
    assert whole_home.MASTER in old
    assert whole_home.MASTER not in home.secrets.read_text()
    assert keys.BEFORE not in home.secrets.read_text()
    assert "青木" in home.act("openings")
    target = Home(tmp_path / "new")
    target.path.mkdir()
    target.secrets.write_bytes(home.secrets.read_bytes())
    words = ("restore", str(earlier.folder), "--keys", str(earlier.keys), "--nobody-was-erased")
    _refused(target.command(*words), "does not open this backup")
    assert whole_home.listing(target.path) == ["secrets.env"]
