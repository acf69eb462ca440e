from django.urls import path

from governance.code import views

app_name = "code"
urlpatterns = [
    path("", views.index, name="index"),
    path("start/", views.start, name="start"),
    path("<int:number>/", views.edition, name="edition"),
    path("<int:number>/about/", views.about, name="about"),
    path("<int:number>/changes/", views.changes, name="changes"),
    path("<int:number>/update/", views.update, name="update"),
    path("<int:number>/preview/", views.preview, name="preview"),
    path("<int:number>/enact/", views.enact, name="enact"),
    path("<int:number>/discard/", views.discard, name="discard"),
    path("<int:number>/articles/new/", views.new_article, name="new_article"),
    path("<int:number>/articles/<int:pk>/", views.article, name="article"),
    path("<int:number>/articles/<int:pk>/remove/", views.remove_article, name="remove_article"),
    path("<int:number>/articles/<int:pk>/values/", views.choose, name="choose"),
    path("<int:number>/articles/<int:pk>/values/<str:key>/", views.value, name="value"),
    path("<int:number>/articles/<int:pk>/values/<str:key>/remove/", views.remove_value, name="remove_value"),
]
