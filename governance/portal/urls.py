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
    path("verify/", views.verify, name="verify"),
    path("register.jsonl", views.export, name="export"),
    path("verify_register.py", views.verifier, name="verifier"),
    path("decisions.atom", Decisions(), name="feed"),
]
