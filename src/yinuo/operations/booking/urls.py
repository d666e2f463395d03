from django.urls import path

from . import acts, views

app_name = "booking"

urlpatterns = [
    path("booking/", views.today, name="today"),
    path("booking/day/<str:day>/", views.day, name="day"),
    path("booking/week/<str:day>/", views.week, name="week"),
    path("booking/new/", views.new, name="new"),
    path("booking/free/", views.free, name="free"),
    path("booking/calls/", views.calls, name="calls"),
    path("booking/shortages/", views.shortages, name="shortages"),
    path("booking/list/", views.appointments, name="list"),
    path("booking/no-shows/", views.no_shows, name="no_shows"),
    path("booking/settings/", views.settings, name="settings"),
    path("booking/link.svg", views.public_code, name="public_code"),
    path("booking/<int:appointment_id>/", views.appointment, name="appointment"),
    path("booking/<int:appointment_id>/fits/", views.fits, name="fits"),
    path("booking/<int:appointment_id>/times/", views.times, name="times"),
    path("booking/<int:appointment_id>/link.svg", views.customer_code, name="customer_code"),
    path("booking/<int:appointment_id>/work/", views.work, name="work"),
    path("booking/<int:appointment_id>/who/", views.who, name="who"),
    path("booking/<int:appointment_id>/move/", acts.move, name="move"),
    path("booking/<int:appointment_id>/reconfirm/", acts.reconfirm, name="reconfirm"),
    path("booking/<int:appointment_id>/not-reached/", acts.not_reached, name="not_reached"),
    path("booking/<int:appointment_id>/tell-shortage/", acts.tell_shortage, name="tell_shortage"),
    path("booking/<int:appointment_id>/parts-here/", acts.parts_here, name="parts_here"),
    path("booking/<int:appointment_id>/cancel/", acts.cancel, name="cancel"),
    path("booking/<int:appointment_id>/no-show/", acts.no_show, name="no_show"),
    path("booking/<int:appointment_id>/restore/", acts.restore, name="restore"),
]
