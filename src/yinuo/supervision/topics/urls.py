from django.urls import path

from . import views

app_name = "topics"

urlpatterns = [
    path("topics/", views.topics, name="list"),
    path("topics/texts/", views.texts, name="texts"),
    path("topics/texts/<int:text_id>/", views.text, name="text"),
    path("topics/texts/<int:text_id>/move/", views.move_text, name="move_text"),
    path("topics/changes/<int:change_id>/undo/", views.undo, name="undo"),
    path("topics/<int:topic_id>/", views.topic, name="topic"),
    path("topics/<int:topic_id>/name/", views.name, name="name"),
    path("topics/<int:topic_id>/merge/", views.merge, name="merge"),
    path("topics/<int:topic_id>/split/", views.split, name="split"),
]
