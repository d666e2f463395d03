from django.urls import path

from . import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.new, name="new"),
    path("people/join/", views.join, name="join"),
    path("people/<int:user_id>/", views.person, name="person"),
    path("people/<int:user_id>/who/", views.who, name="who"),
    path("people/<int:user_id>/roles/", views.roles, name="roles"),
    path("people/<int:user_id>/skills/", views.skills, name="skills"),
    path("people/<int:user_id>/week/", views.week, name="week"),
    path("people/<int:user_id>/absent/", views.absent, name="absent"),
    path("people/<int:user_id>/other-hours/", views.other_hours, name="other_hours"),
    path("people/<int:user_id>/as-usual/", views.as_usual, name="as_usual"),
    path("people/<int:user_id>/password/", views.password, name="password"),
    path("people/<int:user_id>/pin/", views.pin, name="pin"),
    path("people/<int:user_id>/badge/", views.badge, name="badge"),
    path("people/<int:user_id>/badge/new/", views.renew_badge, name="renew_badge"),
    path("people/<int:user_id>/leave/", views.leave, name="leave"),
    path("people/<int:user_id>/back/", views.back, name="back"),
    path("me/", views.me, name="me"),
    path("me/badge/", views.my_badge, name="my_badge"),
    path("me/pin/", views.my_pin, name="my_pin"),
]
