"""Puts a case on the technician's phone: one screen, its forms, what is to pay."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kaketsuke.accounts import live
from kaketsuke.money import queries as money_queries
from kaketsuke.money.bills import BillLine
from kaketsuke.overview.field import Job
from kaketsuke.web import premises
from kaketsuke.web.field import forms, screens, words
from kaketsuke.web.field.steps import STEPS, Step
from kaketsuke.web.permission import PageRequest

WITH_MONEY = ("working", "collect")


# From here on something can have been damaged.
AT_THE_DOOR = ("arrived", "verified", "working", "opened", "halted", "settled")


def form_for(
    name: str, data: Any = None, files: Any = None, *, job: Job | None = None
) -> forms.StepForm:
    """Return the form of a step, empty or with what was pressed."""
    form = STEPS[name].form(data, files, auto_id=f"{name}-%s")
    if job is not None:
        form.for_job(job)
    return form


def screen(
    request: PageRequest, job: Job, *, error: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """Show the one screen for where the case stands."""
    context = {**screen_context(request, job), "error": error, **more}
    return render(request, context["screen"].template, context, status=status)


def screen_context(request: PageRequest, job: Job) -> dict[str, Any]:
    """Return what the screen of a case shows."""
    shown = screens.screen_of(job)
    context = {
        **around(job),
        "screen": shown,
        "main": STEPS.get(shown.main),
        "main_name": shown.main,
        "main_form": form_for(shown.main) if shown.main else None,
        "others": _with_names(shown.others),
        "may_leave": shown.may_leave,
        "may_report_damage": job.state in AT_THE_DOOR,
        "exit_form": form_for("safe_exit"),
        "halt": words.HALTS.get(job.halted_by, words.ANY_HALT),
        "other_ways": words.OTHER_WAYS,
        "now": request.now,
        **(_money(job, request) if shown.name in WITH_MONEY else {}),
    }
    return context | (ending(job) if shown.name == "end" else {})


def step_context(job: Job, name: str, form: forms.StepForm) -> dict[str, Any]:
    """Return what the page of a step shows; breaking without an approval asks for one (2.1)."""
    return {
        **around(job),
        "name": name,
        "step": STEPS[name],
        "form": form,
        "screen": screens.screen_of(job),
        "asks_approval": STEPS[name].form is forms.BreakForm and not job.breaking_approvers,
        "ask_step": STEPS["ask_breaking"],
        "ask_form": form_for("ask_breaking"),
    }


def around(job: Job) -> dict[str, Any]:
    """Return what every page of a case shows around its task."""
    return {
        "job": job,
        "cause": words.CAUSES.get(job.cause, job.cause),
        "premises": premises.rows(job.premises),
        "attendant": words.ATTENDANTS.get(job.attendance, ""),
        "clock_text": f"{job.clock.seconds // 60}:{job.clock.seconds % 60:02d}",
        "clock_limit_seconds": job.clock.allowed_minutes * 60,
        "live_ticket": live.make_case_ticket(job.case_id),
    }


def ending(job: Job) -> dict[str, Any]:
    """Return how it ended for the technician, with the receipt where there is one."""
    outcome = "done" if job.state == "settled" else job.outcome
    receipt = money_queries.receipt_of(job.case_id) if outcome == "done" else None
    return {"end": words.ENDS.get(outcome, words.RELEASED), "receipt": receipt}


def _with_names(names: tuple[str, ...]) -> list[tuple[str, Step, forms.StepForm]]:
    return [(name, STEPS[name], form_for(name)) for name in names]


def _billed(each: BillLine) -> dict[str, Any]:
    line = each.line
    return {
        "description": line.description,
        "name_en": line.name_en,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_yen": line.unit_yen,
        "amount_yen": each.amount_yen,
    }


def _collecting(total_yen: int) -> forms.StepForm:
    form = form_for("collect")
    form.initial["shown_yen"] = total_yen
    return form


def _money(job: Job, request: PageRequest) -> dict[str, Any]:
    estimates = money_queries.estimates_of(job.case_id)
    approved = next((each for each in estimates if each.approved), None)
    bill = money_queries.bill(job.case_id, at=request.now)
    free = bill.total_yen == 0
    return {
        "open_estimate": next((each for each in estimates if each.open), None),
        "approved_estimate": approved,
        "to_begin": [
            (line, forms.StepForm(auto_id=f"line-{line.id}-%s"))
            for line in (approved.lines if approved else ())
            if line.kind != "overtime" and line.begun_at is None
        ],
        "bill": bill,
        "bill_lines": [_billed(line) for line in bill.charged],
        "collect_form": form_for("finish_free") if free else _collecting(bill.total_yen),
        "collect_name": "finish_free" if free else "collect",
        "collect_step": STEPS["finish_free" if free else "collect"],
    }
