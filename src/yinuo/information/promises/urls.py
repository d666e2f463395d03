from django.urls import path

from . import views

urlpatterns = [
    path("promises/", views.today, name="today"),
    path("promises/<int:promise_id>/", views.promise, name="promise"),
    path("promises/<int:promise_id>/keep/", views.keep, name="keep"),
    path("promises/<int:promise_id>/break/", views.break_, name="break"),
    path("promises/<int:promise_id>/renegotiate/", views.renegotiate, name="renegotiate"),
    path("promises/<int:promise_id>/withdraw/", views.withdraw, name="withdraw"),
    path("promises/<int:promise_id>/correct/", views.correct, name="correct"),
    path("customers/<int:customer_id>/promises/", views.add, name="add"),
]
