from django.urls import path

from governance.circles import views

app_name = "circles"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.detail, name="detail"),
]
