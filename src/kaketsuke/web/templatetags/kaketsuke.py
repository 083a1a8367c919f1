"""Template tags that every page shares: states, clauses, icons, money, moments and clocks."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Any, Final, TypedDict

from django import template
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise
from lucide.templatetags import lucide

from kaketsuke import clock
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.overview.alarms import Alarms
from kaketsuke.overview.contacts import Number
from kaketsuke.web import badges, data_words, event_words, fact_words
from kaketsuke.web.places import Place
from kaketsuke.web.start.menu import places_of, with_alarms

register = template.Library()

TERMS_PAGE = "/terms/"

_ALERT_ICONS = {
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "triangle-alert",
}
_ALERT_TONES = {"success": "done", "warning": "warn", "error": "warn"}


class WorkClock(TypedDict):
    elapsed_text: str
    elapsed_seconds: int
    limit_text: str
    limit_seconds: int
    is_running: bool
    is_paused: bool
    is_over: bool


MOST_IN_BAR: Final = 5
# From so many days on nobody counts them.
FAR: Final = 90


class Menu(TypedDict):
    """The bar: places on its one line, those under a button, and how much is nearly late there."""

    shown: list[Place]
    more: list[Place]
    alarms: int


@lru_cache(maxsize=256)
def _drawn(name: str, css_class: str) -> SafeString:
    drawn = lucide.lucide(name, size=20, class_=css_class, aria_hidden="true", focusable="false")
    return SafeString(drawn.replace("class-=", "class="))


@register.simple_tag
def menu_of(viewer: Viewer, due: Alarms) -> Menu:
    """Return the places of the bar above every page, with what is nearly late there.

    Who has few places sees them all; who has many sees the first ones, which come first at work.
    """
    places = [with_alarms(place, due) for place in places_of(viewer)]
    first = len(places) if len(places) <= MOST_IN_BAR else MOST_IN_BAR - 1
    more = places[first:]
    return Menu(shown=places[:first], more=more, alarms=sum(each.alarms for each in more))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the lucide set; it is decoration, so a label must stand beside it."""
    return _drawn(str(name), "icon")


@register.simple_tag
def state_badge(
    state: str, *, outcome: str = "", large: bool = False, at_desk: bool = True
) -> SafeString:
    """Show a state of a request or a case as word, shape and colour."""
    badge = badges.badge_of(str(state), outcome=str(outcome or ""), at_desk=at_desk)
    return format_html(
        '<span class="badge tone-{}{}">{}<span class="badge-word">{}</span></span>',
        badge.tone,
        " badge--large" if large else "",
        icon(badge.icon),
        badge.word,
    )


@register.simple_tag
def clause(number: str) -> SafeString:
    """Link a clause of the written service, in a tab of its own so that no work is lost."""
    return format_html(
        '<a class="clause" href="{}#c-{}" target="terms"><span class="visually-hidden">{} </span>'
        '{}<span class="visually-hidden"> {}</span></a>',
        TERMS_PAGE,
        number,
        _("重要事項"),
        number,
        _("（別のタブで開きます）"),
    )


@register.simple_tag
def yen(amount: int, *, tax: str = "with") -> str:
    """Write an amount as people read it; `tax` is "with", "without" or "none"."""
    written = _("%(amount)s 円") % {"amount": f"{amount:,}"}
    notes = {"with": _("（税込）"), "without": _("（税抜）"), "none": ""}
    return written + notes[tax]


@register.filter
def minutes_of(length: timedelta) -> str:
    """Write a length of time in whole minutes; a begun minute counts, and one alone is said so."""
    if timedelta(0) < length < timedelta(minutes=1):
        return _("1 分未満")
    return _("%(minutes)d 分") % {"minutes": ceil(length / timedelta(minutes=1))}


@register.filter
def item_name(line: object) -> str:
    """Write what a line of an estimate, a bill or the price list is for."""
    return data_words.item_name(line)


@register.filter
def finding(sentence: str) -> str:
    """Write the sentence of a finding in the reader's language."""
    return data_words.finding(sentence)


@register.simple_tag
def code_word(words: str) -> SafeString:
    """Show the code word in kana; for readers of English with how it is spoken."""
    spoken = data_words.reading(words)
    under = format_html('<p class="label">{}</p>', spoken) if spoken else ""
    return format_html('<p class="code-word" lang="ja">{}</p>{}', words, under)


@register.filter
def unit_words(unit: str) -> StrOrPromise:
    """Write the unit of a price."""
    return data_words.UNITS.get(unit, unit)


@register.filter
def contact_purpose(purpose: str) -> StrOrPromise:
    """Write what a number of the written service is for."""
    return data_words.CONTACT_PURPOSES.get(purpose, purpose)


@register.filter
def answers_at(number: Number, moment: datetime) -> bool:
    """Return whether a number of the written service is answered at a moment."""
    return number.answers_at(moment)


@register.filter
def opening_hours(hours: str) -> StrOrPromise:
    """Write when a number of the written service is answered."""
    return data_words.OPENING_HOURS.get(hours, hours)


@register.filter
def ring_words(why: str) -> StrOrPromise:
    """Write why a human was rung."""
    return event_words.ring_words(why)


@register.filter
def is_ring(why: str) -> bool:
    """Return whether the page of what happens at the door helps with it."""
    return why in event_words.RINGS


@register.filter
def approver_words(approver: str) -> StrOrPromise:
    """Write who agreed that a lock may be broken."""
    return fact_words.value_words(approver)


@register.filter
def may_sign_out(viewer: Viewer) -> bool:
    """Return whether the viewer may sign a lost phone out."""
    return viewer.has("supervisor")


@register.simple_tag
def clock_time(moment: datetime | None) -> SafeString:
    """Write the time of day in Japan, 22:14."""
    if moment is None:
        return SafeString("–")
    there = timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', there.isoformat(), f"{there:%H:%M}")


@register.simple_tag
def clock_seconds(moment: datetime | None) -> SafeString:
    """Write the time of day in Japan with seconds, 22:14:05, for timelines."""
    if moment is None:
        return SafeString("–")
    there = timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', there.isoformat(), f"{there:%H:%M:%S}")


@register.simple_tag
def day(moment: date | None) -> SafeString:
    """Write a day with its weekday, 2026年11月22日（日）."""
    if moment is None:
        return SafeString("–")
    on = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    # Translators: a date pattern in Django's letters; English may read "D j M Y"
    written = dateformat.format(on, _("Y年n月j日（D）"))
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), written)


@register.simple_tag(takes_context=True)
def deadline(
    context: dict[str, Any],
    due: date | datetime | None,
    *,
    near: bool = False,
    what: StrOrPromise = "",
) -> SafeString:
    """Write until when something open is due, and how far off that is: in words, shape and colour.

    A day is over when it ends, a moment when it passes. `near` marks what its own alarm calls near.
    """
    if due is None:
        return SafeString("–")
    now = getattr(context.get("request"), "now", None) or clock.now()
    on = timezone.localdate(due) if isinstance(due, datetime) else due
    days = (on - timezone.localdate(now)).days
    late = due <= now if isinstance(due, datetime) else days < 0
    if days > FAR and not near:
        return format_html(
            "{}{}",
            format_html('<span class="quiet small">{}</span> ', what) if what else "",
            day(on),
        )
    tone = "act" if late else "amber" if near or days <= 1 else "plain"
    return format_html(
        '<span class="deadline">{}{} <span class="{}">{}<span class="badge-word">{}</span></span>'
        "</span>",
        format_html('<span class="quiet small">{}</span> ', what) if what else "",
        day(on),
        "quiet small" if tone == "plain" else f"badge tone-{tone}",
        "" if tone == "plain" else icon("clock-alert"),
        _how_far(days, late=late),
    )


def _how_far(days: int, *, late: bool) -> str:
    if late and days == 0:
        return _("今日、期限を過ぎました")
    if late:
        return ngettext("%(days)d 日過ぎています", "%(days)d 日過ぎています", -days) % {
            "days": -days
        }
    if days <= 1:
        return _("明日まで") if days else _("今日まで")
    return ngettext("あと %(days)d 日", "あと %(days)d 日", days) % {"days": days}


@register.simple_tag
def day_time(moment: datetime | None) -> SafeString:
    """Write day and time of day in Japan."""
    return format_html("{} {}", day(moment), clock_time(moment))


@register.filter
def same_minute(one: datetime, other: datetime) -> bool:
    """Say whether two moments read the same on a clock."""
    return f"{timezone.localtime(one):%F %R}" == f"{timezone.localtime(other):%F %R}"


@register.simple_tag
def time_span(from_: datetime, until: datetime, *, days: bool = False) -> SafeString:
    """Write from when until when by the clock; the day once, and one minute as one time."""
    begin = day_time(from_) if days else clock_time(from_)
    if same_minute(from_, until):
        return format_html("{}{}", begin, _("（1 分未満）"))
    same_day = timezone.localdate(from_) == timezone.localdate(until)
    end = clock_time(until) if same_day or not days else day_time(until)
    return format_html("{} – {}", begin, end)


@register.simple_tag
def from_until(span: DateTimeTZRange, *, days: bool = False) -> SafeString:
    """Write from when until when, in words where the end is open."""
    write = day if days else day_time
    if span.upper is None:
        return format_html(_("{} から"), write(span.lower))
    return format_html("{} – {}", write(span.lower), write(span.upper))


@register.simple_tag
def approx_range(earliest: datetime, latest: datetime, *, now: datetime | None = None) -> str:
    """Write a guess as a range, 22:14〜22:25 ごろ, and how long it still takes from `now`."""
    first, last = (f"{timezone.localtime(moment):%H:%M}" for moment in (earliest, latest))
    if first == last:
        written = _("%(time)s ごろ") % {"time": first}
    else:
        written = _("%(first)s〜%(last)s ごろ") % {"first": first, "last": last}
    if now is None or latest <= now:
        return written
    left = ceil((latest - now) / timedelta(minutes=1))
    return written + _("（あと約 %(minutes)d 分）") % {"minutes": left}


@register.simple_tag
def countdown(until: datetime, *, now: datetime | None = None) -> SafeString:
    """Show how long until a moment; the page's script keeps it running."""
    left = max(0, ceil((until - (now or clock.now())).total_seconds()))
    return format_html(
        '<time class="clock" role="timer" datetime="{0}" data-countdown="{0}">{1}</time>',
        until.isoformat(),
        _minutes_and_seconds(left),
    )


@register.simple_tag
def elapsed(since: datetime, *, now: datetime | None = None) -> SafeString:
    """Show how long since a moment; the page's script keeps it running."""
    gone = max(0, int(((now or clock.now()) - since).total_seconds()))
    return format_html(
        '<time class="clock" role="timer" datetime="{0}" data-elapsed-from="{0}">{1}</time>',
        since.isoformat(),
        _minutes_and_seconds(gone),
    )


@register.inclusion_tag("components/work_clock.html")
def work_clock(
    elapsed_seconds: int, limit_minutes: int, *, running: bool, ended: bool = False
) -> WorkClock:
    """Show the net working time against its limit, as figures and as a bar (A1.3)."""
    return {
        "elapsed_text": _minutes_and_seconds(elapsed_seconds),
        "elapsed_seconds": elapsed_seconds,
        "limit_text": _minutes_and_seconds(limit_minutes * 60),
        "limit_seconds": limit_minutes * 60,
        "is_running": running,
        "is_paused": not running and not ended,
        "is_over": elapsed_seconds > limit_minutes * 60,
    }


@register.simple_tag
def page_clock(*, kept: bool = False) -> SafeString:
    """Tell the page's script the product's time and its speed: the demo may run faster.

    A page that a phone keeps tells no time: it would be that of long ago.
    """
    now = clock.now()
    speed = timedelta(hours=1) / (clock.wall_time(now + timedelta(hours=1)) - clock.wall_time(now))
    return format_html(
        '<meta name="kaketsuke-now" content="{}" data-speed="{}">',
        "" if kept else now.isoformat(),
        f"{speed:g}",
    )


@register.simple_tag
def is_demo() -> bool:
    """Say whether everything on the page is invented."""
    return bool(getattr(settings, "DEMO", False))


@register.filter
def alert_icon(level: str) -> SafeString:
    """Draw the icon that goes with a message's level."""
    return icon(_ALERT_ICONS.get(level, "info"))


@register.filter
def alert_tone(level: str) -> str:
    """Return the tone of the alert box for a message's level."""
    return _ALERT_TONES.get(level, "info")


def _minutes_and_seconds(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60) if minutes >= 100 else (0, minutes)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
