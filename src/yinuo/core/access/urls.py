from django.urls import path

from . import tablet

urlpatterns = [path("switch/", tablet.lock, name="switch_person")]
