"""The clocks of retention: their last runs, and one that only counts."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaketsuke.privacy import queries, services, tasks
from kaketsuke.privacy import words as privacy_words
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy.requests import desk_only
from kaketsuke.web.telling import telling


@require_http_methods(["GET", "POST"])
@desk_only
def clocks(request: PageRequest) -> HttpResponse:
    """Show the last runs of the clocks; begin one that only counts."""
    if request.method == "POST":
        with telling(request, _("数え始めました。終わると、ここに結果が出ます。")):
            run = services.begin_retention(
                dry_run=True, asked_by=request.viewer.user_id, now=request.now
            )
            tasks.retention_step.defer(run_id=str(run.pk))
        return redirect("privacy_clocks")
    runs = [
        {
            "run": each,
            "lines": [
                {"title": privacy_words.table(model), **counts}
                for model, counts in each.counts.items()
            ],
        }
        for each in queries.retention_runs()
    ]
    return render(request, "privacy/clocks.html", {"runs": runs})
