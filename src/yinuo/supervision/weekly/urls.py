from django.urls import path

from . import views

app_name = "weekly"

urlpatterns = [
    path("weekly/", views.newest, name="newest"),
    path("weekly/settings/", views.settings, name="settings"),
    path("weekly/<str:week>/", views.week_page, name="week"),
    path("weekly/<str:week>/report.pdf", views.as_pdf, name="pdf"),
    path("weekly/<str:week>/read/", views.read, name="read"),
    path("weekly/<str:week>/send/", views.send, name="send"),
]
