"""One written form for each phone number and e-mail address, so that it is found again."""

import re
import unicodedata
from typing import Final

import jaconv
import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal

REGION = "JP"
# Numbers that are called for nothing or at a price: nobody can be reached at them.
NOT_A_PERSONS = frozenset(
    {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.UAN,
    }
)
# What most people write needs no table of the whole world's numbers, which takes a hundred times as
# long. 010 calls abroad; 0120, 0570, 0800 and 0990 are looked up, to be refused or not.
_USUAL: Final = re.compile(r"0(?!10|120|570|800|990)[1-9](?:0\d{8}|[1-9]\d{7})")
UNREADABLE = _("電話番号として読み取れません。市外局番から入力してください。")
NO_ADDRESS = _("メールアドレスとして読み取れません。入力を確かめてください。")


class CannotUsePhone(Refusal):
    """The text is no telephone number at which a person can be reached."""


class CannotReachAnyone(CannotUsePhone):
    """The number is called for nothing or at a price; nobody in particular answers it."""


class CannotUseName(Refusal):
    """The text is no name of a person as it can be written on a registration."""


class CannotUseEmail(Refusal):
    """The text is no e-mail address."""


def phone(text: str) -> str:
    """Return the number as +81…; full-width digits and any separators are read.

    Number plans grow and invented numbers lie outside them, so length decides, not the plan:
    11 figures from 020 to 090, where mobiles are, and 10 everywhere else.
    Raises: CannotUsePhone, CannotReachAnyone.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    figures = folded.replace("-", "")
    if _USUAL.fullmatch(figures):
        return f"+81{figures[1:]}"
    try:
        number = phonenumbers.parse(folded, REGION)
    except phonenumbers.NumberParseException as error:
        raise CannotUsePhone(UNREADABLE) from error
    if not _has_a_possible_length(number):
        raise CannotUsePhone(_("電話番号の桁数が合いません。市外局番から入力してください。"))
    if phonenumbers.number_type(number) in NOT_A_PERSONS:
        raise CannotReachAnyone(
            _(
                "フリーダイヤルやナビダイヤルは登録できません。ご本人につながる番号を入力してください。"
            )
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _has_a_possible_length(number: phonenumbers.PhoneNumber) -> bool:
    if number.country_code == phonenumbers.country_code_for_region(REGION):
        figures = phonenumbers.national_significant_number(number)
        return len(figures) == (10 if figures[1:2] == "0" else 9)
    return bool(phonenumbers.is_possible_number(number))


def is_landline(e164: str) -> bool:
    """Return whether a number is of a fixed line of this country, where no text message arrives."""
    return e164.startswith("+81") and len(e164) == len("+81") + 9


def phone_display(e164: str) -> str:
    """Return the number as people of this country write it."""
    number = phonenumbers.parse(e164, REGION)
    home = phonenumbers.country_code_for_region(REGION)
    form = phonenumbers.PhoneNumberFormat
    style = form.NATIONAL if number.country_code == home else form.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def email(text: str) -> str:
    """Return the address in one case and width. Raises: CannotUseEmail."""
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    try:
        validate_email(folded)
    except ValidationError as error:
        raise CannotUseEmail(NO_ADDRESS) from error
    return folded


def contact(kind: str, text: str) -> str:
    """Return a contact point's value in its one form. Raises: CannotUsePhone, CannotUseEmail."""
    return phone(text) if kind == "phone" else email(text)


def name(text: str) -> str:
    """Return a name in one width; the character itself is never exchanged (髙 stays 髙).

    Raises: CannotUseName for figures and signs.
    """
    wide = jaconv.h2z(text, kana=True, ascii=False, digit=False)
    folded = " ".join(jaconv.z2h(wide, kana=False, ascii=True, digit=True).split())
    if not all(
        unicodedata.category(letter)[0] in "LM" or letter in " -'’.・ー" for letter in folded
    ):
        raise CannotUseName(_("お名前に使えない文字があります。文字だけで入力してください。"))
    return folded


def kana(text: str) -> str:
    """Return a reading in full-width katakana. Raises: CannotUseName."""
    folded = jaconv.hira2kata(name(text))
    if not all("ァ" <= letter <= "ヿ" or letter in " ・" for letter in folded):
        raise CannotUseName(_("フリガナは、ひらがなかカタカナで入力してください。"))
    return folded


def romaji(text: str) -> str:
    """Return a name in Latin letters. Raises: CannotUseName."""
    folded = name(text)
    if not all("LATIN" in unicodedata.name(each, "") or each in " -'’." for each in folded):
        raise CannotUseName(_("ローマ字は、アルファベットで入力してください。"))
    return folded
