"""Addresses of the console."""

from django.urls import path

from kaketsuke.web.console import (
    board,
    calls,
    candidates,
    cases,
    decisions,
    estimates,
    flags,
    interview,
    outbox,
)

urlpatterns = [
    path("", calls.home, name="console"),
    path("queue/", calls.queue, name="console_queue"),
    path("calls/", calls.call, name="console_call"),
    path("requests/<uuid:request_id>/", interview.request_page, name="console_request"),
    path("requests/<uuid:request_id>/facts/", interview.state, name="console_request_facts"),
    path("requests/<uuid:request_id>/caller/", interview.caller, name="console_request_caller"),
    path(
        "requests/<uuid:request_id>/attendant/",
        interview.attendant,
        name="console_request_attendant",
    ),
    path("requests/<uuid:request_id>/accept/", decisions.accept, name="console_request_accept"),
    path("requests/<uuid:request_id>/decline/", decisions.decline, name="console_request_decline"),
    path("requests/<uuid:request_id>/refer/", decisions.refer, name="console_request_refer"),
    path("requests/<uuid:request_id>/allow/", decisions.allow, name="console_request_allow"),
    path("requests/<uuid:request_id>/refuse/", decisions.refuse, name="console_request_refuse"),
    path("requests/<uuid:request_id>/do/<slug:what>/", decisions.do, name="console_request_do"),
    path("requests/<uuid:request_id>/flag/", flags.flag, name="console_request_flag"),
    path("flags/", flags.live_flags, name="console_flags"),
    path("flags/<uuid:flag_id>/", flags.one_flag, name="console_flag"),
    path("flags/<uuid:flag_id>/confirm/", flags.confirm, name="console_flag_confirm"),
    path("flags/<uuid:flag_id>/note/<slug:what>/", flags.note, name="console_flag_note"),
    path("flags/<uuid:flag_id>/end/", flags.end, name="console_flag_end"),
    path("cases/<uuid:case_id>/", cases.case_page, name="console_case"),
    path("cases/<uuid:case_id>/candidates/", candidates.candidates, name="console_case_candidates"),
    path("cases/<uuid:case_id>/live/", cases.live, name="console_case_live"),
    path("cases/<uuid:case_id>/note/<slug:what>/", cases.note, name="console_case_note"),
    path("cases/<uuid:case_id>/leave/", cases.leave, name="console_case_leave"),
    path("cases/<uuid:case_id>/do/<slug:event>/", cases.do, name="console_case_do"),
    path("cases/<uuid:case_id>/estimate/", estimates.by_telephone, name="console_estimate"),
    path("cases/<uuid:case_id>/estimate/sheet.pdf", estimates.sheet, name="console_estimate_sheet"),
    path(
        "cases/<uuid:case_id>/follow-ups/<uuid:follow_up_id>/",
        cases.follow_up,
        name="console_follow_up",
    ),
    path("board/", board.board, name="console_board"),
    path("outbox/", outbox.outbox, name="console_outbox"),
    path("outbox/<uuid:message_id>/retry/", outbox.retry, name="console_outbox_retry"),
]
