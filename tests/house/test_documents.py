"""The documents agree with what they describe: records of decisions, settings, packages, links."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
RECORDS = sorted((DOCS / "adr").glob("*.md"))
SETTING = re.compile(r"\bKAKETSUKE_[A-Z_]+\b")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def test_records_of_decisions_are_numbered_without_gap_or_pair():
    numbers = [int(each.name[:4]) for each in RECORDS]
    assert numbers == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda each: each.stem)
def test_a_record_bears_its_number_and_its_state(record: Path):
    title, _, status, *_ = record.read_text().splitlines()
    assert title.startswith(f"# {int(record.name[:4])}. ")
    assert re.match(r"Status: (accepted|replaced by \[\d+\]\(\S+\)) · \d{4}-\d\d-\d\d", status)


def test_every_setting_is_in_the_manual_and_no_other():
    read = {
        name
        for folder in ("src", "script")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and (file.suffix == ".py" or folder == "script")
        for name in SETTING.findall(file.read_text())
    }
    assert set(SETTING.findall((DOCS / "operations.md").read_text())) == read


def test_every_package_says_why_it_is_there():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["roads"],
        *project["dependency-groups"]["dev"],
        *project["dependency-groups"]["bench"],
    ]
    names = {re.split(r"[\[~=<>]", each)[0] for each in asked}
    told = (DOCS / "dependencies.md").read_text()
    assert {name for name in names if name not in told} == set()


def test_one_term_for_one_thing():
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \| .+ \|$", (DOCS / "glossary.md").read_text(), re.MULTILINE
    )
    for column in zip(*rows, strict=True):
        assert [term for term, times in Counter(column).items() if times > 1] == []


@pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")]), ids=lambda each: each.stem
)
def test_links_between_documents_lead_somewhere(page: Path):
    assert [to for to in LINK.findall(page.read_text()) if not (page.parent / to).exists()] == []
