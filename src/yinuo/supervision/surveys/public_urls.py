"""Where people answer: short, without sign-in."""

from django.urls import path

from .views import public

app_name = "survey"

urlpatterns = [
    path("q/w/<str:token>/", public.walk_up, name="walk_up"),
    path("q/a/<str:token>/", public.sheet, name="sheet"),
    path("q/<str:token>/", public.invited, name="invited"),
]
