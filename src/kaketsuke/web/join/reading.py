"""Read the document, then accept it line by line, or decline as easily."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from kaketsuke.accounts import context
from kaketsuke.parties import queries as party_queries
from kaketsuke.residents import services
from kaketsuke.terms import queries as term_queries
from kaketsuke.web.document import pages
from kaketsuke.web.join import draft as drafts
from kaketsuke.web.join.draft import Draft, step
from kaketsuke.web.join.forms import ConsentForm
from kaketsuke.web.permission import PageRequest


@step("join_document")
def document(request: PageRequest, draft: Draft) -> HttpResponse:
    """Show the whole document for this home, and record that it was shown (P-4)."""
    version = term_queries.version_in_force(request.now)
    if draft.version != str(version.pk):
        with context.as_system():
            shown = services.present(
                draft.dwelling_id, version_id=version.pk, channel="web", now=request.now
            )
        draft = drafts.keep(
            request,
            draft,
            version=str(version.pk),
            presentation=str(shown.pk),
            consented_at="",
        )
    context_of_page = {
        **pages.of(version, request.now, search=request.GET.get("q", "")),
        "home": party_queries.dwelling_by_id(draft.dwelling_id),
    }
    return render(request, "join/document.html", context_of_page)


@step("join_consent")
def consent(request: PageRequest, draft: Draft) -> HttpResponse:
    """Take the three lines; all are needed, none is ticked beforehand (2.1, 4.6, 4.9)."""
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        drafts.keep(
            request,
            draft,
            consented_at=draft.consented_at or request.now.isoformat(),
            minor=form.cleaned_data["who"] == "minor",
        )
        return redirect("join_phone")
    version = term_queries.version(UUID(draft.version))
    shown = {"form": form, "version": version, "policy_version": settings.PRIVACY_POLICY_VERSION}
    return render(request, "join/consent.html", shown, status=422 if form.errors else 200)


@step("join_document")
def decline(request: PageRequest, draft: Draft) -> HttpResponse:
    """Decline: nothing of the person is asked or kept, only the dwelling's decline (2.3).

    Who found the home by its address has shown nothing of living there: not registering is all
    that they can do, and a home of somebody else stays as it is.
    """
    if request.method != "POST":
        return render(request, "join/decline.html")
    if draft.invitation_id is not None:
        with context.as_system():
            services.decline(
                draft.dwelling_id,
                version_id=UUID(draft.version) if draft.version else _in_force(request),
                invitation_id=draft.invitation_id,
                now=request.now,
            )
    drafts.forget(request)
    return render(request, "join/declined.html")


def _in_force(request: PageRequest) -> UUID:
    return term_queries.version_in_force(request.now).pk
