from django.urls import path

from . import views

urlpatterns = [
    path("conformance/", views.conformance_page, name="conformance"),
    path("conformance/times/", views.times, name="times"),
    path("conformance/mine/", views.my_conformance, name="mine"),
    path("conformance/mine/<str:code>/", views.my_standard, name="my_standard"),
    path("conformance/<str:code>/", views.standard_page, name="standard"),
    path("standards/", views.settings_page, name="settings"),
    path("standards/norms/", views.new_norm, name="new_norm"),
    path("standards/norms/<int:norm_id>/", views.change_norm, name="norm"),
    path("standards/limits/<str:code>/", views.edit, name="edit"),
    path("standards/factors/<slug:step>/", views.factors, name="factors"),
]
