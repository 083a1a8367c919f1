"""The operator's numbers with their hours, for every page that people outside read (3.2, F)."""

from typing import Any

from django import template

from kaketsuke import clock
from kaketsuke.overview import contacts

register = template.Library()


@register.inclusion_tag("public/contacts.html", takes_context=True)
def public_contacts(context: dict[str, Any]) -> dict[str, Any]:
    """Show the numbers of the terms in force, and which of them answer now."""
    now = getattr(context.get("request"), "now", None) or clock.now()
    return {"lines": context.get("contacts") or contacts.numbers_in_force(now), "now": now}
