"""Addresses of a contractor's desk."""

from django.urls import path

from kaketsuke.web.contractor import crew, desk, portraits, statement

urlpatterns = [
    path("", desk.desk, name="contractor"),
    path("offers/<uuid:offer_id>/accept/", desk.accept, name="contractor_accept"),
    path("offers/<uuid:offer_id>/pass/", desk.pass_on, name="contractor_pass"),
    path("cases/<uuid:case_id>/withdraw/", desk.withdraw, name="contractor_withdraw"),
    path("statement/", statement.statement, name="contractor_statement"),
    path("statement/<slug:kind>/", statement.export, name="contractor_statement_export"),
    path("technicians/<uuid:technician_id>/", crew.member, name="contractor_member"),
    path("technicians/<uuid:technician_id>/papers/", crew.papers, name="contractor_papers"),
    path("technicians/<uuid:technician_id>/leave/", crew.leave, name="contractor_leave"),
    path(
        "technicians/<uuid:technician_id>/portrait/",
        portraits.portrait,
        name="contractor_portrait",
    ),
    path(
        "technicians/<uuid:technician_id>/portrait/remove/",
        portraits.remove,
        name="contractor_portrait_remove",
    ),
    path(
        "technicians/<uuid:technician_id>/shifts/<uuid:shift_id>/end/",
        crew.end_shift,
        name="contractor_end_shift",
    ),
]
