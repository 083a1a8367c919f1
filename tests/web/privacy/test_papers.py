"""The papers of the desk speak the language of whoever gets them: Japanese or English."""

import json
import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.people import services as people_services
from kaketsuke.privacy import services
from kaketsuke.privacy import words as privacy_words
from kaketsuke.privacy.models import DataRequest
from kaketsuke.web.privacy import paper_words, words
from tests import stories
from tests.web.console.conftest import Desk
from tests.web.privacy.test_paper_words import codes
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.10")]
JAPANESE = re.compile(r"[぀-ヿ㐀-鿿々〇]+")
NAMES = (
    "佐藤",
    "花子",
    "サトウ",
    "ハナコ",
    "青葉ハイツ",
    "見本不動産株式会社",
    "見本東株式会社",
)
REASONS = "As you asked."


@pytest.fixture
def in_english(small_world: World) -> World:
    """Sato reads English; the desk reads Japanese."""
    with context.as_system():
        people_services.speak(small_world.sato.pk, language="en")
    return small_world


def _foreign(text: str, *data: str) -> set[str]:
    """Return the Japanese of an English paper that is no name; a line may end within one."""
    known = (*NAMES, *data)
    return {each for each in JAPANESE.findall(text) if not any(each in name for name in known)}


def _asked(
    w: World, privacy: Desk, kind: str = "disclosure", *, granted: bool = True
) -> DataRequest:
    actor = Actor(ActorRole.PRIVACY, privacy.user.pk)
    with context.as_system():
        asked = services.open_request(
            kind=kind,
            channel="my_page",
            actor=Actor(ActorRole.RESIDENT, w.sato.pk),
            person_id=w.sato.pk,
            now=NOW,
        )
        decide = services.grant if granted else services.refuse
        return decide(asked.pk, reasons=REASONS, actor=actor, now=NOW)


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def _labels() -> Iterator[object]:
    """Yield every word of ours that a paper may show."""
    for of in (
        privacy_words.PURPOSES,
        privacy_words.SOURCES,
        privacy_words.PERIODS,
        privacy_words.TABLES,
        privacy_words.COLUMNS,
        words.KINDS,
        words.INCIDENT_ITEMS,
    ):
        yield from of.values()


def test_no_word_of_ours_is_japanese_on_an_english_paper():
    with translation.override("en"):
        left = {str(word) for word in _labels() if JAPANESE.search(str(word))}
        left |= {
            f"{column}: {said}"
            for column, code in codes()
            if JAPANESE.search(said := paper_words.say(code, column))
        }
        assert paper_words.say("2026-11-22T13:14:00+00:00") == "22 November 2026 22:14"
        assert paper_words.say(["2026-11-22T13:14:00+00:00", None]).startswith("Since 22")
    assert left == set()


def test_a_disclosure_is_english_for_whoever_reads_english(privacy: Desk, in_english: World):
    with context.as_system():
        case = stories.sato_is_helped(in_english)
    asked = _asked(in_english, privacy)
    path = f"/privacy/requests/{asked.pk}/disclosure"
    text = _text(privacy.get(f"{path}.pdf").content)
    assert "The personal data we hold about you" in text
    assert "Registration" in text
    assert _foreign(text, case.code_word) == set()
    # The desk may hand over the Japanese one as well; the data stay as they are.
    assert "保有する個人情報の開示" in _text(privacy.get(f"{path}.pdf", language="ja").content)
    data = b"".join(privacy.get(f"{path}.json").streaming_content)
    titles = {each["title"] for each in json.loads(data)["tables"]}
    assert {"お名前", "利用者登録"} <= titles


@pytest.mark.parametrize(
    ("kind", "is_granted", "said"),
    [
        ("correction", True, "We grant your request."),
        ("stop", False, "We cannot grant your request."),
        ("deletion", True, "Records that must be kept"),
    ],
)
def test_an_answer_is_english_for_whoever_reads_english(
    privacy: Desk, in_english: World, kind: str, is_granted: bool, said: str
):
    asked = _asked(in_english, privacy, kind, granted=is_granted)
    path = f"/privacy/requests/{asked.pk}/"
    if kind == "deletion":
        privacy.post(f"{path}carry_out/")
    text = _text(privacy.get(f"{path}reply.pdf", language="en").content)
    for each in (said, REASONS, "Personal Information Protection Commission", "binding"):
        assert each in text
    assert _foreign(text) == set()
    japanese = _text(privacy.get(f"{path}reply.pdf", language="ja").content)
    assert "の求めへの回答" in japanese
    assert "binding" not in japanese


def test_the_desk_is_told_in_which_language_to_give_reasons(privacy: Desk, in_english: World):
    with context.as_system():
        asked = services.open_request(
            kind="stop",
            channel="my_page",
            actor=Actor(ActorRole.RESIDENT, in_english.sato.pk),
            person_id=in_english.sato.pk,
            now=NOW,
        )
    path = f"/privacy/requests/{asked.pk}/"
    assert "英語で書いてください" in privacy.get(path).content.decode()
    with context.as_system():
        people_services.speak(in_english.sato.pk, language="ja")
    assert "英語で書いてください" not in privacy.get(path).content.decode()


def test_each_letter_of_an_incident_is_in_the_language_of_its_person(
    privacy: Desk, in_english: World
):
    w, actor = in_english, Actor(ActorRole.PRIVACY, privacy.user.pk)
    with context.as_system():
        found = services.open_incident(
            w.company.pk,
            kind="other",
            known_at=NOW,
            outline="A list was lost.",
            actor=actor,
            now=NOW,
        )
        services.add_affected(
            found.pk, person_ids=[w.sato.pk, w.aoki.pk], reason="on it", actor=actor, now=NOW
        )
    pdf = privacy.get(f"/privacy/incidents/{found.pk}/letters.pdf").content
    by_name = {
        name: page.extract_text()
        for page in PdfReader(BytesIO(pdf)).pages
        for name in ("佐藤", "青木")
        if name in page.extract_text()
    }
    assert "truly sorry" in by_name["佐藤"]
    assert _foreign(by_name["佐藤"]) == set()
    assert "お詫び" in by_name["青木"]
    assert "sorry" not in by_name["青木"]
