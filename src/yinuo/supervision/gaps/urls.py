from django.urls import path

from . import claim_views as claims
from . import views

app_name = "gaps"

urlpatterns = [
    path("gaps/", views.gaps_page, name="gaps"),
    path("gaps/claims/", claims.claims_page, name="claims"),
    path("gaps/claims/new/", claims.new_claim, name="new_claim"),
    path("gaps/claims/<int:claim_id>/", claims.claim, name="claim"),
    path("gaps/claims/<int:claim_id>/change/", claims.change_claim, name="change_claim"),
    path("gaps/claims/<int:claim_id>/drop/", claims.drop, name="drop_claim"),
    path("gaps/movement/", views.movement, name="movement"),
    path("gaps/<int:number>/", views.gap_page, name="gap"),
    path("gaps/<int:number>/audit/", views.audit, name="audit"),
    path("gaps/follows/<int:answer_id>/done/", views.done, name="done"),
    path("gaps/expectations/", views.expectations, name="expectations"),
    path("gaps/expectations/install/", views.install, name="install"),
    path("gaps/expectations/new/", views.new_expectation, name="new_expectation"),
    path("gaps/expectations/<int:expectation_id>/", views.expectation, name="expectation"),
]
