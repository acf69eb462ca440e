from django.urls import path

from governance.portal import views
from governance.portal.feeds import Decisions

app_name = "portal"
urlpatterns = [
    path("", views.decisions, name="decisions"),
    path("now/", views.now, name="now"),
    path("decisions/<int:year>/<int:rank>/", views.decision, name="decision"),
    path("follow/<int:number>/", views.follow, name="follow"),
    path("functioning/", views.functioning, name="functioning"),
    path("code/", views.code, name="code"),
    path("code/compare/", views.compare_editions, name="compare"),
    path("code/<int:number>/", views.edition, name="edition"),
    path("code/<int:number>.pdf", views.edition_pdf, name="edition_pdf"),
    path("verify/", views.verify, name="verify"),
    path("anchors/", views.anchors, name="anchors"),
    path("secrecy/", views.secrecy, name="secrecy"),
    path("register.jsonl", views.export, name="export"),
    path("register.csv", views.table, {"kind": "csv"}, name="export_csv"),
    path("register.xlsx", views.table, {"kind": "xlsx"}, name="export_xlsx"),
    path("verify_register.py", views.verifier, name="verifier"),
    path("decisions.atom", Decisions(), name="feed"),
]
