"""The auditor's page: does the record of a case stand as it was written?"""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kaketsuke.accounts import context
from kaketsuke.audit import queries as audit_queries
from kaketsuke.overview import record
from kaketsuke.privacy.telling import NIGHT_AND_A_HALF
from kaketsuke.web.permission import PageRequest, auditor_only


class CaseNumberForm(forms.Form):
    number = forms.RegexField(
        r"^\s*[KkＫｋ]?[-－]?\s*(\d{1,9})\s*$",
        label=gettext_lazy("案件の番号"),
        help_text=gettext_lazy("例: K-1024"),
        error_messages={"invalid": gettext_lazy("K- に続く番号を入力してください。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "figures"}),
    )

    def clean_number(self) -> int:
        """Return the digits."""
        return int("".join(each for each in self.cleaned_data["number"] if each.isdecimal()))


@require_GET
@auditor_only
def verify(request: PageRequest) -> HttpResponse:
    """Verify one case's chain now; the whole record is verified on the machine."""
    form = CaseNumberForm(request.GET if "number" in request.GET else None)
    found = None
    if form.is_valid():
        found = record.case_record(request.viewer, form.cleaned_data["number"])
        if found is None:
            form.add_error("number", _("この番号の案件は見つかりません。"))
    status = 422 if form.errors else 200
    with context.as_system():  # it sums everything and says nothing of anybody
        newest = audit_queries.newest_checkpoint()
    shown = {
        "form": form,
        "found": found,
        "checkpoint": newest,
        "checkpoint_late": newest and newest.made_at < request.now - NIGHT_AND_A_HALF,
    }
    return render(request, "office/record.html", shown, status=status)
