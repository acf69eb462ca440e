from django.urls import path

from governance.home import views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.my_home, name="mine"),
    path("home/turn/", views.region, name="turn"),
    path("me/", views.me, name="me"),
    path("me/be/<int:pk>/", views.be, name="be"),
    path("me/data/", views.data, name="data"),
    path("me/forget/", views.be_forgotten, name="forget"),
    path("me/data.zip", views.data_archive, name="data_archive"),
    path("desk/", views.desk, name="desk"),
    path("desk/journal/", views.journal, name="journal"),
    path("language/", views.language, name="language"),
]
