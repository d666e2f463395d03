from django.urls import path

from . import views

app_name = "cases"

urlpatterns = [
    path("cases/", views.cases, name="list"),
    path("cases/new/", views.new, name="new"),
    path("cases/<int:case_id>/", views.case, name="case"),
    path("cases/<int:case_id>/change/", views.change, name="change"),
    path("cases/<int:case_id>/publish/", views.publish, name="publish"),
    path("cases/<int:case_id>/take-back/", views.take_back, name="take_back"),
    path("cases/<int:case_id>/discard/", views.discard, name="discard"),
    path("cases/<int:case_id>/read/", views.read, name="read"),
    path("morning/", views.morning, name="morning"),
    path("morning/wall/", views.wall, name="wall"),
]
