"""What the letters of a claim say, in the language that is active."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaketsuke.claims.models import Claim, CreditorChange, Decision, Payment

TITLES: Final = {
    "decision": gettext_lazy("損害のお申し出についての判断"),
    "payment": gettext_lazy("損害のお支払いについて"),
    "creditor": gettext_lazy("債権を譲渡したお知らせ"),
}
COMPLAINT_TITLES: Final = {
    "decision": gettext_lazy("この判断にご納得いただけないとき"),
    "payment": gettext_lazy("この判断にご納得いただけないとき"),
    "creditor": gettext_lazy("お心当たりがない、ご不明な点があるとき"),
}
CLAUSES: Final[dict[str, tuple[str, ...]]] = {
    "decision": ("4.2",),
    "payment": ("4.2",),
    "creditor": ("4.6",),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter speaks of."""

    company: str
    claim: Claim
    decision: Decision | None
    payment: Payment | None
    change: CreditorChange | None


def yen(amount: int) -> str:
    """Return an amount as people write it."""
    return _("%(amount)s 円") % {"amount": f"{amount:,}"}


def day(on: date) -> str:
    """Return a day as people write it."""
    # Translators: a date pattern in Django's letters; English may read "j F Y"
    return dateformat.format(on, _("Y年n月j日"))


def rows(said: Said) -> list[list[str]]:
    """Return the facts of the letter: what, when, how much, between whom."""
    found = [
        [_("お申し出の番号"), f"D-{said.claim.number}"],
        [_("受付番号"), f"K-{said.claim.case.number}"],
        [_("損害が起きた日"), day(said.claim.occurred_on)],
    ]
    if said.change is not None:
        return [*found, *_creditors(said.change, said.company)]
    if said.decision is not None:
        found.append([_("損害の額"), yen(said.decision.damage_yen)])
    if said.payment is not None:
        return [*found, *_paid(said.payment)]
    if said.decision is not None:
        found.append([_("お支払いする額"), yen(said.decision.payable_yen)])
    if said.claim.payment_due_on is not None:
        found.append([_("お支払いの期限"), day(said.claim.payment_due_on)])
    return found


def _paid(payment: Payment) -> list[list[str]]:
    methods = {"transfer": _("振込"), "cash": _("現金")}
    return [
        [_("お支払いした額"), yen(payment.amount_yen)],
        [_("お支払いした日"), day(payment.paid_on)],
        [_("方法"), methods[payment.method]],
    ]


def paragraphs(kind: str, said: Said) -> list[str]:
    """Return the letter's paragraphs."""
    if kind == "creditor":
        return [
            _(
                "本サービスから生じた債権が、下のとおり譲渡されました。"
                "これからのお支払いやご連絡は、新しい債権者がお受けします。"
            )
        ]
    if kind == "payment":
        return [_("オーナーさまと業務委託先に代わり、下の額をお支払いしました。")]
    return _decision(said)


def contacts(lines: list[tuple[str, str]]) -> list[str]:
    """Return each number once, with when it is answered: no hours are all hours."""
    return [
        _("%(phone)s（%(hours)s）") % {"phone": phone, "hours": hours or _("24時間365日")}
        for phone, hours in dict.fromkeys(lines)
    ]


def complaint(kind: str) -> str:
    """Return the way on for whoever is not satisfied."""
    if kind == "creditor":
        return _(
            "この譲渡にお心当たりがないとき、ご不明な点があるときは、新しい債権者へお支払いになる前に、"
            "お知らせのページか、下の番号へお申し出ください。"
            "消費者ホットライン 188 番にもご相談いただけます。"
        )
    return _(
        "この判断は、新しい事実が分かれば見直します。お知らせのページか、下の番号へお申し出ください。"
        "判断した者とは別の者が確認します。消費者ホットライン 188 番にもご相談いただけます。"
    )


def _creditors(change: CreditorChange, company: str) -> list[list[str]]:
    owner = change.former_owner
    former = company if owner is None else owner.legal_name or _("オーナーさま")
    return [
        [_("これまでの債権者"), former],
        [_("新しい債権者"), change.new_creditor],
        [_("債権の額"), yen(change.amount_yen)],
        [_("譲渡の日"), day(change.assigned_on)],
    ]


def _decision(said: Said) -> list[str]:
    decision = said.decision
    if decision is None:
        return []
    in_place = _(
        "%(company)sが、オーナーさまと業務委託先に代わって %(amount)s をお支払いします。"
    ) % {"company": said.company, "amount": yen(decision.payable_yen)}
    if decision.needs_legal_review:
        return [
            _("業務委託先の軽過失による損害と判断しました。"),
            in_place,
            _(
                "この額は、重要事項説明書の上限（%(cap)s、消費税相当額を含む）にもとづく計算です。"
                "当社からの最終のご提案ではありません。お受け取りになっても、"
                "これを超える損害についてお申し出になる権利は失われません。"
            )
            % {"cap": yen(decision.cap_yen or 0)},
        ]
    if decision.payable_yen:
        degree = {
            "intent": _("業務委託先の故意による損害と判断しました。"),
            "gross_negligence": _("業務委託先の重過失による損害と判断しました。"),
            "slight_negligence": _("業務委託先の軽過失による損害と判断しました。"),
        }
        return [degree[decision.fault or ""], in_place]
    return [_nothing(decision)]


def _nothing(decision: Decision) -> str:
    if decision.caused_by == "force_majeure":
        return _("登録された不可抗力の事象による損害と判断しました。お支払いはありません。")
    if decision.caused_by == "other":
        return _(
            "業務委託先による損害ではないため、この条項によるお支払いはありません。"
            "一般の法律による解決については、担当からあらためてご連絡します。"
        )
    if decision.fault is None:
        return _("開錠の作業との関わりが認められないため、お支払いはありません。")
    return _("業務委託先に故意も過失も認められないため、お支払いはありません。")
