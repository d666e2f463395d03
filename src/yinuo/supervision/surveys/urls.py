from django.urls import path

from .views import questionnaires, responses, sending, signals, waves

app_name = "surveys"

urlpatterns = [
    path("surveys/", waves.waves, name="waves"),
    path("surveys/waves/new/", waves.new_wave, name="new_wave"),
    path("surveys/waves/<int:wave_id>/", waves.wave, name="wave"),
    path("surveys/waves/<int:wave_id>/open/", waves.open_wave, name="open_wave"),
    path("surveys/waves/<int:wave_id>/close/", waves.close_wave, name="close_wave"),
    path("surveys/waves/<int:wave_id>/code/", waves.code, name="code"),
    path("surveys/waves/<int:wave_id>/answer/", waves.answer_as_manager, name="answer_as_manager"),
    path("surveys/waves/<int:wave_id>/import/", waves.imports, name="imports"),
    path("surveys/waves/<int:wave_id>/import/progress/", waves.progress, name="progress"),
    path("surveys/imports/<int:import_id>/stop/", waves.stop_import, name="stop_import"),
    path("surveys/waves/<int:wave_id>/import/template/", waves.template, name="template"),
    path("surveys/answers/", responses.responses, name="responses"),
    path("surveys/answers/<int:response_id>/", responses.response, name="response"),
    path("surveys/rates/", signals.rates, name="rates"),
    path("surveys/rates/centres/", signals.centres, name="rates_of_centres"),
    path("surveys/signals/", signals.signals, name="signals"),
    path("surveys/networks/", signals.networks, name="networks"),
    path("surveys/send/", sending.to_send, name="to_send"),
    path("surveys/send/<int:invitation_id>/", sending.invitation, name="invitation"),
    path("surveys/send/<int:invitation_id>/sent/", sending.sent, name="sent"),
    path("surveys/send/<int:invitation_id>/phone/", sending.by_phone, name="by_phone"),
    path("surveys/take/<int:response_id>/", sending.take, name="take"),
    path("surveys/visits/<int:visit_id>/ask/", sending.ask_now, name="ask_now"),
    path("surveys/questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("surveys/questionnaires/new/", questionnaires.new_questionnaire, name="new_questionnaire"),
    path("surveys/questionnaires/ready/", questionnaires.take_defaults, name="take_defaults"),
    path("surveys/questionnaires/<int:questionnaire_id>/version/", questionnaires.new_version, name="new_version"),
    path("surveys/versions/<int:version_id>/", questionnaires.version, name="version"),
    path("surveys/versions/<int:version_id>/words/", questionnaires.words, name="words"),
    path("surveys/versions/<int:version_id>/publish/", questionnaires.publish, name="publish"),
    path("surveys/versions/<int:version_id>/questions/", questionnaires.question, name="new_question"),
    path("surveys/versions/<int:version_id>/questions/<slug:question_key>/", questionnaires.question, name="question"),
    path("surveys/versions/<int:version_id>/questions/<slug:question_key>/remove/", questionnaires.remove_question, name="remove_question"),
    path("surveys/versions/<int:version_id>/questions/<slug:question_key>/move/", questionnaires.move_question, name="move_question"),
]
