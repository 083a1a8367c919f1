"""The language of the pages, which is also the one in which an account is written to."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from kaketsuke.accounts import services as account_services
from kaketsuke.web.permission import PageRequest


@require_POST
def choose(request: PageRequest) -> HttpResponse:
    """Take the language for this browser, and for messages to whoever is signed in."""
    language = request.POST.get("language", "")
    if request.viewer.user_id is not None and language in dict(settings.LANGUAGES):
        account_services.choose_language(request.viewer.user_id, language)
    answer: HttpResponse = set_language(request)
    return answer
