"""How much of a long list is shown, and the ways to the rest."""

from typing import Any, Final

from django import template
from django.http import HttpRequest

from kaketsuke.database.paging import MOST, Page

register = template.Library()

_LONGEST: Final = 6


def asked_page(request: HttpRequest, name: str = "page") -> int:
    """Return which page is asked for; what is no number is the first."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < _LONGEST else 1


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: dict[str, Any], page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Say how many there are and which are shown, with links to the pages before and after.

    `name` tells two lists of one page apart; what else was asked for stays.
    """

    def way(number: int) -> str:
        query = context["request"].GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "most": MOST,
        "before": way(page.number - 1) if page.number > 1 else "",
        "after": way(page.number + 1) if page.has_more else "",
    }
