"""The street map: one include per room."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

# Administrators come in by the same door as everyone, with its codes, passkeys and limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

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
