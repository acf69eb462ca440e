from django.urls import path

from members.joining import excluding, views

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
    path("exclusions/", excluding.index, name="exclusions"),
    path("exclusions/new/<int:number>/", excluding.begin, name="begin_exclusion"),
    path("exclusions/<int:pk>/", excluding.procedure, name="exclusion"),
    path("exclusions/<int:pk>/answer/", excluding.answer, name="answer_exclusion"),
    path("exclusions/<int:pk>/hear/", excluding.step, {"name": "hear"}, name="hear_exclusion"),
    path("exclusions/<int:pk>/exclude/", excluding.step, {"name": "exclude"}, name="exclude"),
    path("exclusions/<int:pk>/drop/", excluding.step, {"name": "drop"}, name="drop_exclusion"),
]
