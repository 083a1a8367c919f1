"""Statistics: each chart with its table, and each in a sentence; nobody can be recognised."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET
from django_stubs_ext import StrOrPromise

from kaketsuke.overview import statistics as numbers
from kaketsuke.overview.statistics import OTHER, Arrivals, Month, Rate, Share, Statistics
from kaketsuke.web import charts
from kaketsuke.web.charts import Bar, Stack
from kaketsuke.web.claims import words
from kaketsuke.web.permission import PageRequest, for_roles

PERIODS = {30: gettext_lazy("30 日"), 90: gettext_lazy("90 日"), 365: gettext_lazy("1 年")}
Table = dict[str, object]


@require_GET
@for_roles("supervisor", "office", "claims")
def statistics(request: PageRequest) -> HttpResponse:
    """Show the numbers of the last so many days."""
    days = _days(request)
    found = numbers.statistics(
        request.viewer, from_=request.now - timedelta(days=days), until=request.now
    )
    context = {
        "found": found,
        "days": days,
        "periods": PERIODS.items(),
        "figures": _figures(found),
        "charts": [each for each in _charts(found) if each],
    }
    return render(request, "claims/statistics.html", context)


def _days(request: PageRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked.isdecimal() and int(asked) in PERIODS else 90


def _month(month: str) -> str:
    """Write 2026-11 as people read it."""
    # Translators: a date pattern in Django's letters; English may read "M Y"
    return dateformat.format(date.fromisoformat(f"{month}-01"), _("Y年n月"))


def _figures(found: Statistics) -> list[tuple[StrOrPromise, str]]:
    average = found.charged_average_yen
    return [
        (_("無料の時間を超えた作業"), _rate(found.over_free)),
        (_("追加の料金があった案件"), _rate(found.charged)),
        (
            _("追加の料金の平均"),
            _("%(amount)s 円") % {"amount": f"{average:,}"} if average is not None else _few(),
        ),
        (_("二回以上ご利用のお部屋"), _rate(found.repeats)),
    ]


def _charts(found: Statistics) -> list[Table]:
    return [
        _arrivals(found.arrivals),
        _bars("refusals", _("お断りの事由"), found.refusals),
        _months("months", _("お断りの事由の月ごとの割合"), found.months),
        _bars("complaints", _("お申し出"), found.complaints),
        _months("complaint_months", _("お申し出の月ごとの割合"), found.complaint_months),
        _bars("degrees", _("損害の判断（過失の程度）"), found.degrees),
    ]


def _arrivals(rows: tuple[Arrivals, ...]) -> Table:
    title = _("到着までの時間（中央値、分）")
    drawn = [
        Bar(
            _month(each.month),
            each.median_minutes,
            _("%(minutes)d 分") % {"minutes": each.median_minutes}
            if each.median_minutes is not None
            else _("少数"),
        )
        for each in rows
    ]
    shown = [each for each in rows if each.median_minutes is not None]
    summary = (
        _("最も新しい月 %(month)s は中央値 %(median)d 分、十件のうち九件は %(most)d 分以内でした。")
        % {
            "month": _month(shown[-1].month),
            "median": shown[-1].median_minutes,
            "most": shown[-1].most_minutes,
        }
        if shown
        else _nothing()
    )
    return {
        "key": "arrivals",
        "title": title,
        "summary": summary,
        "svg": charts.bars(drawn, key="arrivals", title=title, description=summary),
        "head": [_("月"), _("案件"), _("中央値（分）"), _("十件中九件（分）")],
        "rows": [
            [
                _month(each.month),
                *map(_number, (each.cases, each.median_minutes, each.most_minutes)),
            ]
            for each in rows
        ],
    }


def _bars(key: str, title: str, rows: tuple[Share, ...]) -> Table:
    first = rows[0] if rows else None
    if first and first.ground == OTHER:
        return _untold(key, title, total=first.count)
    drawn = [
        Bar(str(_ground(each.ground)), each.count, f"{each.count} · {each.share:.0%}")
        for each in rows
    ]
    summary = (
        _("最も多いのは「%(ground)s」で、%(count)d 件（%(share)s）です。")
        % {"ground": _ground(first.ground), "count": first.count, "share": f"{first.share:.0%}"}
        if first
        else _nothing()
    )
    return {
        "key": key,
        "title": title,
        "summary": summary,
        "svg": charts.bars(drawn, key=key, title=title, description=summary),
        "head": [_("区分"), _("件数"), _("割合")],
        "rows": [[_ground(each.ground), each.count, f"{each.share:.1%}"] for each in rows],
    }


def _untold(key: str, title: str, *, total: int) -> Table:
    """A single bar of everything would say nothing: the sum is told, and why no more."""
    summary = _("全部で %(count)d 件です。どの区分も少数のため、内訳は表示しません。")
    return {"key": key, "title": title, "summary": summary % {"count": total}, "rows": []}


def _months(key: str, title: str, rows: tuple[Month, ...]) -> Table:
    drawn = [
        Stack(
            _month(each.month),
            [(str(_ground(share.ground)), share.share) for share in each.shares],
            _number(each.total),
        )
        for each in rows
        if each.shares and each.shares[0].ground != OTHER
    ]
    summary = ngettext("%(count)d か月の割合です。", "%(count)d か月の割合です。", len(drawn)) % {
        "count": len(drawn)
    }
    return {
        "key": key,
        "title": title,
        "summary": summary if drawn else _nothing(),
        "svg": charts.stacks(drawn, key=key, title=title, description=summary),
        "head": [_("月"), _("区分"), _("件数"), _("割合")],
        "rows": [
            [_month(each.month), _ground(share.ground), share.count, f"{share.share:.1%}"]
            for each in rows
            for share in each.shares
        ]
        if drawn
        else [],
    }


_WORDS: dict[str, StrOrPromise] = {
    OTHER: gettext_lazy("そのほか"),
    **words.ABOUT,
    **{key: word for key, word in words.FAULTS.items() if key != OTHER},
}


def _ground(ground: str) -> StrOrPromise:
    """Name a degree or a kind; a refusal by its clause and, where it has one, a few words."""
    short = words.GROUNDS.get(ground)
    return f"{ground} {short}" if short else _WORDS.get(ground, ground)


def _rate(rate: Rate) -> str:
    if rate.whole is None:
        return _few()
    if rate.percent is None:
        return _("%(whole)d 件のうち、少数") % {"whole": rate.whole}
    return _("%(percent)s%%（%(whole)d 件のうち %(part)d 件）") % {
        "percent": f"{rate.percent:.1f}",
        "whole": rate.whole,
        "part": rate.part,
    }


def _number(count: int | None) -> str:
    return _few() if count is None else f"{count:,}"


def _few() -> str:
    return _("少数のため表示しません")


def _nothing() -> str:
    return _("表示できる件数がまだありません。")
