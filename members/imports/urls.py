from django.urls import path

from members.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("tables/<slug:kind>.csv", views.table, {"format": "csv"}, name="table_csv"),
    path("tables/<slug:kind>.xlsx", views.table, {"format": "xlsx"}, name="table_xlsx"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/columns/", views.match, name="match"),
    path("<int:pk>/state/", views.region, name="region"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/errors.csv", views.errors, {"format": "csv"}, name="errors_csv"),
    path("<int:pk>/errors.xlsx", views.errors, {"format": "xlsx"}, name="errors_xlsx"),
]
