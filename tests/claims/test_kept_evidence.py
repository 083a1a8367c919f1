"""Evidence is kept sealed, once, outside the web root, and there is an end to it (4.2)."""

from pathlib import Path

import pytest

from kaketsuke.claims import services, store
from kaketsuke.claims.models import Evidence
from kaketsuke.claims.refusals import CannotClaim
from kaketsuke.people import keys
from tests.claims import files
from tests.claims.conftest import Claims
from tests.claims.reports import reported
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_evidence_lies_sealed_outside_the_web_root_and_once(here: Claims, own_folder: Path) -> None:
    claim = reported(here)
    photo = files.photo()

    def add(content: bytes) -> Evidence:
        return services.add_evidence(claim.pk, content=content, actor=here.by_sato, now=NOW)

    kept = add(photo)
    assert add(photo).pk == kept.pk
    on_disk = [path for path in own_folder.rglob("*") if path.is_file()]
    assert len(on_disk) == 1
    assert photo[:20] not in on_disk[0].read_bytes()
    assert store.read(claim.pk, kept.pk) == photo
    with pytest.raises(CannotClaim) as refusal:
        add(b"<html>")
    assert "JPEG" in str(refusal.value)
    on_disk[0].write_bytes(b"changed")
    with pytest.raises(store.EvidenceIsGone):
        store.read(claim.pk, kept.pk)


def test_a_full_disk_and_a_key_that_is_gone_are_said_and_leave_nothing(
    here: Claims, own_folder: Path
) -> None:
    claim = reported(here)

    def add(content: bytes) -> Evidence:
        return services.add_evidence(claim.pk, content=content, actor=here.by_sato, now=NOW)

    place = own_folder / "evidence"
    place.write_text("no folder can be made here")
    with pytest.raises(CannotClaim, match="保存できません"):
        add(files.photo())
    assert not Evidence.objects.exists()
    place.unlink()
    kept = add(files.photo())
    keys.destroy("claim", claim.pk, now=NOW)
    with pytest.raises(store.EvidenceIsGone):
        store.read(claim.pk, kept.pk)


def test_there_is_an_end_to_evidence(here: Claims) -> None:
    claim = reported(here)
    for number in range(services.damages.MOST_FILES):
        services.add_evidence(
            claim.pk, content=files.photo("PNG", (number + 1, 1)), actor=here.by_sato, now=NOW
        )
    with pytest.raises(CannotClaim):
        services.add_evidence(claim.pk, content=files.photo(), actor=here.by_sato, now=NOW)
