"""A paper form entered later (X-11): the same checks by the same services, with both times kept."""

import uuid
from datetime import datetime
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kaketsuke.accounts.viewers import Actor
from kaketsuke.cases import services as case_services
from kaketsuke.database.refusals import Refusal
from kaketsuke.onsite import services as onsite_services
from kaketsuke.overview import field as field_overview
from kaketsuke.overview.case_page import CasePage
from kaketsuke.web.console.cases import found_or_404
from kaketsuke.web.field import check_pages, checking, words
from kaketsuke.web.field.checking import Checked
from kaketsuke.web.field.forms import OpenForm, choice
from kaketsuke.web.permission import PageRequest, staff_only
from kaketsuke.web.telling import keeping

SAME = (("yes", gettext_lazy("登録と同じ")), ("no", gettext_lazy("登録と違う")))
TIMES: Final = ("arrived_at", "checked_at", "begun_at", "tested_at")
BEFORE_THE_DOOR: Final = ("assigned", "en_route")


class PaperRefused(Refusal):
    """The paper lacks what the checks ask for."""


def _time(label: Any, *, required: bool = False) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"})
    return forms.DateTimeField(label=label, required=required, widget=widget)


class PaperForm(OpenForm):
    """What stands on the paper; what was not reached stays empty."""

    arrived_at = _time(gettext_lazy("到着の時刻"), required=True)
    code_word = choice(gettext_lazy("お客さまの言った合言葉は"), SAME, required=False)
    role = choice(gettext_lazy("ドアの前にいた方"), words.ROLES, required=False)
    kind = choice(gettext_lazy("見せていただいた身分証"), words.DOCUMENTS, required=False)
    has_photo = choice(gettext_lazy("顔写真がありますか"), words.YES_NO, required=False)
    expired = choice(gettext_lazy("有効期限が切れていますか"), words.YES_NO, required=False)
    name = choice(gettext_lazy("身分証のお名前"), SAME, required=False)
    face = choice(gettext_lazy("写真の顔と同じですか"), words.YES_NO, required=False)
    address = choice(gettext_lazy("身分証の住所"), words.ADDRESS, required=False)
    checked_at = _time(gettext_lazy("確認が終わった時刻"))
    begun_at = _time(gettext_lazy("作業を始めた時刻"))
    tested_at = _time(gettext_lazy("ドアの試験が終わった時刻"))

    field_order = (
        "arrived_at", "code_word", "role", "kind", "has_photo", "expired", "name", "face",
        "address", "checked_at", "begun_at", "method", "lock_usable", "if_unusable",
        "declined_because", "interim_kind", "interim_decided_by", "interim_until", "interim_note",
        "tested_at",
    )  # fmt: skip

    def __init__(self, *given: Any, now: datetime, **kept: Any) -> None:
        """Nothing on paper happened after it was entered."""
        super().__init__(*given, **kept)
        self.now = now
        for name in ("method", "lock_usable"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Times run forward and end before now."""
        cleaned = super().clean() or {}
        given = [(name, cleaned[name]) for name in TIMES if cleaned.get(name)]
        for (_before, earlier), (name, later) in pairwise(given):
            if later < earlier:
                self.add_error(name, _("前の時刻より後の時刻を入力してください。"))
        for name, moment in given:
            if moment > self.now:
                self.add_error(name, _("いまより後の時刻は入力できません。"))
        if cleaned.get("tested_at") and not (cleaned.get("method") and cleaned.get("lock_usable")):
            self.add_error("method", _("開けた方法と、鍵が使えるかを選んでください。"))
        return cleaned


@never_cache
@require_http_methods(["GET", "POST"])
@staff_only
def paper(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Enter what stands on a technician's paper form."""
    page = found_or_404(request, case_id)
    if page.lead is None or page.is_over:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = PaperForm(posted, now=request.now, auto_id="open-%s")
    if posted is not None and form.is_valid():
        with keeping(form):
            with transaction.atomic():
                _enter(page, form.cleaned_data, form, request.viewer.actor, request.now)
            messages.success(request, _("紙の記録を入力しました。"))
            return redirect("console_case", case_id=case_id)
    context = {"page": page, "case": page.case, "form": form}
    return render(request, "console/paper.html", context, status=422 if form.errors else 200)


def _enter(
    page: CasePage, given: dict[str, Any], form: PaperForm, actor: Actor, now: datetime
) -> None:
    """Take the steps that stand on the paper, each at its own time. Raises: Refusal."""
    if page.lead is None:
        raise PaperRefused(_("この案件に担当の作業員はいません。"))
    case_id, who = page.case.id, page.lead.technician_id
    by: dict[str, Any] = {"technician": who, "now": now}
    if page.case.state in BEFORE_THE_DOOR:
        onsite_services.arrive(
            case_id, no_position_because="paper", event_at=given["arrived_at"], **by
        )
    if given["checked_at"]:
        _check(case_id, given, by)
    if given["begun_at"]:
        onsite_services.begin_work(case_id, event_at=given["begun_at"], **by)
    if given["tested_at"]:
        usable = given["lock_usable"] == "yes"
        onsite_services.open_door(
            case_id,
            method=given["method"],
            lock_usable=usable,
            if_unusable="" if usable else given["if_unusable"],
            declined_because=given["declined_because"],
            interim=form.interim,
            event_at=given["tested_at"],
            **by,
        )
    times = {name: given[name] for name in TIMES if given[name]}
    case_services.remark(case_id, remark="PaperEntered", actor=actor, now=now, facts=times)


def _check(case_id: UUID, given: dict[str, Any], by: dict[str, Any]) -> None:
    """Walk the questions in the phone's order; the written service decides (A1.2)."""
    at = given["checked_at"]
    owed = field_overview.job(case_id, at=at).check_owed
    checked = Checked()
    while True:
        said = field_overview.judge(case_id, seen=checked.seen(), at=at)
        page = checking.next_page(checked, said, owed=owed)
        if page.name == "result":
            break
        checked = _answered(checked, page, given, case_id)
    onsite_services.answer_check(
        case_id,
        facts=checked.seen(),
        code_word_said=bool(checked.answers.get("code_word")),
        event_at=at,
        **by,
    )


def _answered(
    checked: Checked, page: check_pages.Page, given: dict[str, Any], case_id: UUID
) -> Checked:
    if page.name == "call_back":
        if not field_overview.call_back_confirmed(case_id):
            raise PaperRefused(_("登録のお電話への確認を先に記録してください（現地の対応）。"))
        return checked.but("call_back", call_back=True)
    if page.name == "name_other":
        return checking.add(checked, page, {"again": "other"}, same_name=False)
    if page.name == "name" and given["name"]:
        return checking.add(checked, page, {}, same_name=given["name"] == "yes")
    asked = {name: given.get(name) for name in page.form.base_fields}
    if page.name == "code_word_wrong" or not all(asked.values()):
        said = _("「%(page)s」が足りません。紙の順番どおりに入力してください。")
        raise PaperRefused(said % {"page": page.title})
    return checking.add(checked, page, asked, same_name=False)
