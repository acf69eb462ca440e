from django.urls import path

from members.shares import views

app_name = "shares"
urlpatterns = [
    path("", views.register, name="register"),
    path("new/<slug:operation>/", views.enter, name="enter"),
    path("<int:no>/correct/", views.correct, name="correct"),
    path("register.csv", views.export, {"kind": "csv"}, name="export_csv"),
    path("register.xlsx", views.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("register.pdf", views.export, {"kind": "pdf"}, name="export_pdf"),
    path("of/<int:number>/", views.account, name="account"),
    path("of/<int:number>/statement.csv", views.statement, {"kind": "csv"}, name="statement_csv"),
    path("of/<int:number>/statement.xlsx", views.statement, {"kind": "xlsx"}, name="statement_xlsx"),
    path("of/<int:number>/statement.pdf", views.statement, {"kind": "pdf"}, name="statement_pdf"),
]
