"""The customer's addresses: short, without sign-in."""

from django.urls import path

from .views import customer

app_name = "customer"

urlpatterns = [
    path("c/<str:token>/", customer.estimate, name="estimate"),
    path("c/<str:token>/answer/", customer.answer, name="answer"),
    path("c/<str:token>/pictures/<int:picture_id>/", customer.picture, name="picture"),
]
