"""What was sent and what would be sent, as its reader sees it."""

import re
import uuid
from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify import services as notify_services
from kaketsuke.notify.queries import ShownMessage
from kaketsuke.web.permission import PageRequest, staff_only
from kaketsuke.web.templatetags.paging import asked_page

# What follows a case, opens a complaint or claim, or lets somebody register for a home.
TOKEN = re.compile(r"/([tcr])/[\w:%-]+")


@require_GET
@staff_only
def outbox(request: PageRequest) -> HttpResponse:
    """Show the newest messages of the viewer's companies."""
    found = notify_queries.recent(request.viewer, page=asked_page(request))
    shown = found.rows if settings.DEMO else [without_token(each) for each in found.rows]
    context = {
        "page": found.showing(shown),
        "failing": notify_queries.failing(),
    }
    return render(request, "console/outbox.html", context)


def without_token(message: ShownMessage) -> ShownMessage:
    """Return the message without what its link opens: colleagues are not the reader.

    The demo shows it, since there nobody else is there to follow the link.
    """
    return replace(message, body=TOKEN.sub(r"/\1/…", message.body))


@require_POST
@staff_only
def retry(request: PageRequest, message_id: uuid.UUID) -> HttpResponse:
    """Send a failed message again now."""
    if not notify_queries.is_of(request.viewer, message_id):
        raise Http404
    notify_services.retry(message_id)
    messages.success(request, _("もう一度送ります。"))
    return redirect("console_outbox")
