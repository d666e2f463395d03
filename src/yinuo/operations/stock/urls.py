from django.urls import path

from . import views

urlpatterns = [
    path("parts/", views.parts, name="parts"),
    path("parts/new/", views.new, name="new"),
    path("parts/coming/", views.coming, name="coming"),
    path("parts/<int:part_id>/", views.part, name="part"),
    path("parts/<int:part_id>/change/", views.change, name="change"),
    path("parts/<int:part_id>/receive/", views.receive, name="receive"),
    path("parts/<int:part_id>/count/", views.count, name="count"),
    path("parts/<int:part_id>/order/", views.order, name="order"),
    path("parts/<int:part_id>/shelve/", views.shelve, name="shelve"),
    path("parts/orders/<int:order_id>/receive/", views.receive_order, name="receive_order"),
    path("parts/orders/<int:order_id>/cancel/", views.cancel_order, name="cancel_order"),
]
