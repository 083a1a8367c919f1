"""Those who may speak for an owner: a legal person has agents, from a day until a day (A1.2.1)."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.accounts import context as viewer_context
from kaketsuke.overview import owners_view
from kaketsuke.parties import registry
from kaketsuke.web.acts import perform
from kaketsuke.web.office import owners as office_owners
from kaketsuke.web.owner.access import for_owners
from kaketsuke.web.permission import PageRequest


@require_GET
@for_owners
def agents(request: PageRequest) -> HttpResponse:
    """List the agents of each owner that the viewer acts for."""
    found = owners_view.own_mandates(request.viewer, at=request.now)
    return render(request, "owner/agents.html", {"owners": found})


@require_http_methods(["GET", "POST"])
@for_owners
def new_agent(request: PageRequest, owner_id: uuid.UUID) -> HttpResponse:
    """Let somebody speak for an owner."""
    owner = registry.owner_of(request.viewer, owner_id)
    if owner is None or owner_id not in request.viewer.owner_ids or not owner.legal_person:
        raise Http404
    back = reverse("owner_agents")
    # A person is written by the product: an owner is shown nobody.
    with viewer_context.as_system():
        return perform(
            request, office_owners.APPOINT, owner, back=back, about=owner.legal_name, nav="owner"
        )


@require_http_methods(["GET", "POST"])
@for_owners
def end_mandate(request: PageRequest, mandate_id: uuid.UUID) -> HttpResponse:
    """End a mandate of an own agent."""
    mandate = registry.mandate(mandate_id)
    if mandate is None or mandate.owner_id not in request.viewer.owner_ids:
        raise Http404
    back = reverse("owner_agents")
    about = owners_view.agent_of(mandate)
    return perform(request, office_owners.END_MANDATE, mandate, back=back, about=about, nav="owner")
