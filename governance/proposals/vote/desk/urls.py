"""Where a vote has its pages, among the addresses of proposals."""

from django.urls import path

from governance.proposals.vote.desk import guide_views, leading_views, plan_views, result_views

urlpatterns = [
    path("round/<int:round_id>/", result_views.of_round, name="of_round"),
    path("<int:number>/vote/", plan_views.vote, name="vote"),
    path("<int:number>/vote/guide/", guide_views.guide, name="guide"),
    path("<int:number>/vote/try/", guide_views.try_out, name="try_out"),
    path("<int:number>/vote/plan/", plan_views.plan, name="plan"),
    path("<int:number>/vote/open/", plan_views.open_now, name="open_now"),
    path("<int:number>/vote/drop/", plan_views.drop, name="drop_plan"),
    path("<int:number>/vote/rehearse/", plan_views.rehearse, name="rehearse"),
    path("<int:number>/vote/rehearsal/count/", plan_views.count_rehearsal, name="count_rehearsal"),
    path("<int:number>/vote/rehearsal/end/", plan_views.end_rehearsal, name="end_rehearsal"),
    path("<int:number>/vote/extend/", leading_views.extend, name="extend"),
    path("<int:number>/vote/close/", leading_views.close, name="close"),
    path("<int:number>/vote/cancel/", leading_views.cancel, name="cancel"),
    path("<int:number>/vote/proclaim/", leading_views.proclaim, name="proclaim"),
    path("<int:number>/vote/again/", leading_views.vote_again, name="again"),
    path("<int:number>/vote/rest/", leading_views.rest, name="rest"),
    path("<int:number>/vote/waiting/", leading_views.waiting, name="waiting"),
    path("<int:number>/result/", result_views.result, name="result"),
    path("<int:number>/why/", result_views.why_not_voting, name="why"),
]
