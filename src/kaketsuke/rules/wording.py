"""What do we say in another language? The sentences of every finding, looked up by its rule."""

from __future__ import annotations

from typing import Final, NamedTuple

from kaketsuke.rules import charge, damage, request_rules, site
from kaketsuke.rules.clauses import Language


class Words(NamedTuple):
    """Why, for our people; and what the caller hears."""

    because: str
    say: str


_ONE_MOMENT: Final = "One moment please while we check."
_SORRY_DOCUMENT: Final = "I am sorry, we need a valid official photo identity document."
_SORRY_REGISTRATION: Final = "I am sorry, we can only come to homes whose registration we find."
_SORRY_ENDED: Final = "I am sorry, the service has ended for this building."
_SORRY_NO_CHARGE: Final = "There is no charge for this line."

ENGLISH: Final[dict[str, Words]] = {
    "lockout": Words("The smart lock in question cannot be opened.", "I see, the door won't open."),
    "not_lockout": Words(
        "The request is not about a door that will not open.",
        "I am sorry, we only take requests to open a door.",
    ),
    "no_lock_on_record": Words(
        "No lock of the service is on record at this door. A supervisor checks.",
        "One moment please while we check the lock of your door.",
    ),
    "disaster": Words(
        "A disaster or riot is the cause. A supervisor decides whether we can go.",
        "One moment please while we check whether we can come safely.",
    ),
    "area_closed": Words(
        "Because of a disaster or riot a supervisor has closed this area.",
        "I am sorry, for safety we cannot come to your area at present.",
    ),
    "requester_entitled": Words("The caller is entitled to ask.", "We take your request."),
    "requester_not_entitled": Words(
        "Only the owner (an agent too, if a corporation) or a registrant in person may ask.",
        "I am sorry, please have the owner or the registered person call us.",
    ),
    "contract_in_force": Words(
        "The owner's contract is in force and covers this home.",
        "Your building is covered by the service.",
    ),
    "no_contract": Words(
        "No owner's contract covers this building or home.",
        "I am sorry, this home is not covered by the service.",
    ),
    "contract_ended": Words("The owner's contract has ended.", _SORRY_ENDED),
    "service_removed": Words("A change of the owner's contract removed the service.", _SORRY_ENDED),
    "registered": Words("There is a live registration.", "I have found your registration."),
    "not_registered": Words(
        "No registration was live when the request came in.", _SORRY_REGISTRATION
    ),
    "registration_withdrawn": Words("The registration was withdrawn.", _SORRY_REGISTRATION),
    "registration_declined": Words(
        "Registration was declined for this home.",
        "I am sorry, homes without a registration cannot use the service.",
    ),
    "another_home": Words(
        "The caller asks for a home that is not their own.",
        "I am sorry, we cannot open a home other than your own.",
    ),
    "attendance_promised": Words(
        "Someone entitled to attend is at the door.", "Please stay until the work is done."
    ),
    "no_attendance": Words(
        "Nobody entitled to attend is at the door.",
        "I am sorry, the owner or the registered person must attend.",
    ),
    "photo_id_in_hand": Words(
        "The attendant has a photo identity document.",
        "Please show your photo identity document when we arrive.",
    ),
    "no_photo_id": Words("There is no official photo identity document.", _SORRY_DOCUMENT),
    "photo_id_locked_inside": Words(
        "The identity document is inside. Suggest another attendant, else a supervisor decides.",
        "Could someone else who has an identity document at hand attend?",
    ),
    "conduct_wrongdoing": Words(
        "Wrong done to others, or its risk, is on record. A supervisor decides.", _ONE_MOMENT
    ),
    "conduct_unworkable": Words(
        "Conduct that makes proper service hard is on record. A supervisor decides.", _ONE_MOMENT
    ),
    "conduct_harassment": Words(
        "Excessive calls or harm to people or property are on record. A supervisor decides.",
        _ONE_MOMENT,
    ),
    "conduct_breach": Words("A breach of terms is on record. A supervisor decides.", _ONE_MOMENT),
    "conduct_unfit": Words(
        "Another just reason of unfitness is on record. A supervisor decides.", _ONE_MOMENT
    ),
    "registrant_objects": Words(
        "A registrant of the home objects to the owner's request. A supervisor decides.",
        "One moment please, we have to check with the people of the home.",
    ),
    "protected": Words(
        "A protective flag stands. Nobody proceeds alone; a supervisor decides.", _ONE_MOMENT
    ),
    "force_majeure": Words(
        "Force majeure is declared for this area; delay is excused to its extent.",
        "Owing to the situation in your area we may be late.",
    ),
    "attendant_here": Words(
        "Someone entitled to attend is at the door.", "Thank you for attending."
    ),
    "nobody_entitled_here": Words(
        "Nobody entitled to attend is at the door.",
        "I am sorry, the owner or the registered person must attend.",
    ),
    "identity_shown": Words(
        "A valid official document with photo was shown; name and face match.",
        "Thank you, your identity is confirmed.",
    ),
    "no_public_document": Words("There is no official photo identity document.", _SORRY_DOCUMENT),
    "document_void": Words("The document has no photo or has expired.", _SORRY_DOCUMENT),
    "document_of_another": Words(
        "Name or face on the document does not match.",
        "I am sorry, this document does not let us confirm your identity.",
    ),
    "locked_inside_without_leave": Words(
        "The document is inside and no supervisor has given leave.",
        "I am sorry, we cannot begin until we have seen an identity document.",
    ),
    "locked_inside_with_leave": Words(
        "A supervisor gave leave. Check once the door is open, before anyone is left alone inside.",
        "Please show us your identity document as soon as the door is open.",
    ),
    "address_not_confirmed": Words(
        "The document does not confirm the address. Ring the registered number.",
        "We will ring your registered number to confirm.",
    ),
    "damage_force_majeure": Words(
        "Damage by force majeure; nothing is paid.",
        "I am sorry, damage by events beyond control is not covered.",
    ),
    "damage_outside_clause": Words(
        "Not a contractor's doing: this clause is silent and ordinary law decides.",
        "A colleague will hear you and come back to you.",
    ),
    "damage_not_connected": Words(
        "The damage is not connected to the unlock work.",
        "I am sorry, damage unconnected to the work is not covered.",
    ),
    "damage_no_fault": Words(
        "The contractor is not at fault.",
        "I am sorry, damage without fault of those who worked is not covered.",
    ),
    "damage_whole": Words(
        "Intent or gross negligence of a contractor: the whole damage is paid.",
        "We will pay the whole damage.",
    ),
    "damage_capped": Words(
        "Slight negligence of a contractor: paid up to the cap (validity under legal review).",
        "A colleague will come back to you about the payment.",
    ),
}

CHARGE_REASONS: Final[dict[str, str]] = {
    "not_past_free_minutes": "The work stayed within the free minutes.",
    "more_than_past_free_minutes": "More minutes are charged than were worked past the free ones.",
    "not_approved": "The estimate was not approved.",
    "not_begun": "The work of this line was not begun.",
    "approved_too_late": "It was begun before it was approved.",
    "not_on_price_list": "The item is not on the price list.",
    "above_price_list": "The price is above the price list.",
}

_JAPANESE: Final[dict[str, Words]] = {
    **{rule.id: Words(rule.because, rule.say) for rule in request_rules.RULES},
    **{rule.id: Words(rule.because, rule.say) for rule in site.RULES},
    **{found.rule: Words(found.because, found.say) for found in damage.FINDINGS},
}

_ENGLISH_SENTENCES: Final[dict[str, str]] = {
    own: english
    for rule, words in _JAPANESE.items()
    for own, english in zip(words, ENGLISH[rule], strict=True)
}


def words_for(rule_id: str, language: Language) -> Words:
    """The sentences of a rule in a language; KeyError for a rule that does not exist."""
    reason = rule_id.removeprefix("charge_")
    if reason in CHARGE_REASONS and reason != rule_id:
        if language == "en":
            return Words(CHARGE_REASONS[reason], _SORRY_NO_CHARGE)
        return Words(f"{charge.REASONS[charge.Refusal(reason)]}。", charge.SAY)
    return (ENGLISH if language == "en" else _JAPANESE)[rule_id]


def sentence_in(sentence: str, language: Language) -> str:
    """A finding's Japanese sentence in a language; unchanged where no rule says it any longer.

    Findings are kept as they were said, so a page that shows an old one has only its sentence.
    """
    return sentence if language == "ja" else _ENGLISH_SENTENCES.get(sentence, sentence)
