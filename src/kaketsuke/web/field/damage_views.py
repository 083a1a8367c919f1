"""The technician says that something was damaged: a claim is opened for the resident (4.2)."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kaketsuke.claims import services as claim_services
from kaketsuke.overview.field import Job
from kaketsuke.web.claims import words
from kaketsuke.web.field.access import own_case, technician_id
from kaketsuke.web.fields import OurForm, WordsField
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.presses import key_of
from kaketsuke.web.telling import keeping


class DamageForm(OurForm):
    harm = forms.ChoiceField(
        label=gettext_lazy("損害の種類"),
        widget=forms.RadioSelect,
        choices=list(words.HARMS.items()),
        error_messages={"required": gettext_lazy("損害の種類を選んでください。")},
    )
    words = WordsField(
        label=gettext_lazy("どのような損害か"),
        max_length=1000,
        help_text=gettext_lazy("見たことだけを書きます。お名前や番号は書きません。"),
        error_messages={"required": gettext_lazy("どのような損害かを書いてください。")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@own_case
def damage(request: PageRequest, job: Job) -> HttpResponse:
    """Report damage at once; the desk sees to the rest, and the resident is told."""
    form = DamageForm(request.POST if request.method == "POST" else None)
    key = key_of(request) or uuid4()
    if form.is_valid():
        with keeping(form):
            claim_services.report_damage(
                job.case_id,
                harm=form.cleaned_data["harm"],
                words=form.cleaned_data["words"],
                technician_id=technician_id(request),
                key=key,
                now=request.now,
            )
            messages.success(request, _("損害を報告しました。担当がお客さまへ連絡します。"))
            return redirect("field_case", job.case_id)
    context = {"job": job, "form": form, "key": key}
    return render(request, "field/damage.html", context, status=422 if form.errors else 200)
