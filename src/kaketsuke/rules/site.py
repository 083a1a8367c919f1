"""May the work begin? Who stands at the door, and does the document show it (A1.2)?

Of the document only what its kind needs is asked: nothing of one that is missing or private, and
nothing yet of one that is locked inside. What is known of it counts all the same. The address
matters for registrants only; an owner lives elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from kaketsuke.rules import facts
from kaketsuke.rules.facts import Word
from kaketsuke.rules.findings import Answer, Effect, Question, Rule, always, ask
from kaketsuke.rules.rulebook import Rulebook
from kaketsuke.rules.truth import Truth, equal, known, known_not, one_of

NOT_SHOWN: Final = "not_shown"


class AttendeeRole(Word):
    """Who stands at the door."""

    REGISTRANT = "registrant"
    OWNER = "owner"
    OWNER_AGENT = "owner_agent"
    OTHER = "other"


class DocumentKind(Word):
    """What the attendant shows."""

    DRIVERS_LICENSE = "drivers_license"
    MY_NUMBER_CARD = "my_number_card"
    PASSPORT = "passport"
    RESIDENCE_CARD = "residence_card"
    OTHER_PUBLIC = "other_public"
    NOT_PUBLIC = "not_public"
    LOCKED_INSIDE = "locked_inside"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """Everything the decision at the door looks at; None is "not known yet"."""

    attendee_role: AttendeeRole | None = None
    attendee_present: bool | None = None
    owner_is_corporation: bool | None = None
    photo_id_kind: DocumentKind | None = None
    photo_id_has_photo: bool | None = None
    photo_id_expired: bool | None = None
    photo_id_name_matches: bool | None = None
    photo_id_face_matches: bool | None = None
    photo_id_address_matches: bool | Literal["not_shown"] | None = None
    leave: bool = False

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """Facts from their JSON object.

        Raises facts.MalformedFacts, naming the path of the fault.
        """
        return cls(**READER.read(obj))

    def to_json(self) -> dict[str, Any]:
        """The JSON object that `from_json` reads back to equal facts."""
        return READER.write(self)


def _read_address_match(value: object, path: str) -> bool | str:
    if value is True or value is False or value == NOT_SHOWN:
        return NOT_SHOWN if isinstance(value, str) else value is True
    raise facts.MalformedFacts(path, 'must be true, false or "not_shown"')


_ADDRESS_MATCH = facts.Kind(
    _read_address_match, {"enum": [True, False, NOT_SHOWN]}, (True, False, NOT_SHOWN)
)

READER: Final = facts.Reader(
    (
        facts.Fact("attendee.role", facts.choice(AttendeeRole)),
        facts.Fact("attendee.present", facts.FLAG),
        facts.Fact("owner.is_corporation", facts.FLAG),
        facts.Fact("photo_id.kind", facts.choice(DocumentKind)),
        facts.Fact("photo_id.has_photo", facts.FLAG),
        facts.Fact("photo_id.expired", facts.FLAG),
        facts.Fact("photo_id.name_matches", facts.FLAG),
        facts.Fact("photo_id.face_matches", facts.FLAG),
        facts.Fact("photo_id.address_matches", _ADDRESS_MATCH),
        facts.Fact("leave", facts.FLAG, default=False),
    )
)

_PUBLIC = (
    DocumentKind.DRIVERS_LICENSE,
    DocumentKind.MY_NUMBER_CARD,
    DocumentKind.PASSPORT,
    DocumentKind.RESIDENCE_CARD,
    DocumentKind.OTHER_PUBLIC,
)
_NO_DOCUMENT = (DocumentKind.NOT_PUBLIC, DocumentKind.NONE)

_ATTENDANCE_WORDS = {"A1.2.1": "登録された利用者ご本人が立ち会います"}
_PHOTO_ID_WORDS = {"A1.2.2": "顔写真のある公的な身分証明書を見せていただきます"}
_CHECKS_FAILED_WORDS = {"4.7.3": "別紙１の事前確認ができないとき"}


def _attendant_not_entitled(f: SiteFacts) -> Truth:
    return equal(f.attendee_role, AttendeeRole.OTHER) | (
        equal(f.attendee_role, AttendeeRole.OWNER_AGENT) & known_not(f.owner_is_corporation)
    )


def _nobody_entitled_here(f: SiteFacts) -> Truth:
    return known_not(f.attendee_present) | _attendant_not_entitled(f)


def _locked_inside(f: SiteFacts) -> Truth:
    return equal(f.photo_id_kind, DocumentKind.LOCKED_INSIDE)


def _document_of_another(f: SiteFacts) -> Truth:
    return known_not(f.photo_id_name_matches) | known_not(f.photo_id_face_matches)


def _document_void(f: SiteFacts) -> Truth:
    return known_not(f.photo_id_has_photo) | known(f.photo_id_expired)


def _public_document(f: SiteFacts) -> Truth:
    return one_of(f.photo_id_kind, _PUBLIC)


def _registrant_shows_document(f: SiteFacts) -> Truth:
    return _public_document(f) & equal(f.attendee_role, AttendeeRole.REGISTRANT)


RULES: Final[tuple[Rule[SiteFacts], ...]] = (
    Rule(
        id="attendant_here",
        effect=Effect.ALLOWS,
        cites=_ATTENDANCE_WORDS,
        because="立ち会いが認められる方が、ドアの前にいます。",
        say="お立ち会いありがとうございます。",
        when=lambda f: ~_nobody_entitled_here(f),
    ),
    Rule(
        id="nobody_entitled_here",
        effect=Effect.DECLINES,
        cites={**_ATTENDANCE_WORDS, **_CHECKS_FAILED_WORDS},
        because="立ち会いが認められる方が、ドアの前にいません。",
        say="恐れ入りますが、オーナーさまかご登録のご本人さまのお立ち会いが必要です。",
        when=_nobody_entitled_here,
    ),
    Rule(
        id="identity_shown",
        effect=Effect.ALLOWS,
        cites=_PHOTO_ID_WORDS,
        because="有効な顔写真付きの公的な身分証明書で、氏名と顔が一致しました。",
        say="ご本人さまの確認ができました。",
        when=lambda f: _public_document(f) & ~_document_void(f) & ~_document_of_another(f),
    ),
    Rule(
        id="no_public_document",
        effect=Effect.DECLINES,
        cites={**_PHOTO_ID_WORDS, **_CHECKS_FAILED_WORDS},
        because="顔写真付きの公的な身分証明書がありません。",
        say="恐れ入りますが、顔写真付きの公的な身分証明書をお見せください。",
        when=lambda f: one_of(f.photo_id_kind, _NO_DOCUMENT),
    ),
    Rule(
        id="document_void",
        effect=Effect.DECLINES,
        cites={**_PHOTO_ID_WORDS, **_CHECKS_FAILED_WORDS},
        because="身分証明書に顔写真がないか、有効期限が切れています。",
        say="恐れ入りますが、有効な顔写真付きの身分証明書が必要です。",
        when=_document_void,
    ),
    Rule(
        id="document_of_another",
        effect=Effect.DECLINES,
        cites={**_PHOTO_ID_WORDS, **_CHECKS_FAILED_WORDS},
        because="身分証明書の氏名または顔が一致しません。",
        say="恐れ入りますが、この身分証明書ではご本人さまの確認ができませんでした。",
        when=_document_of_another,
    ),
    Rule(
        id="locked_inside_without_leave",
        effect=Effect.DECLINES,
        cites={**_PHOTO_ID_WORDS, **_CHECKS_FAILED_WORDS},
        because="身分証明書がお部屋の中で、責任者の特例許可がありません。",
        say="恐れ入りますが、身分証明書を確認できるまで作業を始められません。",
        when=lambda f: _locked_inside(f) & known_not(f.leave),
    ),
    Rule(
        id="locked_inside_with_leave",
        effect=Effect.INFORMS,
        cites=_PHOTO_ID_WORDS,
        because="責任者の特例許可があります。開いたらすぐ、誰かを一人で中に残す前に確認します。",
        say="ドアが開きましたら、すぐに身分証明書をお見せください。",
        when=lambda f: _locked_inside(f) & known(f.leave) & ~_nobody_entitled_here(f),
        duty="check_identity_after_opening",
    ),
    Rule(
        id="address_not_confirmed",
        effect=Effect.INFORMS,
        cites={},
        because="身分証明書で住所を確かめられません。登録の電話番号にかけて確かめます。",
        say="ご登録の電話番号におかけして確認いたします。",
        when=lambda f: (
            _registrant_shows_document(f) & one_of(f.photo_id_address_matches, (False, NOT_SHOWN))
        ),
        duty="call_back_registered_phone",
    ),
)

QUESTIONS: Final[tuple[Question[SiteFacts], ...]] = (
    ask("attendee.role", always),
    ask("attendee.present", always),
    ask("owner.is_corporation", lambda f: equal(f.attendee_role, AttendeeRole.OWNER_AGENT)),
    ask("photo_id.kind", always),
    ask("photo_id.has_photo", _public_document),
    ask("photo_id.expired", _public_document),
    ask("photo_id.name_matches", _public_document),
    ask("photo_id.face_matches", _public_document),
    ask("photo_id.address_matches", _registrant_shows_document),
)
QUESTION_ORDER: Final = tuple(question.path for question in QUESTIONS)

_BOOK: Final = Rulebook(SiteFacts, reader=READER, rules=RULES, questions=QUESTIONS)

DUTIES: Final = tuple(rule.duty for rule in RULES if rule.duty is not None)

SiteAnswer = Answer


def decide(facts: SiteFacts) -> SiteAnswer:
    """Accept, decline or ask, with the clauses that say so and what is left to do (A1.2)."""
    return Answer(*_BOOK.judge(facts))
