"""The street map: one include per room."""

from django.apps import apps
from django.conf import settings
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from config.moved import moved
from core.journal.office import office

# allauth's own limits answer as ours do.
handler429 = "config.middleware.too_often"
handler500 = "config.broken.broken"

# What the back office calls its sections; rooms have no apps.py to say it in.
for room, name in {"people": _("Members"), "circles": _("Circles"), "code": _("Code social")}.items():
    apps.get_app_config(room).verbose_name = name

urlpatterns = [
    path("", include("governance.home.urls")),
    path("proposals/", include("governance.proposals.urls")),
    path("rounds/", include("votes.ballots.urls")),
    path("rounds/", include("votes.tally.urls")),
    path("rounds/", include("votes.tellers.urls")),
    path("members/", include("members.people.urls")),
    path("join/", include("members.joining.urls")),
    path("shares/", include("members.shares.urls")),
    path("meetings/", include("governance.assemblies.urls")),
    path("meetings/", include("governance.proxies.urls")),
    # Where meetings stood in earlier releases: mails lead there.
    path("proxies/<path:suffix>", moved, {"to": "/meetings/"}, name="moved"),
    path("proxies/", moved, {"to": "/meetings/"}, name="moved_home"),
    path("circles/", include("governance.circles.urls")),
    path("desk/code/", include("governance.code.desk.urls")),
    path("notices/", include("governance.notifications.urls")),
    path("open/", include("governance.portal.urls")),
    path("desk/imports/", include("members.imports.urls")),
    path("account/", include("members.people.entrance")),
    path("account/", include("allauth.urls")),
    path("admin/", office.urls),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("demo.urls"))]
