"""What is held of persons at all: every declared table with purpose, source and time (4.8)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kaketsuke.database.personal_data import Table
from kaketsuke.privacy import declarations
from kaketsuke.privacy import words as privacy_words
from kaketsuke.web import role_words
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy.requests import desk_only

OWN = _("ご本人")


def _readers(table: Table) -> list[str]:
    roles = {role for each in table.fields.values() for role in each.seen_by}
    return sorted(str(role_words.ROLES.get(role, OWN)) for role in roles)


@require_GET
@desk_only
def declared(request: PageRequest) -> HttpResponse:
    """Show the declarations that disclosure, erasure and the clocks run by."""
    rows = [
        {
            "title": privacy_words.table(table.model),
            "model": table.model,
            "purposes": sorted(
                {str(privacy_words.purpose(each.purpose)) for each in table.fields.values()}
            ),
            "sources": sorted(
                {str(privacy_words.source(each.source)) for each in table.fields.values()}
            ),
            "seen_by": _readers(table),
            "fields": len(table.fields),
            "kept": privacy_words.kept(table.keep),
        }
        for table in declarations.tables()
    ]
    rows.sort(key=lambda row: str(row["title"]))
    return render(request, "privacy/declared.html", {"rows": rows})
