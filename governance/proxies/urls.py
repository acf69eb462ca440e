from django.urls import path

from governance.proxies import checking_in, desk, views

app_name = "proxies"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", desk.plan, name="plan"),
    path("<int:pk>/", views.sitting, name="sitting"),
    path("<int:pk>/edit/", desk.revise, name="revise"),
    path("<int:pk>/chair/", desk.chair, name="chair"),
    path("<int:pk>/items/new/", desk.add_item, name="add_item"),
    path("<int:pk>/items/<int:number>/interested/", desk.interested, name="interested"),
    path("<int:pk>/items/<int:number>/off/", desk.remove_item, name="remove_item"),
    path("<int:pk>/give/<int:number>/", views.give, name="give"),
    path("<int:pk>/paper/", desk.paper, name="paper"),
    path("<int:pk>/attendance/", checking_in.attending, name="attending"),
    path("<int:pk>/attendance/arrive/", checking_in.arrive, name="arrive"),
    path("<int:pk>/attendance/<int:presence>/leave/", checking_in.depart, name="depart"),
    path("<int:pk>/attendance/<int:presence>/back/", checking_in.never_left, name="never_left"),
    path("<int:pk>/attendance/<int:presence>/mistake/", checking_in.never_came, name="never_came"),
    path("<int:pk>/forms/<int:form>/mistake/", checking_in.set_aside, name="set_aside"),
    path("<int:pk>/paper/<int:proxy>/mistake/", checking_in.annul, name="annul"),
    path("<int:pk>/attendance/form/", checking_in.receive, name="receive"),
    path("<int:pk>/forms/", desk.forms_read, name="forms"),
    path("<int:pk>/forms/<int:form>/", desk.read_form, name="read_form"),
    path("<int:pk>/voices/", desk.voices, name="voices"),
    path("<int:pk>/voices.csv", desk.export, name="export"),
    path("<int:pk>/open/", desk.begin, name="begin"),
    path("<int:pk>/close/", desk.close, name="close"),
    path("vote/<int:round_id>/give/<int:number>/", views.give_in_round, name="give_in_round"),
    path("one/<int:pk>/accept/", views.accept, name="accept"),
    path("one/<int:pk>/decline/", views.decline, name="decline"),
    path("one/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("one/<int:pk>/scan/", views.scan, name="scan"),
]
