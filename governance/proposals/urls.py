from django.urls import path

from governance.proposals import views

app_name = "proposals"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("preview/", views.preview, name="preview"),
    path("round/<int:round_id>/", views.of_round, name="of_round"),
    path("<int:number>/", views.detail, name="detail"),
    path("<int:number>/edit/", views.edit, name="edit"),
    path("<int:number>/versions/", views.versions, name="versions"),
    path("<int:number>/region/<slug:name>/", views.region, name="region"),
    path("<int:number>/submit/", views.submit, name="submit"),
    path("<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:number>/comment/", views.comment, name="comment"),
    path("<int:number>/comment/<int:comment_id>/remove/", views.remove_comment, name="remove_comment"),
    path("<int:number>/files/", views.attach, name="attach"),
    path("<int:number>/files/<int:attachment_id>/", views.download, name="download"),
    path("<int:number>/files/<int:attachment_id>/remove/", views.detach, name="detach"),
    path("<int:number>/agenda/", views.table, name="table"),
    path("<int:number>/agenda/off/", views.take_off, name="take_off"),
    path("<int:number>/vote/", views.vote, name="vote"),
    path("<int:number>/vote/close/", views.close, name="close"),
    path("<int:number>/vote/cancel/", views.cancel, name="cancel"),
    path("<int:number>/result/", views.result, name="result"),
    path("<int:number>/why/", views.why, name="why"),
]
