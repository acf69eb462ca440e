"""What the entrance has beside allauth's own pages."""

from django.urls import path

from members.people import mailing, proving
from members.people import strangers as strangers  # codes are those of an address once this is imported
from members.people import times as times  # the database's clock judges once this is imported

urlpatterns = [
    path("mail/", mailing.whereabouts, name="account_mail"),
    path("prove/", proving.prove, name="account_prove"),
]
