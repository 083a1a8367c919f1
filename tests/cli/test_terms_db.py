"""`terms import`, `list`, `confirm`, `publish`: what they print and what they refuse."""

import argparse
from datetime import timedelta
from pathlib import Path

import pytest

from kaketsuke import clock
from kaketsuke.accounts import services as account_services
from kaketsuke.cli import main, terms_db
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties.models import Company
from kaketsuke.rules import terms as document
from kaketsuke.terms import queries
from kaketsuke.terms import services as term_services

pytestmark = pytest.mark.django_db

DATE = "2026-01-01"


@pytest.fixture
def imported(tmp_path: Path) -> str:
    """Import the sample's wording as if it were an operator's own text."""
    account_services.make_account("kato", label="加藤", password=None, grants=[], now=clock.now())
    file = tmp_path / "terms.txt"
    file.write_text(document.sample_text(), encoding="utf-8")
    assert terms_db.run_import(argparse.Namespace(file=str(file), sample_areas=False)) == 0
    return str(file)


def confirm(*clauses: str, by: str = "kato") -> int:
    asked = argparse.Namespace(version=DATE, clauses=list(clauses), by=by)
    return terms_db.run_confirm(asked)


def test_an_import_records_the_companies_that_the_text_names(imported, capsys):
    assert Company.objects.count() == 3
    assert terms_db.run_import(argparse.Namespace(file=imported, sample_areas=False)) == 0
    assert "companies: 3, new: 0; contacts: 3" in capsys.readouterr().out


def test_a_version_is_confirmed_clause_by_clause_and_then_published(imported, capsys):
    term_services.ensure_sample(now=clock.now())
    assert confirm("1.1") == 0
    assert "32 clauses left to confirm" in capsys.readouterr().out
    with pytest.raises(Refusal, match="確認されていない"):
        terms_db.run_publish(argparse.Namespace(version=DATE, from_=None))
    version = next(each for each in queries.versions() if each.official)
    confirm(*queries.clause_texts(version.pk))
    assert terms_db.run_publish(argparse.Namespace(version=DATE, from_=None)) == 0
    assert queries.version_in_force(clock.now() + timedelta(seconds=1)).official
    terms_db.run_list(argparse.Namespace())
    assert "official  in force" in capsys.readouterr().out


def test_nobody_confirms_under_an_unknown_name(imported, capsys):
    assert confirm("1.1", by="nobody") == 2
    assert "no such account" in capsys.readouterr().err


def test_a_wrong_day_is_told_in_one_line(imported, capsys):
    assert terms_db.run_publish(argparse.Namespace(version=DATE, from_="soon")) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_missing_file_is_told_in_one_line(capsys):
    assert terms_db.run_import(argparse.Namespace(file="nowhere.txt", sample_areas=False)) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_commands_are_listed_under_terms(capsys):
    with pytest.raises(SystemExit):
        main.main(["terms", "--help"])
    assert {"import", "list", "confirm", "publish"} <= set(capsys.readouterr().out.split())
