from django.urls import path

from votes.ballots import views

app_name = "ballots"
urlpatterns = [
    path("<int:round_id>/ballot/", views.booth, name="booth"),
    path("<int:round_id>/receipt/", views.receipt, name="receipt"),
]
