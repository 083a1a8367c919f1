"""Who was added to an incident by mistake is taken off with a reason, and the record keeps both."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import queries as audit_queries
from kaketsuke.audit import services as audit_services
from kaketsuke.audit.models import Entry
from kaketsuke.privacy import services
from kaketsuke.privacy.models import Affected, Incident
from tests.web.console.conftest import Desk, shown
from tests.web.office.conftest import staff
from tests.world import NOW, SATO_PHONE, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.8")]
WHY = "同姓の別の方でした"


@pytest.fixture
def incident(privacy: Desk, small_world: World) -> Incident:
    """Aoki is in the access record, Sato was added by hand."""
    w, actor = small_world, Actor(ActorRole.PRIVACY, privacy.user.pk)
    with context.as_system():
        audit_services.record_access(
            viewer_id=w.operator.pk,
            viewer_role="operator",
            person_id=w.aoki.pk,
            case_id=None,
            purpose="case_page",
            ground="desk",
            now=NOW,
        )
        found = services.open_incident(
            w.company.pk, kind="other", known_at=NOW, outline="x", actor=actor, now=NOW
        )
        _count(found, w, actor)
        services.add_affected(
            found.pk, person_ids=[w.sato.pk], reason="紙に名前", actor=actor, now=NOW
        )
    return found


def _count(found: Incident, w: World, actor: Actor) -> int:
    day = timedelta(days=1)
    return services.count_affected(
        found.pk,
        viewer_id=w.operator.pk,
        since=NOW - day,
        until=NOW + day,
        actor=actor,
        now=NOW,
    )


def _row(person_id: UUID) -> Affected:
    with context.as_system():
        return Affected.objects.get(person_id=person_id, cleared_at__isnull=True)


def _letters(privacy: Desk, incident: Incident) -> str:
    pdf = privacy.get(f"/privacy/incidents/{incident.pk}/letters.pdf").content
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_who_was_added_by_mistake_is_taken_off_and_both_stay_on_record(
    privacy: Desk, small_world: World, incident: Incident
):
    path = f"/privacy/incidents/{incident.pk}/"
    page = shown(privacy.get(f"{path}persons/"))
    assert "佐藤" in page
    assert "紙に名前" in page
    clear = f"/privacy/affected/{_row(small_world.sato.pk).pk}/clear/"
    assert "佐藤" in shown(privacy.get(clear))
    assert "なぜ影響を受けていないと分かるか" in shown(privacy.post(clear, reason=" "), 422)
    assert privacy.post(clear, reason=WHY).status_code == 302
    assert "1 名" in shown(privacy.get(path))
    page = shown(privacy.get(f"{path}persons/"))
    for said in ("紙に名前", "影響を受けていません", WHY, "送りません"):
        assert said in page
    assert "佐藤" not in _letters(privacy, incident)
    with context.as_system():
        assert Affected.objects.count() == 2
        last = Entry.objects.filter(subject_id=incident.pk).latest("seq")
        assert (last.kind, last.payload["affected"]) == ("AffectedCleared", 1)
        assert list(audit_queries.verify_chains(("incident", incident.pk))) == []
    # Taking off twice is done once, and whoever was taken off by mistake is added again.
    assert privacy.post(clear, reason=WHY).status_code == 404
    assert privacy.post(f"{path}add/", phone=SATO_PHONE, reason="やはり").status_code == 302
    page = shown(privacy.get(f"{path}persons/"))
    assert WHY in page
    assert "やはり" in page
    assert "佐藤" in _letters(privacy, incident)


def test_who_was_computed_is_marked_and_counting_again_leaves_the_mark(
    privacy: Desk, small_world: World, incident: Incident
):
    actor = Actor(ActorRole.PRIVACY, privacy.user.pk)
    row = _row(small_world.aoki.pk)
    assert privacy.post(f"/privacy/affected/{row.pk}/clear/", reason=WHY).status_code == 302
    with context.as_system():
        assert _count(incident, small_world, actor) == 1
        row.refresh_from_db()
    assert (row.found_by, row.cleared_at) == ("record", NOW)


def test_nobody_is_taken_off_after_the_letter(
    privacy: Desk, small_world: World, incident: Incident
):
    row = _row(small_world.sato.pk)
    privacy.post(f"/privacy/incidents/{incident.pk}/letters/")
    assert "外す" not in shown(privacy.get(f"/privacy/incidents/{incident.pk}/persons/"))
    told = shown(privacy.post(f"/privacy/affected/{row.pk}/clear/", reason=WHY), 422)
    assert "手紙を送ったあとなので、外せません" in told
    with context.as_system():
        row.refresh_from_db()
        assert row.cleared_at is None
        said = {"cleared_by_id": privacy.user.pk, "cleared_because_sealed": b"x"}
        for wrong in ({"cleared_at": NOW}, {"cleared_at": NOW, **said}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Affected.objects.filter(pk=row.pk).update(**wrong)


def test_only_the_desk_of_the_company_takes_somebody_off(
    privacy: Desk, small_world: World, incident: Incident
):
    path = f"/privacy/affected/{_row(small_world.sato.pk).pk}/clear/"
    for desk in (Desk(small_world.supervisor), staff(small_world, "claims")):
        assert desk.get(path).status_code == 403
        assert desk.get(f"/privacy/incidents/{incident.pk}/persons/").status_code == 403
