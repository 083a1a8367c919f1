"""What a code of a disclosure means: the words that our own pages use, column by column.

One code may mean two things ("granted" is a decision and a state), so the column is asked first.
"""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.notify import messages
from kaketsuke.privacy import words as privacy_words
from kaketsuke.web import badges, data_words, event_words, fact_words, role_words
from kaketsuke.web.claims import words as claim_words
from kaketsuke.web.privacy import words

Words = Mapping[str, StrOrPromise]

# What is filled in at sending says nothing about the kind of message.
FILLED_IN: Final = re.compile(r"\s*[（(][^（）()]*\{[^）)]*[）)]|\{\w+\}")
# Those whose subject says nothing without what is filled in.
KINDS_OF_MESSAGE: Final[Words] = {
    "case_ended": _("終了のお知らせ"),
    "desk_alarm": _("担当へのお知らせ"),
}
PURPOSES_OF_A_LOOK: Final[Words] = {
    "call": _("お電話への対応"),
    "case_page": _("案件への対応"),
    "complaint_page": _("お申し出への対応"),
    "claim_page": _("損害賠償への対応"),
    "flag_page": _("行いと保護の記録の確かめ"),
    "data_request": _("開示などの求め"),
    "hold": _("係争などによる保存"),
    "incident": _("事故への対応"),
    "block": _("提供を止める設定"),
    "provision": _("法令による提供"),
    "break_glass": _("案件によらない閲覧"),
}
GROUNDS_OF_A_LOOK: Final[Words] = {
    "call": _("お電話の間"),
    "afterwards": _("お電話の後"),
    "desk": _("担当の仕事"),
    "claims": _("損害賠償の仕事"),
    "rights": _("個人情報の担当の仕事"),
    "reason": _("理由を書いた閲覧"),
}
LANGUAGES: Final[Words] = {
    "ja": _("日本語"),
    "en": _("英語"),
    "ja-easy": _("やさしい日本語"),
}
CONTACTS: Final[Words] = {"phone": _("電話"), "email": _("メール"), "sms": _("SMS")}
CHANNELS: Final[Words] = {
    "web": _("ウェブ"),
    "paper": _("書面"),
    "phone": _("電話"),
    "counter": _("窓口"),
}
MESSAGE_STATES: Final[Words] = {
    "waiting": _("送信待ち"),
    "sent": _("送信済み"),
    "failed": _("再送待ち"),
    "dropped": _("送りません"),
}
LOOKED_UP: Final[Words] = {
    **{state: badge.word for state, badge in badges.REQUEST_BADGES.items()},
    **{state: badge.word for state, badge in badges.CASE_BADGES.items()},
}
EVENTS: Final[Words] = {**claim_words.STEPS, **event_words.EVENTS}
FACTS: Final[Words] = fact_words.VALUES

OF_COLUMN: Final[dict[str, Words]] = {
    "audit.Access.viewer_role": role_words.ROLES | {"system": _("サービスの自動処理")},
    "audit.Access.purpose": PURPOSES_OF_A_LOOK,
    "audit.Access.ground": GROUNDS_OF_A_LOOK,
    "people.Person.language": LANGUAGES,
    "people.Person.kind": {
        "resident": _("お住まいの方"),
        "owner": _("オーナー"),
        "agent": _("代理人"),
        "technician": _("作業員"),
    },
    "people.ContactPoint.kind": CONTACTS,
    "accounts.User.language": LANGUAGES,
    "accounts.Grant.role": role_words.ROLES,
    "notify.Message.channel": CONTACTS,
    "notify.Message.state": MESSAGE_STATES,
    "parties.Owner.kind": {"owner": _("オーナー"), "management_company": _("管理会社")},
    "residents.Consent.line": {
        "terms": _("重要事項"),
        "provision": _("オーナー・管理会社への提供"),
        "assignment": _("債権の譲渡"),
    },
    "residents.Registration.channel": CHANNELS,
    "residents.Registration.end_reason": {
        "moved_out": _("転出"),
        "withdrawn": _("ご本人が終えました"),
    },
    "residents.Guardianship.end_reason": {
        "of_age": _("成年になりました"),
        "guardian_left": _("保護者の登録の終わり"),
        "minor_left": _("未成年の方の登録の終わり"),
        "by_office": _("事務の手続き"),
    },
    "residents.OneTimeCode.purpose": {
        "register": _("登録"),
        "sign_in": _("サインイン"),
        "contact": _("連絡先の確かめ"),
        "desk": _("窓口・電話での登録"),
    },
    "residents.OneTimeCode.kind": CONTACTS,
    "intake.Call.direction": {"in": _("着信"), "out": _("発信")},
    "intake.Request.state": LOOKED_UP,
    "intake.RequestEntry.event": EVENTS,
    "cases.Case.state": LOOKED_UP,
    "cases.Case.outcome": {name: each.word for name, each in badges.OUTCOME_BADGES.items()},
    "cases.Entry.event": EVENTS,
    "dispatch.Offer.answer": {
        "accepted": _("引き受けた"),
        "passed": _("辞退した"),
        "expired": _("時間切れ"),
        "withdrawn": _("取り消された"),
    },
    "dispatch.Assignment.role": {"lead": _("担当"), "second": _("応援")},
    "onsite.Check.outcome": {
        "accept": _("確かめられました"),
        "decline": _("お断り"),
        "refer": _("責任者が判断"),
        "owed": _("開錠の後に確かめます"),
    },
    "onsite.PhoneAction.outcome": {
        "applied": _("記録した"),
        "refused": _("お断り"),
        "held": _("保留"),
    },
    "money.Approval.how": {
        "own_phone": _("ご自分の電話で"),
        "technicians_screen": _("作業員の画面で"),
        "by_telephone": _("お電話で"),
    },
    "privacy.Provision.recipient_kind": words.RECIPIENTS,
    "privacy.Provision.ground": words.GROUNDS,
    "privacy.Provision.items": words.ITEMS,
    "privacy.DataRequest.kind": words.KINDS,
    "privacy.DataRequest.channel": words.CHANNELS,
    "privacy.DataRequest.state": {name: each.word for name, each in words.STATES.items()},
    "privacy.DataRequest.decision": {"granted": _("応じます"), "refused": _("応じられません")},
    "privacy.Correction.column": privacy_words.COLUMNS | {"phone": _("電話")},
    "privacy.Erased.because": {"request": _("ご本人の求め"), "retention": _("保存の期限")},
    "privacy.Incident.kind": words.INCIDENT_KINDS,
    "claims.Complaint.about": claim_words.ABOUT,
    "claims.Complaint.state": {name: each.word for name, each in claim_words.STATES.items()},
    "claims.Entry.event": EVENTS,
    "claims.Claim.harm": claim_words.HARMS,
    "claims.Claim.state": {name: each.word for name, each in claim_words.CLAIM_STATES.items()},
    "claims.ClaimEntry.event": EVENTS,
    "claims.Decision.fault": claim_words.FAULTS,
    "claims.Letter.kind": claim_words.LETTERS,
}


def word(code: str, column: str) -> StrOrPromise:
    """Return what a code means in a column (`room.Model.column`); what is no code stands as it is.

    A column without words of its own speaks in facts of the decision, as its own pages do.
    """
    if column == "notify.Message.template":
        return _kind_of_message(code)
    return OF_COLUMN.get(column, FACTS).get(code, code)


def _kind_of_message(template: str) -> StrOrPromise:
    known = messages.templates().get(template)
    if known is None or template in KINDS_OF_MESSAGE:
        return KINDS_OF_MESSAGE.get(template, template)
    subject = known.get(data_words.language(), known["ja"])["subject"]
    return FILLED_IN.sub("", subject).strip(" :")
