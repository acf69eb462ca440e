"""Addresses of the voices at a meeting, and of proxies given for one vote."""

from django.urls import path

from governance.proxies import checking_in, desk, views

app_name = "proxies"
urlpatterns = [
    path("<int:pk>/give/<int:number>/", views.give, name="give"),
    path("<int:pk>/paper/", desk.paper, name="paper"),
    path("<int:pk>/paper/<int:proxy>/mistake/", checking_in.annul, name="annul"),
    path("<int:pk>/attendance/", checking_in.attending, name="attending"),
    path("<int:pk>/attendance/arrive/", checking_in.arrive, name="arrive"),
    path("<int:pk>/attendance/<int:attendance>/leave/", checking_in.depart, name="depart"),
    path("<int:pk>/attendance/<int:attendance>/back/", checking_in.never_left, name="never_left"),
    path("<int:pk>/attendance/<int:attendance>/mistake/", checking_in.never_came, name="never_came"),
    path("<int:pk>/attendance/form/", checking_in.receive, name="receive"),
    path("<int:pk>/forms/", desk.forms_read, name="forms"),
    path("<int:pk>/forms/<int:form>/", desk.read_form, name="read_form"),
    path("<int:pk>/forms/<int:form>/mistake/", checking_in.set_aside, name="set_aside"),
    path("<int:pk>/voices/", desk.voices, name="voices"),
    path("<int:pk>/voices.csv", desk.export, name="export"),
    path("vote/<int:round_id>/give/<int:number>/", views.give_in_round, name="give_in_round"),
    path("one/<int:pk>/accept/", views.accept, name="accept"),
    path("one/<int:pk>/decline/", views.decline, name="decline"),
    path("one/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("one/<int:pk>/scan/", views.scan, name="scan"),
]
