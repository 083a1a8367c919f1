"""Addresses of the office's and the auditor's pages."""

from django.urls import path

from kaketsuke.web.office import (
    accounts,
    audit,
    buildings,
    companies,
    contractor_terms,
    fees,
    follow_ups,
    home,
    owners,
    prices,
    receipts,
    record,
    service,
    statements,
)

urlpatterns = [
    path("", home.home, name="office"),
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("follow-ups/<uuid:follow_up_id>/", follow_ups.follow_up, name="follow_up"),
    path("receipts/", receipts.receipts, name="office_receipts"),
    path("receipts/export/<slug:kind>/", receipts.export, name="office_receipts_export"),
    path("receipts/<uuid:case_id>.pdf", receipts.receipt_pdf, name="office_receipt_pdf"),
    path("receipts/<uuid:case_id>/return.pdf", receipts.return_pdf, name="office_return_pdf"),
    path("refunds/", receipts.refunds, name="office_refunds"),
    path("refunds/<uuid:case_id>/", receipts.refund, name="office_refund"),
    path("statements/", statements.statements, name="office_statements"),
    path("statements/<uuid:payable_id>/", statements.pay, name="office_statement_pay"),
    path("fees/", fees.fees, name="office_fees"),
    path("fees/<uuid:company_id>/<uuid:firm_id>/", fees.set_fee, name="office_set_fee"),
    path("record/", record.verify, name="verify_record"),
    path("record/search/", audit.search, name="audit_search"),
    path("record/export/", audit.export, name="audit_export"),
    path("record/export/<slug:kind>/<uuid:subject_id>/", audit.export_chain, name="audit_chain"),
    path("buildings/", buildings.buildings, name="office_buildings"),
    path("buildings/new/", buildings.new_building, name="office_new_building"),
    path("buildings/<uuid:building_id>/", buildings.building, name="office_building"),
    path(
        "buildings/<uuid:building_id>/<slug:what>/",
        buildings.building_act,
        name="office_building_act",
    ),
    path("doors/<uuid:dwelling_id>/<slug:what>/", buildings.door_act, name="office_door_act"),
    path(
        "owner-roles/<uuid:building_owner_id>/",
        buildings.owner_role_act,
        name="office_owner_role",
    ),
    path(
        "contracts/<uuid:cover_id>/<slug:what>/",
        buildings.contract_act,
        name="office_contract_act",
    ),
    path("owners/", owners.owners, name="office_owners"),
    path("owners/new/", owners.new_owner, name="office_new_owner"),
    path("owners/<uuid:owner_id>/", owners.owner, name="office_owner"),
    path("owners/<uuid:owner_id>/agents/", owners.new_agent, name="office_new_agent"),
    path("mandates/<uuid:mandate_id>/end/", owners.end_mandate, name="office_end_mandate"),
    path("companies/", companies.companies, name="office_companies"),
    path("companies/<uuid:company_id>/", companies.company, name="office_company"),
    path(
        "companies/<uuid:company_id>/<slug:what>/",
        companies.company_act,
        name="office_company_act",
    ),
    path("areas/<uuid:area_id>/end/", companies.end_area, name="office_end_area"),
    path(
        "contractor-contracts/<uuid:edge_id>/terms/",
        contractor_terms.terms,
        name="office_contractor_terms",
    ),
    path("service/", service.service, name="office_service"),
    path("service/upload/", service.upload, name="office_upload"),
    path("service/<uuid:version_id>/", service.version, name="office_version"),
    path("service/<uuid:version_id>/confirm/", service.confirm, name="office_confirm"),
    path("service/<uuid:version_id>/publish/", service.publish, name="office_publish"),
    path(
        "service/<uuid:version_id>/since/<uuid:other_id>/", service.changes, name="office_changes"
    ),
    path("prices/", prices.prices, name="office_prices"),
    path("prices/<uuid:company_id>/<slug:what>/", prices.price_act, name="office_price_act"),
    path("accounts/", accounts.accounts, name="office_accounts"),
    path("accounts/new/", accounts.new_account, name="office_new_account"),
    path("accounts/<uuid:account_id>/", accounts.account, name="office_account"),
    path("accounts/<uuid:account_id>/password/", accounts.new_password, name="office_new_password"),
    path(
        "accounts/<uuid:account_id>/roles/<uuid:grant_id>/end/",
        accounts.end_role,
        name="office_end_role",
    ),
    path(
        "accounts/<uuid:account_id>/<slug:what>/", accounts.account_act, name="office_account_act"
    ),
]
