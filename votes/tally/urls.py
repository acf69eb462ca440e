from django.urls import path

from votes.tally import views

app_name = "tally"
urlpatterns = [
    path("<int:round_id>/result.csv", views.result_csv, name="result_csv"),
    path("<int:round_id>/result.json", views.result_json, name="result_json"),
]
