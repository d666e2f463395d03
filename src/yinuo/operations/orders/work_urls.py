from django.urls import path

from . import work_views as views

app_name = "work"

urlpatterns = [
    path("work/", views.mine, name="mine"),
    path("work/<int:operation_id>/start/", views.start, name="start"),
    path("work/<int:operation_id>/pause/", views.pause, name="pause"),
    path("work/<int:operation_id>/finish/", views.finish, name="finish"),
    path("work/<int:operation_id>/unstart/", views.unstart, name="unstart"),
    path("work/<int:operation_id>/answer/", views.answer, name="answer"),
    path("work/<int:operation_id>/problem/", views.problem, name="problem"),
    path("work/<int:operation_id>/assign/", views.assign, name="assign"),
    path("dispatch/", views.dispatch_list, name="dispatch"),
    path("inspections/", views.inspections, name="inspections"),
    path("orders/<int:order_id>/inspect/", views.inspect, name="inspect"),
    path("orders/<int:order_id>/comeback/", views.comeback, name="comeback"),
]
