"""Addresses of the owner's portal."""

from django.urls import path

from kaketsuke.web.owner import agents, buildings, inviting, residents, rosters

urlpatterns = [
    path("", buildings.home, name="owner"),
    path("terms/", buildings.terms, name="owner_terms"),
    path("agents/", agents.agents, name="owner_agents"),
    path("agents/<uuid:owner_id>/new/", agents.new_agent, name="owner_new_agent"),
    path("mandates/<uuid:mandate_id>/end/", agents.end_mandate, name="owner_end_mandate"),
    path("buildings/<uuid:building_id>/", buildings.building, name="owner_building"),
    path(
        "buildings/<uuid:building_id>/registrants/",
        residents.registrants,
        name="owner_registrants",
    ),
    path(
        "buildings/<uuid:building_id>/registrants/<uuid:registration_id>/confirm/",
        residents.confirm,
        name="owner_confirm_resident",
    ),
    path(
        "buildings/<uuid:building_id>/registrants/<uuid:registration_id>/moved-out/",
        residents.moved_out,
        name="owner_moved_out",
    ),
    path("buildings/<uuid:building_id>/invite/", inviting.invite, name="owner_invite"),
    path("buildings/<uuid:building_id>/doors/", buildings.doors, name="owner_doors"),
    path("buildings/<uuid:building_id>/letters/", buildings.print_letters, name="owner_letters"),
    path("buildings/<uuid:building_id>/rosters/", rosters.rosters, name="owner_rosters"),
    path(
        "buildings/<uuid:building_id>/rosters/empty/", rosters.template, name="owner_empty_roster"
    ),
    path("rosters/<uuid:upload_id>/", rosters.roster, name="owner_roster"),
    path("rosters/<uuid:upload_id>/commit/", rosters.commit, name="owner_commit_roster"),
    path("rosters/<uuid:upload_id>/discard/", rosters.discard, name="owner_discard_roster"),
    path("rosters/<uuid:upload_id>/rejected/", rosters.rejected, name="owner_rejected_rows"),
]
