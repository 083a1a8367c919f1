"""Addresses of the office's and the auditor's pages."""

from django.urls import path

from kaketsuke.web.office import follow_ups, receipts, record, service

urlpatterns = [
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("follow-ups/<uuid:follow_up_id>/", follow_ups.follow_up, name="follow_up"),
    path("service/", service.service, name="office_service"),
    path("receipts/", receipts.receipts, name="office_receipts"),
    path("receipts/export/<slug:kind>/", receipts.export, name="office_receipts_export"),
    path("receipts/<uuid:case_id>.pdf", receipts.receipt_pdf, name="office_receipt_pdf"),
    path("refunds/", receipts.refunds, name="office_refunds"),
    path("refunds/<uuid:case_id>/", receipts.refund, name="office_refund"),
    path("record/", record.verify, name="verify_record"),
]
