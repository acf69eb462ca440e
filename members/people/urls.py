from django.urls import path

from members.people import staff_views, views

app_name = "members"
urlpatterns = [
    path("", views.index, name="index"),
    path("members.csv", views.export, {"kind": "csv"}, name="export"),
    path("members.xlsx", views.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("new/", views.enter, name="enter"),
    path("staff/", staff_views.staff, name="staff"),
    path("staff/give/", staff_views.give, name="staff_give"),
    path("staff/<int:pk>/end/", staff_views.end, name="staff_end"),
    path("same/", staff_views.merge_people, name="same"),
    path("<int:number>/", views.seat, name="seat"),
    path("<int:number>/interests/<int:pk>/over/", views.interest_over, name="interest_over"),
    path("<int:number>/preferences/", views.preferences, name="preferences"),
    path("<int:number>/<slug:name>/", views.act, name="act"),
]
