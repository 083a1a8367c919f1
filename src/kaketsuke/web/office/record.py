"""The auditor's page: does the record of a case stand as it was written?"""

from typing import Any

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

SUCH_AS = gettext_lazy("K- に続く番号を入力してください。")


def case_number(*, required: bool = True) -> forms.RegexField:
    """Return the field for the number of a case, read in any width."""
    return forms.RegexField(
        r"^\s*[KkＫｋ]?[-－]?\s*(\d{1,9})\s*$",
        label=gettext_lazy("案件の番号"),
        help_text=gettext_lazy("例: K-1024") if required else "",
        required=required,
        error_messages={"invalid": SUCH_AS, "required": SUCH_AS},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "figures"}),
    )


def digits(number: str) -> int | None:
    """Return the figures of a number as it was typed; None where nothing was."""
    found = "".join(each for each in number if each.isdecimal())
    return int(found) if found else None


class CaseNumberForm(forms.Form):
    number = case_number()

    def clean_number(self) -> int | None:
        """Return the digits."""
        return digits(self.cleaned_data["number"])


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
    return page(request, form=form, found=found)


def page(
    request: PageRequest, *, form: CaseNumberForm, found: Any = None, export: Any = None
) -> HttpResponse:
    """Show the page with its two forms as they stand."""
    with context.as_system():  # it sums everything and says nothing of anybody
        newest = audit_queries.newest_checkpoint()
    shown = {
        "form": form,
        "found": found,
        "export": export or CaseNumberForm(auto_id="export-%s", initial=_number_of(found)),
        "checkpoint": newest,
        "checkpoint_late": newest and newest.made_at < request.now - NIGHT_AND_A_HALF,
    }
    is_wrong = form.errors or (export is not None and export.errors)
    return render(request, "office/record.html", shown, status=422 if is_wrong else 200)


def _number_of(found: record.CaseRecord | None) -> dict[str, str]:
    return {"number": f"K-{found.number}"} if found else {}
