from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.choose_face, name="who"),
    path("be/<slug:role>/", views.be, name="be"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:letter_id>/", views.letter, name="letter"),
    path("mailbox/<int:letter_id>/html/", views.letter_html, name="letter_html"),
]
