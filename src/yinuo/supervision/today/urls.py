from django.urls import path

from . import views

app_name = "today"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/matters/", views.matters, name="matters"),
    path("board/", views.board, name="board"),
    path("centres/", views.centres, name="centres"),
]
