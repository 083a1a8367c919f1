"""Everything a phone needs to lead its technician through the own live case without a signal.

Screens and questions are drawn here by the same templates as online; where they lead is read from
the same tables. The phone keeps all of it sealed, and forgets it when the case is over.
"""

from typing import Any, Final

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kaketsuke.cases import guards, timings
from kaketsuke.onsite import refusals
from kaketsuke.onsite.services import OnRecord
from kaketsuke.overview import field as field_overview
from kaketsuke.overview import name_digests
from kaketsuke.overview.field import Job
from kaketsuke.transitions import NOT_NOW
from kaketsuke.web.field import (
    check_graph,
    check_views,
    checking,
    forms,
    money_bundle,
    moves,
    presenting,
    screens,
)
from kaketsuke.web.field.access import technician_id
from kaketsuke.web.field.check_graph import Graph, View
from kaketsuke.web.field.steps import STEPS
from kaketsuke.web.fields import LineField
from kaketsuke.web.permission import PageRequest

PART: Final = "field/part.html"
# The phone keeps nothing of a case longer than this after its last contact.
AGREES: Final = ("break", "begin_destructive")
FORGET_AFTER_SECONDS: Final = 12 * 3600
WARNS_WITH_SECONDS_LEFT: Final = 10 * 60


def bundle(request: PageRequest, job: Job) -> dict[str, Any]:
    """Return the case as the phone keeps it: screens, questions, moves, digests of names."""
    jobs, onward = moves.reachable(job, now=request.now)
    names = sorted({name for found in onward.values() for name in _asked(found)})
    return {
        "case": str(job.case_id),
        "number": job.number,
        "technician": str(request.viewer.technician_id),
        "seq": job.last_seq,
        "now": request.now.isoformat(),
        "csrf": get_token(request),
        "forget_after_seconds": FORGET_AFTER_SECONDS,
        "screen": moves.key_of(job),
        "since": job.since.isoformat(),
        "screens": {key: _screen(request, each) for key, each in jobs.items()},
        "steps": {name: _step(request, job, name) for name in names},
        "moves": {
            key: [[each.step, dict(each.when), each.to] for each in found]
            for key, found in onward.items()
        },
        "needs": _needs(),
        "longest": _longest(),
        "waits": {
            "nobody_there": {
                "seconds": round(timings.WAITING.total_seconds()),
                "sentence": _(guards.WAITED.sentence),
            }
        },
        # Each call is a press of its own; the phone counts those that are far enough apart.
        "calls": _calls(job),
        "words": {
            "digits": str(refusals.NO_DIGITS),
            "choose": str(forms.CHOOSE),
            "not_now": _(NOT_NOW),
            "again": _("電波が切れたため、確認を最初から行います。"),
        },
        "warn_seconds": WARNS_WITH_SECONDS_LEFT,
        "online": [name for name, step in STEPS.items() if step.needs_signal],
        # An answer that may be given only after one of these steps was taken.
        "after": {
            "open": {
                "when": {"method": "destructive"},
                "steps": list(AGREES),
                "sentence": str(refusals.AGREE_FIRST),
            }
        },
        "done": ["break"] if job.breaking_agreed else [],
        "checks": _checks(request, jobs),
        "money": money_bundle.money(request, job),
        "names": name_digests.of_case(job.case_id, at=request.now),
        "name_tries_left": field_overview.name_tries_left(
            job.case_id, technician_id=technician_id(request)
        ),
    }


def _calls(job: Job) -> dict[str, Any]:
    return {
        "press": "call_not_answered",
        "before": "nobody_there",
        "wanted": timings.CALLS_BEFORE_NO_SHOW,
        "apart_seconds": round(timings.CALLS_APART.total_seconds()),
        "made": [each.isoformat() for each in job.calls_tried],
        "sentence": str(refusals.CALL_TWICE),
    }


def _asked(found: list[moves.Move]) -> set[str]:
    return {each.step for each in found if each.step in STEPS and STEPS[each.step].form.base_fields}


def _screen(request: PageRequest, job: Job) -> str:
    context = {
        **presenting.screen_context(request, job),
        # What is to pay the phone reckons by itself, so it is given both ends and shows one.
        "collect_form": presenting.form_for("collect"),
        "collect_step": STEPS["collect"],
        "free_form": presenting.form_for("finish_free"),
        "free_step": STEPS["finish_free"],
        "layout": PART,
        "alone": True,
    }
    return render_to_string(context["screen"].template, context, request)


def _step(request: PageRequest, job: Job, name: str) -> str:
    form = presenting.form_for(name, job=job)
    context = {**presenting.step_context(job, name, form), "layout": PART, "alone": True}
    return render_to_string("field/step.html", context, request)


def _needs() -> dict[str, list[dict[str, Any]]]:
    return {
        name: [
            {
                "field": need.field,
                "when": dict(need.when),
                "unless": need.unless,
                "sentence": str(need.sentence),
            }
            for need in step.form.needs
        ]
        for name, step in STEPS.items()
        if step.form.needs
    }


def _longest() -> dict[str, dict[str, dict[str, Any]]]:
    """Return how long the words of a step may be: no box of the browser cuts them."""
    found = {
        name: {
            field_name: {"most": field.max_length, "sentence": _too_long(field)}
            for field_name, field in step.form.base_fields.items()
            if isinstance(field, LineField)
        }
        for name, step in STEPS.items()
    }
    return {name: fields for name, fields in found.items() if fields}


def _too_long(field: LineField) -> str:
    return _("%(most)d 文字までです。短くしてください。") % {"most": field.max_length}


def _checks(request: PageRequest, jobs: dict[str, Job]) -> dict[str, Any]:
    """Return the questions of each screen that has a check, by the screen's key."""
    return {
        key: _check(request, job)
        for key, job in jobs.items()
        if screens.screen_of(job).checks or job.may_begin_under_leave
    }


def _check(request: PageRequest, job: Job) -> dict[str, Any]:
    record: OnRecord = field_overview.on_record(job.case_id, opened=job.check_owed, at=request.now)
    asked: Graph = check_graph.graph(record, owed=job.check_owed)
    return {
        "views": [_view(request, job, view) for view in asked.views],
        "pages": [view.page.name for view in asked.views],
        "results": [_result(view) for view in asked.views],
        "nodes": [
            [node.view, [[dict(given), to] for given, to in node.edges]] for node in asked.nodes
        ],
    }


def _result(view: View) -> str:
    if view.answer is None:
        return ""
    return "owed" if checking.AFTER_OPENING in view.answer.duties else str(view.answer.outcome)


def _view(request: PageRequest, job: Job, view: View) -> str:
    said = view.answer or field_overview.judge(job.case_id, seen={}, at=request.now)
    context = {
        **check_views.page_context(job, view.page, said, role=view.role),
        "layout": PART,
        "number": view.number,
        "total": view.total,
        "form": checking.form_of(view.page, said, owed=view.owed)(),
        "so_far": "",
        "may_go_back": view.page.name not in ("code_word", "who") or view.number > 1,
    }
    return render_to_string("field/check.html", context, request)
