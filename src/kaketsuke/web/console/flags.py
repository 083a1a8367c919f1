"""A supervisor's record: conduct (4.7.5 to 4.7.9) or protection, with facts and a review day."""

import uuid
from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.intake import flag_queries
from kaketsuke.intake import services as intake_services
from kaketsuke.overview import conduct
from kaketsuke.overview.conduct import FlagPage
from kaketsuke.overview.interview import Interview
from kaketsuke.web.acts import day_field
from kaketsuke.web.console.forms import ReasonForm
from kaketsuke.web.console.interview import found_or_404
from kaketsuke.web.fields import OurForm, WordsField
from kaketsuke.web.permission import PageRequest, supervisor_only
from kaketsuke.web.telling import keeping, telling

REVIEW_AFTER = timedelta(days=90)
NEEDS_TWO = "4.7.9"


class FlagForm(OurForm):
    ground = forms.ChoiceField(
        label=gettext_lazy("事由"),
        widget=forms.RadioSelect,
        choices=[
            ("protective", gettext_lazy("保護の指定（暴力・裁判所の命令・居住者どうしの争い）")),
            ("4.7.5", gettext_lazy("4.7.5 ほかの人への不正な行い、またはそのおそれ")),
            ("4.7.6", gettext_lazy("4.7.6 適切な提供が難しい")),
            ("4.7.7", gettext_lazy("4.7.7 度を越えた電話、人や物を傷つける行い")),
            ("4.7.8", gettext_lazy("4.7.8 規約に反する行い")),
            ("4.7.9", gettext_lazy("4.7.9 そのほか（もう一人の責任者の確認が要ります）")),
        ],
        error_messages={"required": gettext_lazy("事由を選んでください。")},
    )
    facts = WordsField(
        label=gettext_lazy("もとになった事実"),
        max_length=1000,
        help_text=gettext_lazy("見たこと、聞いたことだけを書きます。お客さまには知らされません。"),
        error_messages={"required": gettext_lazy("どのような事実にもとづくかを書いてください。")},
    )
    document = forms.CharField(
        label=gettext_lazy("反した書面"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("4.7.8 のときは必ず書きます。例: 重要事項説明書 2022-06-15"),
    )
    clause = forms.CharField(
        label=gettext_lazy("反した条項"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("4.7.8 のときは必ず書きます。例: 4.5"),
        widget=forms.TextInput(attrs={"class": "figures"}),
    )
    review_on = day_field(gettext_lazy("見直す日"))
    until = day_field(
        gettext_lazy("終わる日"),
        required=False,
        help_text=gettext_lazy("空のままなら、責任者が終わらせるまで続きます。"),
    )


class ReviewForm(ReasonForm):
    next_review_on = day_field(gettext_lazy("次に見直す日"))


NOTES = {
    "reviewed": gettext_lazy("見直して続けました"),
    "appealed": gettext_lazy("異議が出ました"),
    "registered": gettext_lazy("この住まいに新しい登録がありました"),
    "upheld": gettext_lazy("異議を確かめ、記録を残しました"),
}


@require_http_methods(["GET", "POST"])
@supervisor_only
def flag(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Record a ground against the caller, or protect the home."""
    found = found_or_404(request, request_id)
    start = {"review_on": timezone.localdate(request.now + REVIEW_AFTER)}
    form = FlagForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        with keeping(form):
            _record(request, found, form)
            messages.success(request, _recorded(form.cleaned_data["ground"]))
            return redirect("console_request", request_id=request_id)
    status = 422 if form.errors else 200
    context = {"form": form, "found": found}
    return render(request, "console/flag.html", context, status=status)


@require_GET
@supervisor_only
def live_flags(request: PageRequest) -> HttpResponse:
    """List what stands, the next to be reviewed first."""
    lines = flag_queries.live_flags(request.viewer, at=request.now)
    today = timezone.localdate(request.now)
    rows = [{"flag": line, "is_due": line.review_on <= today} for line in lines]
    return render(request, "console/live_flags.html", {"rows": rows})


@require_GET
@supervisor_only
def one_flag(request: PageRequest, flag_id: uuid.UUID) -> HttpResponse:
    """Show one record with its facts, to be confirmed or ended."""
    return _show(request, _found_or_404(request, flag_id), ReasonForm())


@require_POST
@supervisor_only
def confirm(request: PageRequest, flag_id: uuid.UUID) -> HttpResponse:
    """Confirm the last ground as the second supervisor (4.7.9)."""
    _found_or_404(request, flag_id)
    with telling(request, _("確認しました。この記録はいまから効力を持ちます。")):
        intake_services.confirm_flag(flag_id, actor=request.viewer.actor, now=request.now)
    return redirect("console_flag", flag_id=flag_id)


@require_POST
@supervisor_only
def note(request: PageRequest, flag_id: uuid.UUID, what: str) -> HttpResponse:
    """Keep a record after a review, note an appeal against it, or uphold it."""
    found = _found_or_404(request, flag_id)
    form = (ReviewForm if what == "review" else ReasonForm)(request.POST)
    if what not in ("review", "appeal", "uphold"):
        raise Http404
    if form.is_valid():
        words = form.cleaned_data["reason"]
        actor, now = request.viewer.actor, request.now
        with keeping(form):
            if what == "review":
                day = form.cleaned_data["next_review_on"]
                intake_services.review_flag(
                    flag_id, words=words, next_review_on=day, actor=actor, now=now
                )
            elif what == "appeal":
                intake_services.appeal_flag(flag_id, words=words, actor=actor, now=now)
            else:
                intake_services.uphold_flag(flag_id, words=words, actor=actor, now=now)
            messages.success(request, _("記録しました。"))
            return redirect("console_flag", flag_id=flag_id)
    return _show(request, found, ReasonForm(), sent={what: form}, status=422)


@require_POST
@supervisor_only
def end(request: PageRequest, flag_id: uuid.UUID) -> HttpResponse:
    """End a record with a reason."""
    found, form = _found_or_404(request, flag_id), ReasonForm(request.POST)
    if form.is_valid():
        reason, actor = form.cleaned_data["reason"], request.viewer.actor
        with keeping(form):
            intake_services.end_flag(flag_id, reason=reason, actor=actor, now=request.now)
            messages.success(request, _("記録を終わらせました。"))
            return redirect("console_flags")
    return _show(request, found, form, status=422)


def _found_or_404(request: PageRequest, flag_id: uuid.UUID) -> FlagPage:
    found = conduct.flag_page(request.viewer, flag_id, now=request.now)
    if found is None:
        raise Http404
    return found


def _show(
    request: PageRequest,
    found: FlagPage,
    form: forms.Form,
    *,
    sent: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    start = {"next_review_on": timezone.localdate(request.now + REVIEW_AFTER)}
    context = {
        "page": found,
        "flag": found.line,
        "form": form,
        "note_forms": {
            "review": ReviewForm(initial=start, auto_id="id_review_%s"),
            "appeal": ReasonForm(auto_id="id_appeal_%s"),
            "uphold": ReasonForm(auto_id="id_uphold_%s"),
            **(sent or {}),
        },
        "opened": next(iter(sent), "") if sent else "",
        "notes": [(NOTES[each.kind], each, who) for each, who in found.notes],
    }
    return render(request, "console/one_flag.html", context, status=status)


def _recorded(ground: str) -> str:
    if ground == NEEDS_TWO:
        return _("記録しました。別の責任者が確認するまで、効力はありません。")
    return _("記録しました。")


def _end_of(day: date | None) -> datetime | None:
    """Return the end of a day in Japan."""
    if day is None:
        return None
    # The calendar's own last day has no day after it; the service refuses both as too far off.
    after = min(day, date.max - timedelta(days=366)) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(after, time()))


def _record(request: PageRequest, found: Interview, form: FlagForm) -> None:
    protective = form.cleaned_data["ground"] == "protective"
    viewer_id = request.viewer.user_id
    assert viewer_id is not None  # noqa: S101 - a supervisor has an account
    intake_services.record_flag(
        form.cleaned_data["ground"],
        company_id=found.request.company_id,
        facts=form.cleaned_data["facts"],
        set_by_id=viewer_id,
        review_on=form.cleaned_data["review_on"],
        dwelling_id=found.home.dwelling_id if found.home and protective else None,
        person_id=None if protective else found.request.requester_person_id,
        document=form.cleaned_data["document"],
        clause=form.cleaned_data["clause"],
        until=_end_of(form.cleaned_data["until"]),
        now=request.now,
    )
