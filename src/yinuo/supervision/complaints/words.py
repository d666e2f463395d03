"""The words of codes: steps, principles, why it may be a repeat, what happened."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yinuo.information.promises.words import say
from yinuo.operations.visits.words import EVENTS

STEPS: dict[str, tuple[Any, str]] = {
    "listen": (pgettext_lazy("complaint step", "Listen"), "ear"),
    "apologise": (pgettext_lazy("complaint step", "Apologise"), "heart"),
    "understand": (pgettext_lazy("complaint step", "Find the real issue"), "search"),
    "offer": (pgettext_lazy("complaint step", "Offer a solution"), "bulb"),
    "agree": (pgettext_lazy("complaint step", "Agree"), "signature"),
    "carry_out": (pgettext_lazy("complaint step", "Keep the promise"), "certificate"),
    "review": (pgettext_lazy("complaint step", "Review inside"), "repeat"),
}
NEXT: dict[str, tuple[Any, Any]] = {
    "listen": (_("Listen to the customer, repeat it back, have it confirmed."), _("The customer confirmed it")),
    "apologise": (_("Say sorry, in your own words."), _("It was said")),
    "understand": (_("Find out what it is really about, from the records and from the customer."), _("This is the real issue")),
    "offer": (_("Find a solution and offer it. The customer was promised an answer."), _("The customer knows the offer")),
    "agree": (_("Does the customer agree?"), _("The customer agrees")),
    "carry_out": (_("Do what was agreed, and tell the customer."), _("Done, and the customer knows")),
    "review": (_("What do we change so that it does not return?"), _("Close the complaint")),
}
PRINCIPLES: dict[str, tuple[Any, Any]] = {
    "authority": (_("Independent authority"), _("decided by whoever handles it, or by one approval in its time")),
    "timely": (_("Timely and accurate"), _("every clock and the promised answer kept")),
    "factual": (_("Objective and factual"), _("what happened is established from the records")),
    "coordinated": (_("Coordinated and reasonable"), _("what was agreed came in its time, at a cost in proportion")),
}
PRINCIPLE_WORDS = {"kept": _("met"), "late": _("not met"), "idle": pgettext_lazy("principle", "still open")}
REPEATS: dict[str, Any] = {
    "customer": _("same customer"),
    "vehicle": _("same car"),
    "step": _("same process step"),
    "factor": _("same factor"),
    "words": _("similar words"),
}
SEVERITY_TONES = {"minor": "idle", "serious": "risk", "critical": "late"}
WAYS_BY_HAND = ("desk", "phone", "host", "follow_up")

TOLD: dict[str, tuple[Any, str, str]] = {
    "complaint.opened": (_("complaint received"), "message-report", "late"),
    "complaint.listened": (_("complaint listened to and confirmed"), "ear", "busy"),
    "complaint.apologised": (_("apologised for"), "heart", "busy"),
    "complaint.understood": (_("real issue found"), "search", "busy"),
    "complaint.offered": (_("solution offered"), "bulb", "busy"),
    "complaint.offer_refused": (_("offer not accepted"), "x", "risk"),
    "complaint.agreed": (_("solution agreed"), "signature", "kept"),
    "complaint.carried_out": (_("what was agreed is done"), "certificate", "kept"),
    "complaint.answered": (_("complaint answered"), "message-2", "kept"),
    "complaint.word_given": (_("the customer's word on it"), "message-2", "idle"),
    "complaint.closed": (_("complaint closed"), "circle-check", "kept"),
    "complaint.reopened": (_("complaint opened again"), "refresh", "late"),
    "complaint.paused": (_("clock of the complaint stopped"), "clock-pause", "idle"),
    "complaint.resumed": (_("clock of the complaint goes on"), "clock-play", "idle"),
    "complaint.assigned": (_("responsible person named"), "user-check", "idle"),
    "complaint.classified": (_("severity or place set"), "tag", "idle"),
    "complaint.spoken": (_("spoken about the complaint"), "message", "idle"),
    "complaint.escalated": (_("complaint escalated"), "urgent", "late"),
    "complaint.merged": (_("complaint joined to another"), "arrow-merge", "idle"),
    "complaint.unmerged": (_("complaint taken apart again"), "arrow-back-up", "idle"),
    "complaint.split": (_("second matter taken out"), "git-branch", "idle"),
    "complaint.repeat_marked": (_("repeat of an earlier complaint set"), "repeat", "idle"),
    "complaint.imported": (_("complaint taken from a list"), "upload", "idle"),
    "complaint.link_made": (_("new link for the customer"), "link", "idle"),
    "complaint.customer_wrote": (_("the customer wrote"), "message", "busy"),
    "complaint.times_set": (_("times of the steps set"), "clock", "idle"),
    "customer.lost_reason_told": (_("asked why they stayed away"), "help-circle", "idle"),
    "goodwill.asked": (_("approval of goodwill asked for"), "help-circle", "risk"),
    "goodwill.given": (_("goodwill promised"), "gift", "idle"),
    "goodwill.refused": (_("goodwill not approved"), "x", "risk"),
    "goodwill.handed_over": (_("goodwill handed over"), "gift", "kept"),
    "goodwill.limits_set": (_("goodwill limits set"), "gift", "idle"),
    "goodwill.withdrawn": (_("goodwill withdrawn"), "arrow-back-up", "idle"),
}
EVENTS.update(TOLD)

APOLOGIES = (
    _("I am sorry that this happened to you."),
    _("I am sorry that you had to wait. Your time matters."),
    _("That should not have happened with us. Thank you for telling us."),
)
# the seven steps as the customer reads them
CUSTOMER_STEPS = (
    _("We listen"),
    _("We say sorry"),
    _("We find out what happened"),
    _("We offer you a solution"),
    _("You agree"),
    _("We keep our word"),
    _("We see to it that it does not come back"),
)


def answer_words(text: str) -> str:
    """The promise of an answer, whatever language it was made in: its number is what counts."""
    number = "".join(sign for sign in text if sign.isdigit())
    return gettext("Answer to complaint {number}").format(number=number) if number else text


say("complaint_answer", "complaint", answer_words)
