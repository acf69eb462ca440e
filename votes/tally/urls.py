from django.urls import path

from votes.tally import box_views, views

app_name = "tally"
urlpatterns = [
    path("<int:round_id>/result.csv", views.result_csv, name="result_csv"),
    path("<int:round_id>/result.json", views.result_json, name="result_json"),
    path("<int:round_id>/box/", box_views.box, name="box"),
    path("<int:round_id>/box/find/", box_views.find, name="find"),
    path("<int:round_id>/box.json", box_views.box_json, name="box_json"),
    path("<int:round_id>/recount.py", box_views.recount_py, name="recount"),
]
