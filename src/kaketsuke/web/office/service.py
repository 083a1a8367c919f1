"""What the service stands on: versions of the written terms, and the companies."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaketsuke.parties import queries as party_queries
from kaketsuke.terms import queries as term_queries
from kaketsuke.web.permission import PageRequest, for_roles


@require_GET
@for_roles("office")
def service(request: PageRequest) -> HttpResponse:
    """Show versions and companies, to be read only."""
    context = {
        "versions": term_queries.version_lines(request.now),
        "companies": party_queries.company_lines(request.viewer, request.now),
        "now": request.now,
    }
    return render(request, "office/service.html", context)
