from django.urls import path

from governance.assemblies import views

app_name = "assemblies"
urlpatterns = [
    path("<int:pk>/again/", views.again, name="again"),
]
