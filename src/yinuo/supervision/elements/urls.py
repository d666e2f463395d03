from django.urls import path

from . import views

app_name = "elements"

urlpatterns = [
    path("elements/", views.teams, name="teams"),
    path("elements/export/", views.export, name="export"),
    path("elements/new/", views.new_team, name="new_team"),
    path("elements/<int:team_id>/", views.team, name="team"),
    path("elements/<int:team_id>/people/", views.people, name="people"),
    path("elements/<int:team_id>/score/", views.score, name="score"),
    path("elements/<int:team_id>/highlights/", views.highlight, name="highlight"),
    path("elements/highlights/<int:highlight_id>/withdraw/", views.withdraw, name="withdraw"),
]
