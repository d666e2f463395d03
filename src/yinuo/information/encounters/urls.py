from django.urls import path

from . import views

urlpatterns = [
    path("contacts/", views.encounters, name="list"),
    path("customers/<int:customer_id>/contacts/", views.record, name="record"),
]
