"""What is kept no longer goes by itself; what is needed stays, and the run says why (4.10)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts.viewers import Actor
from kaketsuke.cases.models import Case
from kaketsuke.claims import services as claim_services
from kaketsuke.database import ids
from kaketsuke.notify.models import Message
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import Photo
from kaketsuke.overview import record
from kaketsuke.people import queries as people_queries
from kaketsuke.people.models import SubjectKey
from kaketsuke.privacy import services
from kaketsuke.privacy.models import RetentionRun
from kaketsuke.privacy.refusals import CannotRunRetention
from kaketsuke.privacy.services import retention
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Registration
from tests import stories, world
from tests.claims import files
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]
YEAR = timedelta(days=366)


def _run(*, dry_run: bool = False, at: Any = NOW) -> dict[str, Any]:
    if not dry_run:  # whatever is tested, a run that only counts tells the same beforehand
        told = _run(dry_run=True, at=at)
    run = services.begin_retention(dry_run=dry_run, asked_by=None, now=at)
    while services.retention_step(run.pk, now=at):
        pass
    run.refresh_from_db()
    assert run.finished_at is not None
    counts: dict[str, Any] = run.counts
    assert dry_run or counts == told
    return counts


@pytest.mark.clause("4.10")
def test_who_never_registered_goes_after_a_year_and_registrants_stay(w: World):
    counts = _run(at=NOW + YEAR)
    assert counts["people.Person"] == {"due": 1, "removed": 1}
    left = people_queries.names_of([w.sato.pk, w.aoki.pk])
    assert set(left) == {w.sato.pk}


@pytest.mark.clause("4.10")
def test_a_dry_run_counts_and_takes_nothing_away(w: World):
    counts = _run(dry_run=True, at=NOW + YEAR)
    assert counts["people.Person"] == {"due": 1, "removed": 1}
    assert w.aoki.pk in people_queries.names_of([w.aoki.pk])
    assert _run(at=NOW + YEAR)["people.Person"]["removed"] == 1


@pytest.mark.clause("4.10")
def test_what_a_legal_hold_needs_is_kept_and_told(w: World, desk: Actor):
    services.hold(w.aoki.pk, reason="訴訟", review_on=(NOW + YEAR).date(), actor=desk, now=NOW)
    assert _run(at=NOW + YEAR)["people.Person"] == {
        "due": 1,
        "removed": 0,
        "hold": 1,
    }
    assert w.aoki.pk in people_queries.names_of([w.aoki.pk])


@pytest.mark.clause("4.10")
def test_each_class_has_its_own_clock(visited: Case):
    half = _run(at=NOW + timedelta(days=200))
    assert half["intake.Call"]["removed"] >= 1
    assert half["notify.Message"]["removed"] >= 1
    assert "cases.Case" not in half
    assert not Message.objects.exists()
    five = _run(at=NOW + timedelta(days=1900))
    assert five["cases.Case"]["removed"] == 1
    assert "money.Receipt" not in five
    assert _run(at=NOW + timedelta(days=2600))["money.Receipt"]["removed"] == 1
    live = SubjectKey.objects.filter(wrapped_key__isnull=False)
    assert not live.filter(subject_kind__in=["call", "case", "money"]).exists()
    assert list(record.faults()) == []


@pytest.mark.clause("4.10")
def test_a_second_run_finds_nothing_more(visited: Case):
    at = NOW + timedelta(days=1900)
    _run(at=at)
    assert {name: each for name, each in _run(at=at).items() if each["due"]} == {}


@pytest.mark.clause("4.10")
def test_a_run_goes_on_where_it_was_left(w: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    for family in ("一", "二", "三"):
        world.add_resident(w.company, family=family, given="人")
    run = services.begin_retention(dry_run=False, asked_by=None, now=NOW + YEAR)
    while "people.Person" not in run.counts:
        services.retention_step(run.pk, now=NOW + YEAR)
        run.refresh_from_db()
    assert (run.after is not None, run.counts["people.Person"]["due"]) == (True, 1)
    while services.retention_step(run.pk, now=NOW + YEAR):
        pass
    run.refresh_from_db()
    assert run.counts["people.Person"] == {"due": 4, "removed": 4}


def test_one_run_of_a_kind_at_a_time(w: World):
    services.begin_retention(dry_run=True, asked_by=None, now=NOW)
    with pytest.raises(CannotRunRetention):
        services.begin_retention(dry_run=True, asked_by=None, now=NOW)
    services.begin_retention(dry_run=False, asked_by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionRun.objects.create(dry_run=False, at=NOW)


@pytest.mark.clause("4.10")
def test_what_a_run_would_do_is_what_it_does_however_long_after(
    visited: Case, w: World, desk: Actor
):
    """Beside the closed case: a hold, an open claim, a person whose rows are due anyway."""
    services.hold(w.aoki.pk, reason="訴訟", review_on=(NOW + YEAR).date(), actor=desk, now=NOW)
    world.add_resident(w.company, family="一", given="人", phone="090-0000-0999")
    claim_services.open_claim(
        visited.pk, harm="door", occurred_on=NOW.date(), known_on=NOW.date(), words="傷",
        channel="phone", person_id=None, actor=stories.operator(w), now=NOW,
    )  # fmt: skip
    ended = Registration.objects.get(person=w.sato.pk)
    resident_services.withdraw(ended.pk, now=NOW)
    found = [_run(at=NOW + timedelta(days=days)) for days in (31, 184, 1900, 2600, 4100)]
    assert len({name for counts in found for name in counts}) >= 8
    assert sum(each.get("people.Person", {}).get("removed", 0) for each in found) == 2


@pytest.mark.clause("4.10")
def test_files_that_nothing_leads_to_go_after_a_day_unless_they_are_held(
    w: World, visited: Case, desk: Actor, settings: Any, tmp_path: Path
):
    settings.HOME = tmp_path
    by = stories.operator(w)
    claims = [
        claim_services.open_claim(
            visited.pk, harm=harm, occurred_on=NOW.date(), known_on=NOW.date(), words="傷",
            channel="phone", person_id=person, actor=by, now=NOW,
        )
        for harm, person in (("door", None), ("lock", w.aoki.pk))
    ]  # fmt: skip
    for claim in claims:
        claim_services.add_evidence(claim.pk, content=files.photo(), actor=by, now=NOW)
    services.hold(w.aoki.pk, reason="訴訟", review_on=(NOW + YEAR).date(), actor=desk, now=NOW)
    evidence = tmp_path / "evidence"
    kept, half, held, nobodys, young = (
        evidence / str(claim_id) / f"{ids.new_id()}{ending}"
        for claim_id, ending in (
            *((claims[0].pk, each) for each in (".txt", ".part")),
            *((each, ".sealed") for each in (claims[1].pk, ids.new_id(), claims[0].pk)),
        )
    )
    own = list(evidence.rglob("*.sealed"))
    for file in (kept, half, held, nobodys, young):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"sealed")
    for file in (kept, half, held, nobodys, *own):
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    os.utime(young, ((NOW + timedelta(days=2)).timestamp(),) * 2)
    counts = _run(at=NOW + timedelta(days=2))
    assert counts["claims.EvidenceFile"] == {"due": 3, "removed": 2, "hold": 1}
    assert all(each.exists() for each in (*own, kept, held, young))
    left = claim_services.sweep_files(held=lambda _ids: set(), dry_run=True, now=NOW + 2 * YEAR)
    assert (left, held.exists()) == ({"due": 2, "removed": 2}, True)  # the young one grew old
    assert not half.exists()
    assert not nobodys.parent.exists()
    # The worker was killed after a claim's time was over and before its file went.
    SubjectKey.objects.filter(subject_id=claims[0].pk).update(wrapped_key=None, destroyed_at=NOW)
    assert _run(at=NOW + timedelta(days=4))["claims.EvidenceFile"]["removed"] == 2
    assert [each.exists() for each in own] == [
        each.parent.name != str(claims[0].pk) for each in own
    ]


@pytest.mark.clause("4.10")
def test_pictures_and_evidence_go_with_their_class_and_are_counted(
    visited: Case, w: World, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
):
    settings.HOME = tmp_path
    photo = Photo.objects.create(
        company_id=w.company.pk, case=visited, technician=w.mori, moment="before",
        picture_sealed=b"sealed", sha256=bytes(32), width=4, height=3, taken_at=NOW,
        entered_at=NOW,
    )  # fmt: skip
    by = stories.operator(w)
    claim = claim_services.open_claim(
        visited.pk, harm="door", occurred_on=NOW.date(), known_on=NOW.date(), words="傷",
        channel="phone", person_id=w.sato.pk, actor=by, now=NOW,
    )  # fmt: skip
    claim_services.add_evidence(claim.pk, content=files.photo(), actor=by, now=NOW)
    claim_services.withdraw_claim(claim.pk, words="見間違い", actor=by, now=NOW)
    kept = list(tmp_path.rglob("*.sealed"))
    assert len(kept) == 1
    with django_capture_on_commit_callbacks(execute=True):
        counts = _run(at=NOW + 20 * YEAR)
    assert counts["onsite.Photo"] == counts["claims.Evidence"] == {"due": 1, "removed": 1}
    assert not kept[0].exists()
    photo.refresh_from_db()
    assert (photo.picture_sealed, photo.deleted_because) == (None, "retention")
    assert onsite_services.forget_photos([visited.pk], now=NOW) == 0
    assert onsite_services.count_photos([visited.pk]) == 0
    assert claim_services.forget_evidence([]) == claim_services.count_evidence([]) == 0
