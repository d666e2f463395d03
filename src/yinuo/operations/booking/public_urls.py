from django.urls import path

from . import public_views as views

app_name = "book"

urlpatterns = [
    path("<slug:site>/", views.start, name="start"),
    path("<slug:site>/a/<str:token>/", views.appointment, name="appointment"),
    path("<slug:site>/a/<str:token>/move/", views.move, name="move"),
    path("<slug:site>/a/<str:token>/cancel/", views.cancel, name="cancel"),
    path("<slug:site>/a/<str:token>/appointment.ics", views.calendar_file, name="calendar"),
]
