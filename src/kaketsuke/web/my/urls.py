"""Addresses of my page."""

from django.urls import path

from kaketsuke.web.my import asked, contact, signing_in, views

urlpatterns = [
    path("", views.home, name="my"),
    path("sign-in/", signing_in.sign_in, name="my_sign_in"),
    path("sign-in/code/", signing_in.code, name="my_sign_in_code"),
    path("sign-in/code/again/", signing_in.code_again, name="my_sign_in_code_again"),
    path("sign-in/who/", signing_in.who, name="my_sign_in_who"),
    path("sign-in/first/", signing_in.first, name="my_sign_in_first"),
    path("name/", views.name, name="my_name"),
    path("contact/", contact.add, name="my_contact"),
    path("contact/code/", contact.code, name="my_contact_code"),
    path("contact/<uuid:contact_point_id>/remove/", contact.remove, name="my_contact_remove"),
    path("consent/", views.renew, name="my_renew"),
    path("data/", views.own_data, name="my_data"),
    path("data/<uuid:request_id>/answer.pdf", asked.answer, name="my_answer"),
    path("registrations/<uuid:registration_id>/end/", views.end, name="my_end"),
    path("cases/<uuid:case_id>/follow/", views.follow, name="my_follow"),
    path("cases/<uuid:case_id>/receipt/", views.receipt, name="my_receipt"),
]
