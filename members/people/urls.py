from django.urls import path

from members.people import staffing, views

app_name = "members"
urlpatterns = [
    path("", views.index, name="index"),
    path("members.csv", views.export, {"kind": "csv"}, name="export"),
    path("members.xlsx", views.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("new/", views.enter, name="enter"),
    path("staff/", staffing.staff, name="staff"),
    path("staff/give/", staffing.give, name="staff_give"),
    path("staff/<int:pk>/end/", staffing.end, name="staff_end"),
    path("same/", staffing.same, name="same"),
    path("<int:number>/", views.seat, name="seat"),
    path("<int:number>/interests/<int:pk>/over/", views.interest_over, name="interest_over"),
    path("<int:number>/preferences/", views.preferences, name="preferences"),
    path("<int:number>/<slug:name>/", views.act, name="act"),
]
