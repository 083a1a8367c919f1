"""The rows that decide a call for help, each beside the words of the clause it rests on."""

from __future__ import annotations

from typing import Final

from kaketsuke.rules.findings import Effect, Question, Rule, always, ask
from kaketsuke.rules.request_facts import (
    READER,
    Attendance,
    Cause,
    ContractStatus,
    Ground,
    PhotoId,
    RegistrationStatus,
    RequestFacts,
    Role,
)
from kaketsuke.rules.rulebook import Rulebook
from kaketsuke.rules.truth import Truth, equal, holds, known, known_not, one_of

# Whoever hears this must not learn that a record or a flag exists.
ONE_MOMENT: Final = "確認いたしますので、少々お待ちください"

_LOCKOUTS = (Cause.LOCK_FAULT, Cause.CARD_LOST, Cause.CODE_FORGOTTEN, Cause.OTHER_LOCKOUT)
_UNREST = (Cause.DISASTER, Cause.RIOT)
_OWNER_SIDE = (Role.OWNER, Role.OWNER_AGENT)

_ENTITLED_WORDS = {
    "3.1": "ご依頼をお受けするのは、オーナーと利用者ご本人からに限ります",
    "A1.1": "オーナー、または利用者ご本人",
}
_NOT_ENTITLED_WORDS = {**_ENTITLED_WORDS, "4.7.1": "別紙１に書かれた人以外からのご依頼"}
_CHECKS_FAILED_WORDS = {"4.7.3": "別紙１の事前確認ができないとき"}
_ATTENDANCE_WORDS = {
    "A1.2.1": "登録された利用者ご本人が立ち会います",
}
_PHOTO_ID_WORDS = {"A1.2.2": "顔写真のある公的な身分証明書を見せていただきます"}
_CAUSE_WORDS = {"2.1": "ドアを開けることが難しくなったとき"}
_REGISTERED_WORDS = {"2.2": "当社の定める方法で登録したお部屋に限ります"}
_CONTRACT_WORDS = {"1.1": "オーナー契約の対象でない建物やお部屋には出動しません"}
_ENDED_WORDS = {"1.2": "本サービスをお使いいただけなくなることがあります"}


def _agent_of_a_person(f: RequestFacts) -> Truth:
    """Only a corporation acts through agents; a single person asks and attends in person."""
    return known_not(f.owner_is_corporation)


def _requester_not_entitled(f: RequestFacts) -> Truth:
    return (
        equal(f.requester_role, Role.OTHER)
        | (equal(f.requester_role, Role.RESIDENT) & known_not(f.requester_is_registrant))
        | (equal(f.requester_role, Role.OWNER_AGENT) & _agent_of_a_person(f))
    )


def _nobody_may_attend(f: RequestFacts) -> Truth:
    return equal(f.attendance, Attendance.NONE) | (
        equal(f.attendance, Attendance.OWNER_AGENT) & _agent_of_a_person(f)
    )


def _owner_against_objection(f: RequestFacts) -> Truth:
    return one_of(f.requester_role, _OWNER_SIDE) & known(f.registrant_objects)


def _no_contract(f: RequestFacts) -> Truth:
    return equal(f.contract_status, ContractStatus.NONE) | known_not(f.contract_covers_dwelling)


def _recorded(f: RequestFacts, ground: Ground) -> Truth:
    return holds(f.conduct, ground)


def _conduct_row(ground: Ground, *, words: str, because: str) -> Rule[RequestFacts]:
    return Rule(
        id=f"conduct_{ground.name.lower()}",
        effect=Effect.REFERS,
        cites={str(ground): words},
        because=because,
        say=ONE_MOMENT,
        when=lambda f: _recorded(f, ground),
    )


RULES: Final[tuple[Rule[RequestFacts], ...]] = (
    Rule(
        id="lockout",
        effect=Effect.ALLOWS,
        cites=_CAUSE_WORDS,
        because="対象のスマートロックを開けられない状態です。",
        say="ドアが開かないとのこと、承知いたしました。",
        when=lambda f: (
            one_of(f.cause, _LOCKOUTS) & known(f.lock_on_record) & ~_owner_against_objection(f)
        ),
    ),
    Rule(
        id="not_lockout",
        effect=Effect.DECLINES,
        cites=_CAUSE_WORDS,
        because="ドアが開かないというご依頼ではありません。",
        say="恐れ入りますが、ドアの開錠以外のご依頼はお受けできません。",
        when=lambda f: equal(f.cause, Cause.NOT_LOCKOUT),
    ),
    Rule(
        id="no_lock_on_record",
        effect=Effect.REFERS,
        cites={"2.1": "当社のスマートロックの不具合"},
        because="このドアに当社のスマートロックの記録がありません。責任者が確かめます。",
        say="ドアの鍵について確認いたしますので、少々お待ちください。",
        when=lambda f: known_not(f.lock_on_record),
    ),
    Rule(
        id="disaster",
        effect=Effect.REFERS,
        cites={"4.7.2": "災害や暴動などが原因のご依頼"},
        because="災害または暴動が原因です。出動できるかを責任者が判断します。",
        say="安全に伺えるかを確認いたしますので、少々お待ちください。",
        when=lambda f: one_of(f.cause, _UNREST) & known_not(f.area_closed),
    ),
    Rule(
        id="area_closed",
        effect=Effect.DECLINES,
        cites={"4.7.2": "災害や暴動などが原因のご依頼"},
        because="災害または暴動のため、責任者がこの地域への出動を止めています。",
        say="恐れ入りますが、ただいまお住まいの地域には安全のため伺えません。",
        when=lambda f: one_of(f.cause, _UNREST) & known(f.area_closed),
    ),
    Rule(
        id="requester_entitled",
        effect=Effect.ALLOWS,
        cites=_ENTITLED_WORDS,
        because="依頼できる方からのご依頼です。",
        say="ご依頼を承ります。",
        when=lambda f: ~_requester_not_entitled(f),
    ),
    Rule(
        id="requester_not_entitled",
        effect=Effect.DECLINES,
        cites=_NOT_ENTITLED_WORDS,
        because="依頼できるのは、オーナー（法人は代理人を含む）か登録されたご本人だけです。",
        say="恐れ入りますが、オーナーさまか、ご登録のご本人さまからお電話をお願いいたします。",
        when=_requester_not_entitled,
    ),
    Rule(
        id="contract_in_force",
        effect=Effect.ALLOWS,
        cites=_CONTRACT_WORDS,
        because="オーナー契約が有効で、このお部屋も対象です。",
        say="お住まいの建物は本サービスの対象です。",
        when=lambda f: (
            equal(f.contract_status, ContractStatus.ACTIVE) & known(f.contract_covers_dwelling)
        ),
    ),
    Rule(
        id="no_contract",
        effect=Effect.DECLINES,
        cites=_CONTRACT_WORDS,
        because="この建物またはお部屋を対象とするオーナー契約がありません。",
        say="恐れ入りますが、こちらのお部屋は本サービスの対象ではございません。",
        when=_no_contract,
    ),
    Rule(
        id="contract_ended",
        effect=Effect.DECLINES,
        cites=_ENDED_WORDS,
        because="オーナー契約が終了しています。",
        say="恐れ入りますが、こちらの建物では本サービスの提供が終了しております。",
        when=lambda f: equal(f.contract_status, ContractStatus.ENDED),
    ),
    Rule(
        id="service_removed",
        effect=Effect.DECLINES,
        cites=_ENDED_WORDS,
        because="オーナー契約の変更で、本サービスが対象から外れています。",
        say="恐れ入りますが、こちらの建物では本サービスの提供が終了しております。",
        when=lambda f: equal(f.contract_status, ContractStatus.SERVICE_REMOVED),
    ),
    Rule(
        id="registered",
        effect=Effect.ALLOWS,
        cites=_REGISTERED_WORDS,
        because="有効な利用者登録があります。",
        say="ご登録を確認いたしました。",
        when=lambda f: equal(f.registration_status, RegistrationStatus.REGISTERED),
    ),
    Rule(
        id="not_registered",
        effect=Effect.DECLINES,
        cites=_REGISTERED_WORDS,
        because="要請を受けた時点で有効な利用者登録がありません。",
        say="恐れ入りますが、ご登録を確認できないお部屋には伺えません。",
        when=lambda f: equal(f.registration_status, RegistrationStatus.NONE),
    ),
    Rule(
        id="registration_withdrawn",
        effect=Effect.DECLINES,
        cites=_REGISTERED_WORDS,
        because="利用者登録は取り消されています。",
        say="恐れ入りますが、ご登録を確認できないお部屋には伺えません。",
        when=lambda f: equal(f.registration_status, RegistrationStatus.WITHDRAWN),
    ),
    Rule(
        id="registration_declined",
        effect=Effect.DECLINES,
        cites={"2.3": "そのお部屋では本サービスを使えません"},
        because="登録をしないと選ばれたお部屋です。",
        say="恐れ入りますが、ご登録のないお部屋では本サービスをお使いいただけません。",
        when=lambda f: equal(f.registration_status, RegistrationStatus.DECLINED),
    ),
    Rule(
        id="another_home",
        effect=Effect.DECLINES,
        cites={"4.7.4": "ご自分のお部屋ではない場所の開錠を求めたとき"},
        because="ご自分のお部屋以外の開錠を求めています。",
        say="恐れ入りますが、ご自分のお部屋以外の開錠はお受けできません。",
        when=lambda f: equal(f.requester_role, Role.RESIDENT) & known_not(f.target_is_own_home),
    ),
    Rule(
        id="attendance_promised",
        effect=Effect.ALLOWS,
        cites=_ATTENDANCE_WORDS,
        because="立ち会える方がドアの前にいます。",
        say="作業が終わるまで、お立ち会いをお願いいたします。",
        when=lambda f: ~_nobody_may_attend(f),
    ),
    Rule(
        id="no_attendance",
        effect=Effect.DECLINES,
        cites={**_ATTENDANCE_WORDS, **_CHECKS_FAILED_WORDS},
        because="立ち会いが認められる方がいません。",
        say="恐れ入りますが、オーナーさまかご登録のご本人さまのお立ち会いが必要です。",
        when=_nobody_may_attend,
    ),
    Rule(
        id="photo_id_in_hand",
        effect=Effect.ALLOWS,
        cites=_PHOTO_ID_WORDS,
        because="立ち会う方が顔写真付きの身分証明書を持っています。",
        say="到着しましたら、顔写真付きの身分証明書をお見せください。",
        when=lambda f: equal(f.photo_id, PhotoId.IN_HAND),
    ),
    Rule(
        id="no_photo_id",
        effect=Effect.DECLINES,
        cites={**_PHOTO_ID_WORDS, **_CHECKS_FAILED_WORDS},
        because="顔写真付きの公的な身分証明書がありません。",
        say="恐れ入りますが、顔写真付きの公的な身分証明書をお持ちの方のお立ち会いが必要です。",
        when=lambda f: equal(f.photo_id, PhotoId.NONE),
    ),
    Rule(
        id="photo_id_locked_inside",
        effect=Effect.REFERS,
        cites={**_PHOTO_ID_WORDS, **_CHECKS_FAILED_WORDS},
        because="身分証明書がお部屋の中です。別の方の立ち会いを勧め、無理なら責任者が判断します。",
        say="身分証明書をお持ちのほかの方に、お立ち会いをお願いできますでしょうか。",
        when=lambda f: equal(f.photo_id, PhotoId.LOCKED_INSIDE),
    ),
    _conduct_row(
        Ground.WRONGDOING,
        words="ほかの人に不正な行いをしたことがあるとき",
        because="ほかの人への不正な行い、またはそのおそれの記録があります。責任者が判断します。",
    ),
    _conduct_row(
        Ground.UNWORKABLE,
        words="当社が適切な提供は難しいと判断したとき",
        because="適切な提供が難しいとした記録があります。責任者が判断します。",
    ),
    _conduct_row(
        Ground.HARASSMENT,
        words="長い電話や必要を超えた回数の電話",
        because="過度な電話や、人や物を傷つける行いの記録があります。責任者が判断します。",
    ),
    _conduct_row(
        Ground.BREACH,
        words="この書面や当社のほかの規約に反する行いがあったとき",
        because="規約に反する行いの記録があります。責任者が判断します。",
    ),
    _conduct_row(
        Ground.UNFIT,
        words="利用者としてふさわしくないと当社が判断する正当な理由があるとき",
        because="利用者としてふさわしくないとした記録があります。責任者が判断します。",
    ),
    Rule(
        id="registrant_objects",
        effect=Effect.REFERS,
        cites={"2.1": "ご依頼を受けて作業員が伺い"},
        because="オーナー側のご依頼に、登録された居住者が反対しています。責任者が判断します。",
        say="お部屋の方と確認が必要ですので、少々お待ちください。",
        when=_owner_against_objection,
    ),
    Rule(
        id="protected",
        effect=Effect.REFERS,
        cites={"X-8": ""},
        because="保護の指定があります。一人では進めず、責任者が判断します。",
        say=ONE_MOMENT,
        when=lambda f: known(f.protected),
    ),
    Rule(
        id="force_majeure",
        effect=Effect.INFORMS,
        cites={"4.4": "避けようのない事情で出動が遅れたり、できなかったりしたとき"},
        because="この地域に不可抗力の宣言があります。遅れても責任を負わない範囲です。",
        say="地域の事情により、到着が遅れることがございます。",
        when=lambda f: known(f.force_majeure),
    ),
)


def _is_resident(f: RequestFacts) -> Truth:
    return equal(f.requester_role, Role.RESIDENT)


def _an_agent_acts(f: RequestFacts) -> Truth:
    return equal(f.requester_role, Role.OWNER_AGENT) | equal(f.attendance, Attendance.OWNER_AGENT)


# In the order that ends a call soonest.
QUESTIONS: Final[tuple[Question[RequestFacts], ...]] = (
    ask("cause", always),
    ask("requester.role", always),
    ask("requester.is_registrant", _is_resident),
    ask("owner.is_corporation", _an_agent_acts),
    ask("target.is_own_home", _is_resident),
    ask("registration.status", always),
    ask("contract.status", always),
    ask("contract.covers_dwelling", always),
    ask("attendance", always),
    ask("photo_id", always),
)

BOOK: Final = Rulebook(RequestFacts, reader=READER, rules=RULES, questions=QUESTIONS)
