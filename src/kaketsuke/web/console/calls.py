"""The console's first page: a call comes in."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.accounts import live
from kaketsuke.intake import services as intake_services
from kaketsuke.overview import contacts, desk
from kaketsuke.web.console.forms import CallForm
from kaketsuke.web.permission import PageRequest, staff_only


def frame(request: PageRequest, *, here_id: str = "") -> dict[str, object]:
    """Return what the three columns need on every page."""
    return {
        "queue": desk.queue(request.viewer),
        "here_id": here_id,
        "contacts": contacts.numbers_in_force(request.now),
        "now": request.now,
        "live_ticket": live.make_company_ticket(request.viewer.company_ids),
    }


@require_GET
@staff_only
def home(request: PageRequest) -> HttpResponse:
    """Show the place where a call begins."""
    return render(request, "console/home.html", {**frame(request), "form": CallForm()})


@require_GET
@staff_only
def queue(request: PageRequest) -> HttpResponse:
    """Show the left column alone, for live pages."""
    context = {"queue": desk.queue(request.viewer), "here_id": request.GET.get("here", "")}
    return render(request, "console/queue.html", context)


@require_POST
@staff_only
def call(request: PageRequest) -> HttpResponse:
    """Take a call: it is kept with its number, and the interview begins."""
    form = CallForm(request.POST)
    if not form.is_valid():
        return render(request, "console/home.html", {**frame(request), "form": form}, status=422)
    actor = request.viewer.actor
    taken = intake_services.open_call(form.cleaned_data["number"], actor=actor, now=request.now)
    company_id = desk.company_of_number(request.viewer, form.cleaned_data["number"])
    begun = intake_services.start_request(
        taken, company_id=company_id, actor=actor, received_at=request.now, now=request.now
    )
    return redirect("console_request", request_id=begun.id)
