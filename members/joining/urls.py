from django.urls import path

from members.joining import exclusion_views, views

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
    path("applications/<int:pk>/ratify/", views.ratify, name="ratify"),
    path("exclusions/", exclusion_views.index, name="exclusions"),
    path("exclusions/new/<int:number>/", exclusion_views.begin, name="begin_exclusion"),
    path("exclusions/<int:pk>/", exclusion_views.procedure, name="exclusion"),
    path("exclusions/<int:pk>/answer/", exclusion_views.answer, name="answer_exclusion"),
    path("exclusions/<int:pk>/hear/", exclusion_views.step, {"name": "hear"}, name="hear_exclusion"),
    path("exclusions/<int:pk>/exclude/", exclusion_views.step, {"name": "exclude"}, name="exclude"),
    path("exclusions/<int:pk>/drop/", exclusion_views.step, {"name": "drop"}, name="drop_exclusion"),
]
