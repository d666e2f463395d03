from django.urls import path

from . import views

urlpatterns = [
    path("vehicles/new/", views.new, name="new"),
    path("vehicles/look/", views.look, name="look"),
    path("vehicles/<int:vehicle_id>/", views.vehicle, name="vehicle"),
    path("vehicles/<int:vehicle_id>/change/", views.change, name="change"),
    path("vehicles/<int:vehicle_id>/mileage/", views.mileage, name="mileage"),
    path("vehicles/<int:vehicle_id>/people/", views.relate, name="relate"),
    path("vehicles/<int:vehicle_id>/people/<int:relation_id>/end/", views.end_relation, name="end_relation"),
]
