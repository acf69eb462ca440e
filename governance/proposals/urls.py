from django.urls import path

from governance.proposals import views
from governance.proposals.vote import guide_views
from governance.proposals.vote import views as vote_views

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
    path("<int:number>/vote/", vote_views.vote, name="vote"),
    path("<int:number>/vote/guide/", guide_views.guide, name="guide"),
    path("<int:number>/vote/try/", guide_views.try_out, name="try_out"),
    path("<int:number>/vote/plan/", vote_views.plan, name="plan"),
    path("<int:number>/vote/open/", vote_views.open_now, name="open_now"),
    path("<int:number>/vote/drop/", vote_views.drop, name="drop_plan"),
    path("<int:number>/vote/rehearse/", vote_views.rehearse, name="rehearse"),
    path("<int:number>/vote/rehearsal/count/", vote_views.count_rehearsal, name="count_rehearsal"),
    path("<int:number>/vote/rehearsal/end/", vote_views.end_rehearsal, name="end_rehearsal"),
    path("<int:number>/vote/extend/", vote_views.extend, name="extend"),
    path("<int:number>/vote/close/", vote_views.close, name="close"),
    path("<int:number>/vote/cancel/", vote_views.cancel, name="cancel"),
    path("<int:number>/vote/proclaim/", vote_views.proclaim, name="proclaim"),
    path("<int:number>/vote/again/", vote_views.again, name="again"),
    path("<int:number>/vote/rest/", vote_views.rest, name="rest"),
    path("<int:number>/vote/waiting/", vote_views.waiting, name="waiting"),
    path("<int:number>/result/", views.result, name="result"),
    path("<int:number>/why/", views.why, name="why"),
]
