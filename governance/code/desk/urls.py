from django.urls import path

from governance.code.desk import article_views, views

app_name = "code"
urlpatterns = [
    path("", views.index, name="index"),
    path("start/", views.start, name="start"),
    path("<int:number>/", views.edition, name="edition"),
    path("<int:number>/about/", views.about, name="about"),
    path("<int:number>/changes/", views.changes, name="changes"),
    path("<int:number>/update/", views.update, name="update"),
    path("<int:number>/preview/", article_views.preview, name="preview"),
    path("<int:number>/enact/", views.enact, name="enact"),
    path("<int:number>/discard/", views.discard, name="discard"),
    path("<int:number>/articles/new/", article_views.new_article, name="new_article"),
    path("<int:number>/articles/<int:pk>/", article_views.article, name="article"),
    path("<int:number>/articles/<int:pk>/remove/", article_views.remove_article, name="remove_article"),
    path("<int:number>/articles/<int:pk>/values/", article_views.choose, name="choose"),
    path("<int:number>/articles/<int:pk>/values/<str:key>/", article_views.value, name="value"),
    path(
        "<int:number>/articles/<int:pk>/values/<str:key>/remove/",
        article_views.remove_value,
        name="remove_value",
    ),
]
