"""The street map: one include per room."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("governance.home.urls")),
    path("proposals/", include("governance.proposals.urls")),
    path("rounds/", include("votes.ballots.urls")),
    path("circles/", include("governance.circles.urls")),
    path("notices/", include("governance.notifications.urls")),
    path("open/", include("governance.portal.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("governance.exchange.urls"))]
