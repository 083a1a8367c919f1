"""What holds a clause, in words that a clerk can confirm: each rule, or why none is needed."""

from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.rules import wording
from kaketsuke.rules.clauses import Language
from kaketsuke.rules.coverage import Row

_SUM: Final = _("料金は、承諾の前に始めた作業を除き、無料の 60 分と料金表から計算します。")
# Where a clause is held without a rule: by what, in the order of the document.
_HELD_OTHERWISE: Final[dict[str, StrOrPromise]] = {
    "3.2": _("判断する決まりはありません。番号と受付時間は書面から読み取って表示します。"),
    "4.1": _("判断する決まりはありません。契約のつながりが一つでも切れた先には手配できません。"),
    "4.3": _(
        "判断する決まりはありません。使えないままの錠には対応を一つ選び、だれがいつまでに何をするかを記録します。"
    ),
    "4.5": _(
        "判断する決まりはありません。登録をほかの方や別の部屋へ移す操作はどこにもありません。"
    ),
    "4.6": _(
        "判断する決まりはありません。承諾は独立した一行で受け、債権者が変わったときは通知とともに記録します。"
    ),
    "4.7": _(
        "お断りの理由の見出しです。理由ごとに決まりがあり、納得いただけない方は申し出られます。"
    ),
    "4.8": _("お電話の事実では判断しません。提供には根拠、委託には契約、閲覧には理由が必要です。"),
    "4.9": _(
        "お電話の事実では判断しません。オーナーには、自分の建物の、同意があり止められていない登録だけを見せます。"
    ),
    "4.10": _("求めごとに人が理由を付けて判断します。期限、本人確認、消去は製品が受け持ちます。"),
    "4.11": _(
        "判断する決まりはありません。損害についての手紙はどれも、この条項をそのまま載せます。"
    ),
    "A1.2": _("二つの確認の見出しです。それぞれに決まりがあります。"),
}


def held_by(row: Row | None) -> list[StrOrPromise]:
    """Return the sentences of what holds a clause; none where nothing does."""
    if row is None:
        return []
    if not row.rules:
        return [_HELD_OTHERWISE.get(row.clause, row.no_rule or row.reason)]
    return list(dict.fromkeys(_sentence(rule) for rule in row.rules))


def _sentence(rule: str) -> StrOrPromise:
    question, _dot, name = rule.partition(".")
    if rule == "charge.decide":
        return _SUM
    language: Language = "en" if (get_language() or "").startswith("en") else "ja"
    wanted = f"charge_{name}" if question == "charge" else name
    return wording.words_for(wanted, language).because
