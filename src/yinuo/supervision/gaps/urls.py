from django.urls import path

from . import views

app_name = "gaps"

urlpatterns = [
    path("gaps/", views.gaps_page, name="gaps"),
    path("gaps/<int:number>/", views.gap_page, name="gap"),
    path("gaps/<int:number>/audit/", views.audit, name="audit"),
    path("gaps/follows/<int:answer_id>/done/", views.done, name="done"),
    path("gaps/expectations/", views.expectations, name="expectations"),
    path("gaps/expectations/install/", views.install, name="install"),
    path("gaps/expectations/new/", views.new_expectation, name="new_expectation"),
    path("gaps/expectations/<int:expectation_id>/", views.expectation, name="expectation"),
]
