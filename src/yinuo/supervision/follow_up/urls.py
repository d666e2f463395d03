from django.urls import path

from . import views

app_name = "follow_up"

urlpatterns = [
    path("follow-up/", views.calls, name="calls"),
    path("follow-up/<int:call_id>/", views.call, name="call"),
    path("follow-up/<int:call_id>/again/", views.again, name="again"),
    path("follow-up/<int:call_id>/give-up/", views.give_up, name="give_up"),
    path("follow-up/<int:call_id>/answer/", views.answer, name="answer"),
]
