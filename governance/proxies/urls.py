"""Addresses of the proxies and postal forms of a meeting, and of proxies given for one vote."""

from django.urls import path

from governance.proxies import mistake_views, paper_views, postal_views, views

app_name = "proxies"
urlpatterns = [
    path("<int:pk>/give/<int:number>/", views.give, name="give"),
    path("<int:pk>/paper/", paper_views.paper, name="paper"),
    path("<int:pk>/paper/<int:proxy>/mistake/", mistake_views.annul, name="annul"),
    path("<int:pk>/forms/", postal_views.forms_read, name="forms"),
    path("<int:pk>/forms/<int:form>/", postal_views.read_form, name="read_form"),
    path("<int:pk>/forms/<int:form>/mistake/", mistake_views.set_aside, name="set_aside"),
    path("vote/<int:round_id>/give/<int:number>/", views.give_in_round, name="give_in_round"),
    path("one/<int:pk>/accept/", views.accept, name="accept"),
    path("one/<int:pk>/decline/", views.decline, name="decline"),
    path("one/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("one/<int:pk>/scan/", views.scan, name="scan"),
]
