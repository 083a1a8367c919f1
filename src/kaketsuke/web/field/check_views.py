"""The pages of the check at the door: each answer leads on, the last press writes."""

from dataclasses import replace
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kaketsuke.database.refusals import Refusal
from kaketsuke.onsite import refusals
from kaketsuke.onsite import services as onsite_services
from kaketsuke.overview import field as field_overview
from kaketsuke.overview.field import Compared, Job
from kaketsuke.rules import site
from kaketsuke.web import data_words
from kaketsuke.web.field import checking, presenting, screens, words
from kaketsuke.web.field.access import own_case, technician_id
from kaketsuke.web.field.check_pages import Page
from kaketsuke.web.field.checking import Checked
from kaketsuke.web.field.forms import StepForm
from kaketsuke.web.permission import PageRequest

FAMILY_ONLY = gettext_lazy(
    "姓だけでは確かめられません。名も、身分証に書かれているとおりに続けて入力してください。"
)
NO_PHONE_ANSWERS = gettext_lazy(
    "登録のお電話では確かめられないため、番号は送っていません。センターの責任者がほかの方法で確かめます。"
    "センターから返事があるまでお待ちください。返事があったら、番号は空けたまま先へ進みます。"
)
AT_THE_DOOR = ("arrived", "under_leave", "check_owed")


@never_cache
@require_http_methods(["GET", "POST"])
@own_case
def check(request: PageRequest, job: Job) -> HttpResponse:
    """Ask the next question of the check, or write its result (A1.2)."""
    if screens.screen_of(job).name not in AT_THE_DOOR:
        return redirect("field_case", job.case_id)
    checked = Checked.opened(request.POST.get("so_far", ""), of=_stay(request, job))
    if "back" in request.POST:
        return _ask(request, job, checked.back())
    if request.method == "POST" and request.POST.get("page"):
        return _answer(request, job, checked)
    return _ask(request, job, checked)


def _stay(request: PageRequest, job: Job) -> str:
    return checking.stay(job.case_id, technician_id=technician_id(request), since=job.since)


def _answer(request: PageRequest, job: Job, checked: Checked) -> HttpResponse:
    said = _judge(request, job, checked)
    page = checking.next_page(checked, said, owed=job.check_owed)
    if request.POST["page"] != page.name:
        # The carried answers went stale: what they ask for now is asked.
        return _ask(request, job, checked)
    form = checking.form_of(page, said, owed=job.check_owed)(request.POST)
    if not form.is_valid():
        return _ask(request, job, checked, form=form, status=422)
    if page.name == "result":
        return _write(request, job, checked, form)
    if page.name == "call_back" and (why := _not_reached(request, job, form)):
        form.add_error("code", why)
        return _ask(request, job, checked, form=form, status=422)
    same, left = _compare(request, job, checked, form) if page.name == "name" else (None, 0)
    if same is Compared.FAMILY_ONLY and left:
        form.add_error("full_name", FAMILY_ONLY)
        return _ask(request, job, checked, form=form, status=422)
    further = checking.add(
        checked, page, form.cleaned_data, same_name=same is Compared.SAME, tried_out=left == 0
    )
    following = checking.next_page(further, _judge(request, job, further), owed=job.check_owed)
    if following.name != "call_back":
        return _ask(request, job, further)
    try:
        with transaction.atomic():
            onsite_services.ask_call_back(
                job.case_id, technician=technician_id(request), now=request.now
            )
    except Refusal as refusal:
        return _ask(request, job, further, error=str(refusal))
    return _ask(request, job, further)


def _compare(
    request: PageRequest, job: Job, checked: Checked, form: django_forms.Form
) -> tuple[Compared, int]:
    """Return what the typed name is, and how often another may still be typed (A1.2.2)."""
    me = technician_id(request)
    left = field_overview.name_tries_left(job.case_id, technician_id=me)
    if left == 0:
        return Compared.OTHER, 0
    said = field_overview.compare_name(
        job.case_id,
        role=checked.answers["role"],
        typed=form.cleaned_data["full_name"],
        at=request.now,
    )
    if said is not Compared.SAME:
        left = onsite_services.name_differed(job.case_id, technician=me, now=request.now)
    return said, left


def _not_reached(request: PageRequest, job: Job, form: django_forms.Form) -> str:
    """Return why the registered phone does not count as reached yet, or nothing (A1.2)."""
    if form.cleaned_data["call_back"] != "yes":
        return ""
    code = form.cleaned_data["code"]
    if not code:
        reached = field_overview.call_back_confirmed(job.case_id)
        return "" if reached else _("4 けたの番号を入力するか、センターの確認をお待ちください。")
    try:
        with transaction.atomic():
            fits = onsite_services.say_code(
                job.case_id, code=code, technician=technician_id(request), now=request.now
            )
    except Refusal as refusal:
        return str(refusal)
    return "" if fits else str(refusals.CALL_BACK_WRONG)


def _write(
    request: PageRequest, job: Job, checked: Checked, form: django_forms.Form
) -> HttpResponse:
    press = StepForm(request.POST)
    press.is_valid()
    try:
        with transaction.atomic():
            written = onsite_services.answer_check(
                job.case_id,
                facts=checked.seen(),
                code_word_said=bool(checked.answers.get("code_word")),
                technician=technician_id(request),
                now=request.now,
                event_at=press.cleaned_data.get("event_at"),
                idempotency_key=press.cleaned_data.get("key"),
                **form.cleaned_data,
            )
    except Refusal as refusal:
        return _ask(request, job, checked, error=str(refusal), status=409)
    messages.success(request, _said(written.answer))
    return redirect("field_case", job.case_id)


def _said(answer: site.SiteAnswer) -> str:
    if answer.outcome != "accept":
        return _("お断りを記録しました。責任者に伝わっています。")
    if checking.AFTER_OPENING in answer.duties:
        return _("特例許可での確認を記録しました。")
    return _("ご本人の確認を記録しました。")


def _judge(request: PageRequest, job: Job, checked: Checked) -> site.SiteAnswer:
    return field_overview.judge(job.case_id, seen=checked.seen(), at=request.now)


def _ask(
    request: PageRequest,
    job: Job,
    checked: Checked,
    *,
    form: django_forms.Form | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    said = _judge(request, job, checked)
    page = checking.next_page(checked, said, owed=job.check_owed)
    number, total = checking.numbered(page, checked, owed=job.check_owed)
    context = {
        **page_context(job, page, said, role=str(checked.answers.get("role") or "")),
        "number": number,
        "total": total,
        "form": form or checking.form_of(page, said, owed=job.check_owed)(),
        "so_far": checked.sealed(of=_stay(request, job)),
        "may_go_back": bool(checked.pages),
        "error": error,
    }
    return render(request, "field/check.html", context, status=status)


def page_context(job: Job, page: Page, said: site.SiteAnswer, *, role: str) -> dict[str, Any]:
    """Return what a question of the check shows beside its form."""
    if page.name == "call_back" and not field_overview.registered_phone_answers(job.case_id):
        page = replace(page, lead=NO_PHONE_ANSWERS)
    return {
        **presenting.around(job),
        "page": page,
        "press": StepForm(auto_id="press-%s"),
        "screen": screens.screen_of(job),
        "role": dict(words.ROLES).get(role, ""),
        **_result(page, said),
    }


def _result(page: Page, answer: site.SiteAnswer) -> dict[str, Any]:
    if page.name != "result":
        return {}
    told = answer.to_json()["findings"]
    effect = "declines" if answer.outcome == "decline" else "allows"
    return {
        "passed": answer.outcome == "accept",
        "under_leave": checking.AFTER_OPENING in answer.duties,
        "findings": _by_reason([each for each in told if each["effect"] in (effect, "informs")]),
        "say": list(
            dict.fromkeys(
                data_words.finding(each["say"]) for each in told if each["effect"] == "declines"
            )
        ),
        "other_ways": words.OTHER_WAYS,
    }


def _by_reason(findings: list[dict[str, str]]) -> list[tuple[str, list[str]]]:
    """Return each reason once, with every clause that it stems from."""
    found: dict[str, list[str]] = {}
    for each in findings:
        found.setdefault(data_words.finding(each["because"]), []).append(each["clause"])
    return list(found.items())
