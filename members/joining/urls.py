from django.urls import path

from members.joining import views

app_name = "joining"
urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("apply/", views.apply, name="apply"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("leave/<int:number>/", views.leave, name="leave"),
    path("applications/", views.applications, name="applications"),
    path("applications.csv", views.export, {"kind": "csv"}, name="export_csv"),
    path("applications.xlsx", views.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("applications/<int:pk>/", views.application, name="application"),
    path("applications/<int:pk>/admit/", views.admit, name="admit"),
    path("applications/<int:pk>/refuse/", views.refuse, name="refuse"),
]
