"""Addresses of the technician's phone."""

from django.urls import path

from kaketsuke.web.field import app, check_views, damage_views, drain, estimate_views, orders, views

urlpatterns = [
    path("", views.start, name="field"),
    path("sw.js", app.service_worker, name="field_worker"),
    path("app.webmanifest", app.manifest, name="field_manifest"),
    path("alone/", app.shell, name="field_shell"),
    path("actions/", drain.take_up, name="field_actions"),
    path("offers/<uuid:offer_id>/accept/", views.accept_offer, name="field_accept"),
    path("offers/<uuid:offer_id>/pass/", views.pass_offer, name="field_pass"),
    path("cases/<uuid:case_id>/", views.case, name="field_case"),
    path("cases/<uuid:case_id>/bundle/", views.bundle, name="field_bundle"),
    path("paper/form.pdf", orders.paper_pdf, name="field_paper"),
    path("cases/<uuid:case_id>/order/", orders.order, name="field_order"),
    path("cases/<uuid:case_id>/order/job-order.pdf", orders.order_pdf, name="field_order_pdf"),
    path("cases/<uuid:case_id>/second/leaves/", views.second_leaves, name="field_second_leaves"),
    path("cases/<uuid:case_id>/position/", views.position, name="field_position"),
    path("cases/<uuid:case_id>/pulse/", views.pulse, name="field_pulse"),
    path("cases/<uuid:case_id>/damage/", damage_views.damage, name="field_damage"),
    path("cases/<uuid:case_id>/check/", check_views.check, name="field_check"),
    path("cases/<uuid:case_id>/estimate/", estimate_views.estimate, name="field_estimate"),
    path("cases/<uuid:case_id>/estimate/payer/", estimate_views.payer, name="field_payer"),
    path(
        "cases/<uuid:case_id>/estimate/<uuid:estimate_id>/answer/",
        estimate_views.answer,
        name="field_answer",
    ),
    path(
        "cases/<uuid:case_id>/estimate/<uuid:estimate_id>/sheet.pdf",
        estimate_views.sheet,
        name="field_sheet",
    ),
    path(
        "cases/<uuid:case_id>/lines/<uuid:line_id>/begin/",
        estimate_views.begin_line,
        name="field_begin_line",
    ),
    path("cases/<uuid:case_id>/steps/<slug:name>/", views.step, name="field_step"),
]
