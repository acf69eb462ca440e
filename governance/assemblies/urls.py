"""Addresses of a meeting: what is called, and how it is held. Its voices have theirs in `proxies`."""

from django.urls import path

from governance.assemblies import desk, views

app_name = "meetings"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", desk.plan, name="plan"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", desk.revise, name="revise"),
    path("<int:pk>/chair/", desk.chair, name="chair"),
    path("<int:pk>/items/new/", desk.add_item, name="add_item"),
    path("<int:pk>/items/<int:number>/interested/", desk.interested, name="interested"),
    path("<int:pk>/items/<int:number>/off/", desk.remove_item, name="remove_item"),
    path("<int:pk>/open/", desk.begin, name="begin"),
    path("<int:pk>/close/", desk.close, name="close"),
    path("<int:pk>/again/", views.again, name="again"),
]
