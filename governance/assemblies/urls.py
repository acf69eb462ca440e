"""Addresses of a meeting: what is called, how it is held, and who is there. Proxies and postal forms have theirs in `proxies`."""

from django.urls import path

from governance.assemblies import attendance_views, desk_views, views, voices_views

app_name = "meetings"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", desk_views.plan, name="plan"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", desk_views.revise, name="revise"),
    path("<int:pk>/chair/", desk_views.chair, name="chair"),
    path("<int:pk>/items/new/", desk_views.add_item, name="add_item"),
    path("<int:pk>/items/<int:number>/interested/", desk_views.interested, name="interested"),
    path("<int:pk>/items/<int:number>/off/", desk_views.remove_item, name="remove_item"),
    path("<int:pk>/open/", desk_views.begin, name="begin"),
    path("<int:pk>/close/", desk_views.close, name="close"),
    path("<int:pk>/again/", views.second_call, name="again"),
    path("<int:pk>/attendance/", attendance_views.attending, name="attending"),
    path("<int:pk>/attendance/arrive/", attendance_views.arrive, name="arrive"),
    path("<int:pk>/attendance/<int:attendance>/leave/", attendance_views.depart, name="depart"),
    path("<int:pk>/attendance/<int:attendance>/back/", attendance_views.never_left, name="never_left"),
    path("<int:pk>/attendance/<int:attendance>/mistake/", attendance_views.never_came, name="never_came"),
    path("<int:pk>/attendance/form/", attendance_views.receive, name="receive"),
    path("<int:pk>/voices/", voices_views.voices, name="voices"),
    path("<int:pk>/voices.csv", voices_views.export, name="export"),
]
