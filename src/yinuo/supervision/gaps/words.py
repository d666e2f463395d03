"""The words of gaps, audit questions and expectations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.information.promises.models import Promise
from yinuo.operations.standards import words as standard_words
from yinuo.operations.standards.rules import RULES

TITLES = {
    1: _("Knowledge: what customers want against what we believe they want"),
    2: _("Standards: what customers expect against what we have written down"),
    3: _("Delivery: what is written down against what we do"),
    4: _("Communication: what we promise against what we keep"),
    5: _("Customer: what was wished for against what was felt"),
}
NAMES = {1: _("Knowledge"), 2: _("Standards"), 3: _("Delivery"), 4: _("Communication"), 5: _("Customer")}
MEASURED = {
    1: _("Mean distance of managers' importance from customers', in hundredths of the scale"),
    2: _("Share of expectations, by importance, that no standard in force covers at the expected level"),
    3: _("Share of judged standards that were missed"),
    4: _("Share of promises and estimates that were broken"),
    5: _("How far perceived service lies below the desired one, in hundredths of the scale"),
}
ITEMS = {
    "put_right": _("the car is put right"),
    "price": _("the price is reasonable"),
    "friendly": _("people are friendly"),
    "convenience": _("time and convenience"),
}
PARTS = {"estimate": _("estimate against the bill")}
QUESTIONS = {
    "who_they_are": _("Do we know who our customers are, and how they differ?"),
    "what_they_expect": _("Do we know what they expect of a visit, from asking them and not from guessing?"),
    "wanted_services": _("Are the services that we push the ones that they want?"),
    "how_we_listen": _("Is what customers say gathered in one place, whoever hears it?"),
    "reward_listening": _("Is it rewarded when somebody brings in what a customer said?"),
    "owner_of_survey": _("Is there somebody whose task the survey is, and who answers for it?"),
    "complaints_welcome": _("Are complaints truly welcome, and does everybody see that they are?"),
    "convenient": _("Is the house organised around convenience and quick information for customers?"),
    "service_concept": _("Can we say what our service is in two sentences, and is it written as standards?"),
    "staff_accept": _("Do most of the staff hold the standards for right?"),
    "posts_described": _("Is every post described, with what is expected of it?"),
    "customers_side": _("Was the process designed from the customer's side, not from ours?"),
    "no_contradiction": _("Are the standards free of contradictions?"),
    "flow_together": _("Do information and process run together, without anybody having to ask?"),
    "simple": _("Are the standards simple enough to be kept on a busy day?"),
    "concrete": _("Does everybody mean the same by them?"),
    "trained": _("Is everybody trained in what their standards ask?"),
    "watched": _("Is delivery watched while it happens, and are problems solved at once?"),
    "systems": _("Do tools and systems help to keep the standards?"),
    "pay": _("Does pay reward service, and not sales alone?"),
    "culture": _("Would colleagues mind if somebody let a customer down?"),
    "consistent": _("Do we promise what we deliver, and no other thing?"),
    "together": _("Do those who advertise and those who serve talk to each other?"),
    "not_over": _("Do we avoid promising more than we can keep, to win a job?"),
    "not_casual": _("Is nothing promised in passing that nobody writes down?"),
}
EXPECTATIONS = {
    "understood": _("They take the time to understand my trouble"),
    "own_words": _("What I said reaches the technician as I said it"),
    "looked_at": _("They look at the car with me when I bring it"),
    "checked": _("The work is checked before I get the car back"),
    "not_back": _("I need not come back for the same fault"),
    "price_first": _("I know the price before work begins"),
    "bill_as_agreed": _("The bill is what was agreed"),
    "asked_first": _("Nothing is done that I have not agreed to"),
    "bill_explained": _("The bill is explained line by line"),
    "greeted": _("Somebody greets me at once"),
    "listened": _("I am let finish speaking"),
    "shown_lounge": _("I am shown where to wait"),
    "shown_car": _("Somebody goes to the car with me"),
    "asked_after": _("They ask afterwards whether all is well"),
    "answered": _("What I raise gets an answer"),
    "booked_when": _("There is a place for me at the hour I booked"),
    "parts_told": _("They tell me early when a part is missing"),
    "ready_on_time": _("The car is ready when they said"),
    "told_ready": _("They tell me when it is ready"),
    "clean_car": _("I get the car back clean"),
    "quick_to_pay": _("Paying is quick"),
}


SPANS = {
    "greeting": _("from arrival to greeting"),
    "estimate": _("from arrival to the estimate"),
    "repair": _("from the agreed estimate to ready"),
    "wash": _("from ready to washed"),
    "notice": _("from ready to telling the customer"),
    "payment": _("from telling the customer to delivered"),
    "visit": _("from arrival to delivered"),
}
GROUPS = {"span": _("How long it takes"), "promise": _("Promises"), "standard": _("Standards")}
OF_GROUP: dict[str, dict[str, Any]] = {
    "span": SPANS,
    "promise": {str(code): label for code, label in Promise.Kind.choices},
    "standard": {rule.code: standard_words.TITLES[rule.code] for rule in RULES if rule.watches},
}
MEASURES: dict[str, Any] = {f"{group}:{code}": label for group, of in OF_GROUP.items() for code, label in of.items()}


def words_of(expectation) -> str:
    """One's own words, else the ready ones."""
    return expectation.text or str(EXPECTATIONS.get(expectation.code, expectation.code))
