"""The customer's addresses: short, without sign-in."""

from django.urls import path

from .views import customer

app_name = "complaint"

urlpatterns = [
    path("visit/<str:token>/", customer.tell_of_visit, name="tell"),
    path("case/<str:token>/", customer.case, name="case"),
    path("case/<str:token>/write/", customer.write, name="write"),
    path("case/<str:token>/word/", customer.judge, name="judge"),
    path("<slug:site_code>/", customer.tell_of_site, name="tell_site"),
]
