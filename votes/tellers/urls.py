from django.urls import path

from votes.tellers import views

app_name = "tellers"
urlpatterns = [
    path("<int:round_id>/paper/", views.roll, name="roll"),
    path("<int:round_id>/paper/mark/", views.mark, name="mark"),
    path("<int:round_id>/paper/unmark/", views.unmark, name="unmark"),
    path("<int:round_id>/paper/begin/", views.begin, name="begin"),
    path("<int:round_id>/paper/slips/", views.slips, name="slips"),
    path("<int:round_id>/paper/slips/drop/", views.drop, name="drop"),
    path("<int:round_id>/paper/done/", views.done, name="done"),
    path("<int:round_id>/paper/resume/", views.resume, name="resume"),
    path("<int:round_id>/paper/free/", views.free, name="free"),
    path("<int:round_id>/paper/compare/", views.comparison, name="compare"),
    path("<int:round_id>/paper/agree/", views.agree, name="agree"),
    path("<int:round_id>/paper/reopen/", views.reopen, name="reopen"),
    path("<int:round_id>/paper/control/", views.control_sheet, name="control"),
    path("<int:round_id>/paper/control.csv", views.control_csv, name="control_csv"),
]
