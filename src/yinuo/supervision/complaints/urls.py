from django.urls import path

from .recovery import views as recovery
from .views import case, goodwill, importing, joins, lists, times

app_name = "complaints"

urlpatterns = [
    path("complaints/", lists.complaints, name="list"),
    path("complaints/open/", lists.open_complaint, name="open"),
    path("complaints/recovery/", recovery.recovery, name="recovery"),
    path("complaints/lost/", recovery.lost, name="lost"),
    path("complaints/lost/<int:customer_id>/why/", recovery.why, name="why"),
    path("complaints/import/", importing.import_complaints, name="import"),
    path("complaints/poster/", lists.poster, name="poster"),
    path("complaints/times/", times.step_times, name="times"),
    path("complaints/limits/", goodwill.limits, name="limits"),
    path("complaints/<int:complaint_id>/", case.case, name="case"),
    path("complaints/<int:complaint_id>/step/", case.step, name="step"),
    path("complaints/<int:complaint_id>/refuse/", case.refuse, name="refuse"),
    path("complaints/<int:complaint_id>/say/", case.say, name="say"),
    path("complaints/<int:complaint_id>/pause/", case.pause, name="pause"),
    path("complaints/<int:complaint_id>/resume/", case.resume, name="resume"),
    path("complaints/<int:complaint_id>/classify/", case.classify, name="classify"),
    path("complaints/<int:complaint_id>/assign/", case.assign, name="assign"),
    path("complaints/<int:complaint_id>/close-early/", case.close_early, name="close_early"),
    path("complaints/<int:complaint_id>/reopen/", case.reopen, name="reopen"),
    path("complaints/<int:complaint_id>/repeat/", case.repeat, name="repeat"),
    path("complaints/<int:complaint_id>/goodwill/", goodwill.give, name="give"),
    path("complaints/<int:complaint_id>/merge/", joins.merge, name="merge"),
    path("complaints/<int:complaint_id>/unmerge/", joins.unmerge, name="unmerge"),
    path("complaints/<int:complaint_id>/split/", joins.split, name="split"),
    path("complaints/<int:complaint_id>/link/", joins.link, name="link"),
    path("complaints/goodwill/<int:goodwill_id>/approve/", goodwill.approve, name="approve"),
    path("complaints/goodwill/<int:goodwill_id>/refuse/", goodwill.refuse, name="refuse_goodwill"),
    path("complaints/goodwill/<int:goodwill_id>/hand-over/", goodwill.hand_over, name="hand_over"),
    path("complaints/goodwill/<int:goodwill_id>/withdraw/", goodwill.withdraw, name="withdraw"),
]
