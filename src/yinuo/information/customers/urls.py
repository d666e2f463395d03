from django.urls import path

from . import views

urlpatterns = [
    path("customers/", views.customers, name="list"),
    path("customers/<int:customer_id>/", views.customer, name="customer"),
    path("customers/<int:customer_id>/change/", views.change, name="change"),
    path("customers/<int:customer_id>/consent/", views.consent, name="consent"),
]
