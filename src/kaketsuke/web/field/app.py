"""The parts of an installable app: its manifest, its worker, and the page that works alone.

None of them holds anything of a person or a case; the phone may keep them for as long as it likes.
"""

import hashlib
import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

STYLES: Final = ("tokens", "base", "layout", "forms", "components", "live", "screens/field")
SCRIPTS: Final = (
    "theme", "clocks", "keys", "app", "live", "signature", "phone_store", "phone_queue",
    "phone_money", "phone_estimate", "phone_alone", "field",
)  # fmt: skip
ICONS: Final = ("icon.svg", "icon-192.png", "icon-512.png")
COLOUR: Final = "#0a5a70"


def kept_on_the_phone() -> list[str]:
    """Return every address that the worker keeps: the page that works alone and what it loads."""
    files = (
        *(f"kaketsuke/css/{name}.css" for name in STYLES),
        *(f"kaketsuke/{name}.js" for name in SCRIPTS),
        *(f"kaketsuke/{name}" for name in ICONS),
        "django_htmx/htmx-2.min.js",
    )
    return [reverse("field_shell"), reverse("field_manifest"), *map(static, files)]


@require_GET
def service_worker(_request: HttpRequest) -> HttpResponse:
    """Give the worker, whose text changes with whatever it keeps."""
    kept = kept_on_the_phone()
    alone = _alone()
    version = hashlib.sha256("".join([*kept, alone]).encode()).hexdigest()[:12]
    given = {"kept": json.dumps(kept), "alone": reverse("field_shell"), "version": version}
    text = render_to_string("field/worker.js", given)
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Give what a phone shows of the app on its first screen."""
    start = reverse("field")
    return JsonResponse(
        {
            "name": _("駆けつけ 作業員"),
            "short_name": _("駆けつけ"),
            "lang": "ja",
            "id": start,
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": COLOUR,
            "icons": [*map(_icon, (192, 512)), _drawn()],
        },
        content_type="application/manifest+json",
    )


def _icon(pixels: int) -> dict[str, str]:
    source = static(f"kaketsuke/icon-{pixels}.png")
    return {"src": source, "sizes": f"{pixels}x{pixels}", "type": "image/png"}


def _drawn() -> dict[str, Any]:
    return {"src": static("kaketsuke/icon.svg"), "sizes": "any", "type": "image/svg+xml"}


@require_GET
def shell(_request: HttpRequest) -> HttpResponse:
    """Give the page that draws the sealed case where no network answers."""
    return HttpResponse(_alone())


def _alone() -> str:
    """Draw the page without the request: it must know neither who asks nor their session.

    The phone keeps it, and the worker would be a new one whenever a byte of it differs.
    """
    return render_to_string("field/alone.html")
