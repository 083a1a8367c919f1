"""The letter that brings a dwelling its code: one page each, a whole building in one PDF.

A letter is read by whoever lives there, so it is bilingual whatever language its maker reads.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from kaketsuke.parties.models import Building
from kaketsuke.printing import documents, squares
from kaketsuke.residents.services.inviting import MadeCode
from kaketsuke.terms import queries as term_queries
from kaketsuke.terms.models import ContactLine, Version

PURPOSES = {
    "dispatch": "開錠のご依頼",
    "enquiries": "お問い合わせ",
    "privacy": "個人情報のご相談",
}
WORDS: dict[str, Any] = {
    "heading": "緊急開錠サービス　ご登録のご案内",
    "heading_en": "The emergency unlock service for your home: how to register",
    "intro": [
        "カードキーをなくした、暗証番号を忘れた、電池が切れた。スマートロックが開かないとき、"
        "作業員がお部屋まで伺い、ドアを開けます。お使いいただくには、前もってご登録が必要です。",
        "登録するかどうかは、内容を読んでご自由にお決めください。3 分ほどで終わります。",
    ],
    "way_in": "スマートフォンで読み取り、書面を読んで、登録するかお断りするかを選びます。",
    "way_in_en": "Scan, read, then register or decline. Available in English.",
    "square_words": "ご登録のページへの二次元コード",
    "code_label": "コード（一回だけ使えます） / Code, good for one registration",
    "costs_heading": "費用 / Cost",
    "costs": [
        "登録も、出張と 60 分までの作業も無料です。 / Registering, the visit and 60 minutes of "
        "work are free.",
        "60 分を超える作業、特殊な作業、部材は、先に見積りをお見せします。 / Anything more is "
        "quoted first.",
    ],
    "never_heading": "しないこと / What we never do",
    "never": [
        "ご本人かオーナーの立会いと、顔写真つき身分証の確認なしに開けません。 / We open no door "
        "without you or the owner and photo ID.",
        "身分証の番号や写しは残しません。 / We keep no ID numbers or copies.",
    ],
    "decline_heading": "登録しないとき / If you decline",
    "decline": "同じページでお断りになれます。お名前も連絡先もお聞きしません。お断りになると、"
    "このお部屋ではサービスをお使いいただけません。あとから登録することもできます。",
    "contacts_heading": "お問い合わせ / Contact",
    "english": "The numbers above cannot be reached from abroad. "
    "This letter is for the residents of this home only; please do not pass the code on.",
}


def print_letters(building: Building, made: Sequence[MadeCode], *, now: datetime) -> bytes:
    """Return one PDF with a letter for each code, by room. Raises NoTermsInForce."""
    version = term_queries.version_in_force(now)
    data = {
        **WORDS,
        "title": f"ご登録のご案内 {building.name}",
        "foot": f"{building.name}（{building.code}）　内容の日付 {version.version_date}",
        "building": building.name,
        "sample": "" if version.official else "見本",
        "typed_at": f"{settings.PUBLIC_URL.rstrip('/')}/r/",
        "contacts": _contacts(version),
        "letters": [_letter(each) for each in made],
    }
    return documents.pdf("dwelling_letters", data, at=now)


def _letter(made: MadeCode) -> dict[str, str]:
    until = timezone.localtime(made.expires_at)
    return {
        "room": f"{made.room}号室" if made.room.isdecimal() else made.room,
        "code": made.code,
        "square": squares.square(made.address),
        "until": f"{until.year}年{until.month}月{until.day}日まで / until {until:%d %B %Y}",
    }


def _contacts(version: Version) -> list[tuple[str, str]]:
    return [(PURPOSES.get(each.purpose, each.purpose), _reached(each)) for each in _lines(version)]


def _lines(version: Version) -> list[ContactLine]:
    return term_queries.contact_lines(version.id)


def _reached(line: ContactLine) -> str:
    return f"{line.phone}　{line.hours}"
