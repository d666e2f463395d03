from django.urls import path

from . import views

urlpatterns = [
    path("pictures/<int:picture_id>/", views.picture, name="picture"),
    path("pictures/<int:picture_id>/look/", views.look, name="look"),
    path("pictures/<int:picture_id>/small/", views.thumb, name="thumb"),
    path("pictures/<int:picture_id>/remove/", views.remove, name="remove"),
    path("pictures/<int:picture_id>/restore/", views.restore, name="restore"),
]
