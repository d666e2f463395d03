from django.urls import path

from .views import car, consultation, gate, visit

app_name = "visits"
urlpatterns = [
    path("gate/", gate.gate, name="gate"),
    path("gate/waiting/", gate.waiting, name="waiting"),
    path("gate/arrive/", gate.arrive, name="arrive"),
    path("visits/<int:visit_id>/", visit.visit, name="visit"),
    path("visits/<int:visit_id>/ticket/", gate.ticket, name="ticket"),
    path("visits/<int:visit_id>/greet/", gate.greet, name="greet"),
    path("visits/<int:visit_id>/take/", gate.take, name="take"),
    path("visits/<int:visit_id>/assign/", gate.assign, name="assign"),
    path("visits/<int:visit_id>/record/", visit.record, name="record"),
    path("visits/<int:visit_id>/pictures/", visit.add_pictures, name="add_pictures"),
    path("visits/<int:visit_id>/settle/", visit.settle_customer, name="settle_customer"),
    path("visits/<int:visit_id>/park/", visit.park, name="park"),
    path("visits/<int:visit_id>/overnight/", visit.overnight, name="overnight"),
    path("visits/<int:visit_id>/end/", visit.end, name="end"),
    path("visits/<int:visit_id>/correct/", visit.correct, name="correct"),
    path("visits/<int:visit_id>/void/", visit.void, name="void"),
    path("visits/<int:visit_id>/consultation/", consultation.consultation, name="consultation"),
    path("visits/<int:visit_id>/consultation/start/", consultation.start, name="start_consultation"),
    path("visits/<int:visit_id>/consultation/skip/", consultation.skip, name="skip_consultation"),
    path("visits/<int:visit_id>/consultation/words/", consultation.record_words, name="record_words"),
    path("visits/<int:visit_id>/consultation/symptom/", consultation.add_symptom, name="add_symptom"),
    path("visits/<int:visit_id>/consultation/symptom/remove/", consultation.remove_symptom, name="remove_symptom"),
    path("visits/<int:visit_id>/consultation/declare/", consultation.declare, name="declare"),
    path("visits/<int:visit_id>/consultation/end/", consultation.finish, name="end_consultation"),
    path("visits/<int:visit_id>/walk-around/", car.walk_around, name="walk_around"),
    path("visits/<int:visit_id>/nine-points/", car.nine_points, name="nine_points"),
    path("visits/<int:visit_id>/inspection/", car.inspection, name="inspection"),
    path("visits/<int:visit_id>/inspection/print/", car.sheet, name="sheet"),
]
