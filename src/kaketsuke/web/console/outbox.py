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

SHOWN = 100
# What follows a case, opens a complaint or claim, or lets somebody register for a home.
TOKEN = re.compile(r"/([tcr])/[\w:%-]+")


@require_GET
@staff_only
def outbox(request: PageRequest) -> HttpResponse:
    """Show the newest messages of the viewer's companies."""
    found = notify_queries.recent(request.viewer, SHOWN)
    context = {
        "messages_sent": found if settings.DEMO else [without_token(each) for each in found],
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
    shown = notify_queries.recent(request.viewer, SHOWN)
    if message_id not in {message.id for message in shown}:
        raise Http404
    notify_services.retry(message_id)
    messages.success(request, _("もう一度送ります。"))
    return redirect("console_outbox")
