from django.urls import path

from members.people import views

app_name = "members"
urlpatterns = [
    path("", views.index, name="index"),
    path("members.csv", views.export, {"kind": "csv"}, name="export"),
    path("members.xlsx", views.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("<int:number>/", views.seat, name="seat"),
    path("<int:number>/preferences/", views.preferences, name="preferences"),
    path("<int:number>/<slug:name>/", views.act, name="act"),
]
