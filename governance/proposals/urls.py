from importlib import import_module

from django.urls import path

from governance.proposals import agenda_views, discussion_views, file_views, views
from governance.proposals.ways import ways

app_name = "proposals"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("preview/", views.preview, name="preview"),
    path("<int:number>/", views.detail, name="detail"),
    path("<int:number>/edit/", views.edit, name="edit"),
    path("<int:number>/versions/", views.versions, name="versions"),
    path("<int:number>/region/<slug:name>/", views.region, name="region"),
    path("<int:number>/submit/", views.submit, name="submit"),
    path("<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:number>/comment/", discussion_views.comment, name="comment"),
    path(
        "<int:number>/comment/<int:comment_id>/remove/",
        discussion_views.remove_comment,
        name="remove_comment",
    ),
    path("<int:number>/files/", file_views.attach, name="attach"),
    path("<int:number>/files/<int:attachment_id>/", file_views.download, name="download"),
    path("<int:number>/files/<int:attachment_id>/remove/", file_views.detach, name="detach"),
    path("<int:number>/agenda/", agenda_views.table, name="table"),
    path("<int:number>/agenda/off/", agenda_views.take_off, name="take_off"),
    # Where each way of deciding has its pages.
    *(address for way in ways() if way.urls for address in import_module(way.urls).urlpatterns),
]
