from django.urls import path

from . import views

app_name = "reminders"

urlpatterns = [
    path("reminders/", views.reminders, name="list"),
    path("reminders/settings/", views.settings, name="settings"),
    path("reminders/<int:reminder_id>/", views.reminder, name="reminder"),
    path("reminders/<int:reminder_id>/not-reached/", views.not_reached, name="not_reached"),
    path("reminders/<int:reminder_id>/wish/", views.wish, name="wish"),
    path("reminders/<int:reminder_id>/take-up/", views.take_up, name="take_up"),
]
