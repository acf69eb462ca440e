from django.urls import path

from governance.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.index, name="index"),
    path("bell/", views.bell, name="bell"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:person_id>/<int:entry_id>/told/", views.note_told, name="told"),
    path("read/", views.read_all, name="read_all"),
    path("<int:entry_id>/read/", views.read, name="read"),
]
