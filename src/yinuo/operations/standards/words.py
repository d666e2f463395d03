"""The standards, their reasons and the norms behind them, in words. Norms become rows of the site, in its language, for the site to edit."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from yinuo.core.ui.words import span_words

TITLES = {
    "booking.workload": _("Workload estimated, in the booking table"),
    "booking.parts_shortage_notice": _("Customer told of a missing part"),
    "booking.reconfirm": _("Appointment reconfirmed"),
    "reception.greet": _("Greeted after arrival"),
    "reception.record": _("Customer and vehicle on record"),
    "consultation.listen": _("Time spent listening"),
    "consultation.uninterrupted": _("Customer not interrupted"),
    "consultation.verbatim": _("Customer's own words recorded"),
    "consultation.walk_around": _("Walk-around, valuables asked about"),
    "confirmation.explained": _("Explained and signed before work starts"),
    "confirmation.estimate_accuracy": _("Invoice close to the agreed estimate"),
    "lounge.settled": _("Shown to the lounge or seen off"),
    "repair.inspections": _("Three inspections passed in order"),
    "exception.approval": _("Added work approved before it starts"),
    "handover.clean": _("Car cleaned before handover"),
    "handover.notice": _("Customer told that the car is ready"),
    "handover.accompanied": _("Customer accompanied to the car"),
    "handover.on_time": _("Ready when promised"),
    "checkout.explained": _("Charges explained line by line"),
    "checkout.returned": _("Key, licence and old parts handed back"),
    "checkout.board": _("Boards show the car as gone"),
    "follow_up.call": _("Called after delivery"),
    "follow_up.reply": _("What was raised is answered"),
    "follow_up.weekly_report": _("Week's results given to the site manager"),
    "follow_up.next_service": _("Next service date and mileage told"),
}

REASONS = {
    "booking.workload": _("Without hours in the table the day is sold twice and somebody waits."),
    "booking.parts_shortage_notice": _("Whoever hears of it within the hour can still choose another day."),
    "booking.reconfirm": _("A call on the day saves an empty bay and a forgotten appointment."),
    "reception.greet": _("The first minute decides how the rest of the visit is felt."),
    "reception.record": _("Nobody should have to tell us twice who they are and what they drive."),
    "consultation.listen": _("Half of all comebacks begin with a fault that was not listened to."),
    "consultation.uninterrupted": _("Who is interrupted leaves out what matters."),
    "consultation.verbatim": _("The technician must read what the customer said, not what we made of it."),
    "consultation.walk_around": _("Seeing the car together prevents a quarrel over scratches and belongings."),
    "confirmation.explained": _("Work that was not understood is not paid for gladly."),
    "confirmation.estimate_accuracy": _("A price is a promise."),
    "lounge.settled": _("Nobody should stand about not knowing where to wait."),
    "repair.inspections": _("Three pairs of eyes are cheaper than one comeback."),
    "exception.approval": _("Nothing may be done to a car that its owner has not agreed to."),
    "handover.clean": _("A clean car is the proof of care that everybody can see."),
    "handover.notice": _("A ready car that nobody knows of is a late car."),
    "handover.accompanied": _("What was done is believed when it was shown."),
    "handover.on_time": _("A time is a promise."),
    "checkout.explained": _("A bill that was explained is not argued about at home."),
    "checkout.returned": _("A forgotten licence costs the customer a second trip."),
    "checkout.board": _("A board that shows cars long gone is not looked at."),
    "follow_up.call": _("Within three days a fault can be set right before it is told to others."),
    "follow_up.reply": _("A question without an answer is worse than no question."),
    "follow_up.weekly_report": _("What nobody reads does not improve."),
    "follow_up.next_service": _("Who knows when to come back, comes back."),
}

FACTORS = {
    "problems_experienced": _("problems experienced"),
    "in_service_experience": _("in-service experience"),
    "service_advisor": _("service advisor"),
    "friendliness": _("friendliness"),
    "service_quality": _("service quality"),
    "vehicle_pick_up": _("vehicle pick-up"),
    "service_initiation": _("service initiation"),
}


def value_words(value: int | None, unit: str) -> str:
    """A measured value or a limit in the words of its unit: "1 min 5 s", "9.5 %", "3 days"; "" for none."""
    if value is None or unit == "present":
        return ""
    if unit == "percent":
        return f"{value / 100:g} %"
    if unit == "days":
        return ngettext("%(n)d day", "%(n)d days", value) % {"n": value}
    minutes, seconds = divmod(abs(value), 60)
    sign = "−" if value < 0 else ""
    if minutes < 10 and seconds:
        return sign + (gettext("%(m)d min %(s)d s") % {"m": minutes, "s": seconds} if minutes else gettext("%(s)d s") % {"s": seconds})
    return sign + span_words(minutes * 60, fine=False)


def limit_words(code: str, limit: int | None, unit: str, *, minimum: bool = False) -> str:
    """What is asked for: "≤ 1 min", "≥ 6 min", "at the promised time", "done"."""
    if code == "handover.on_time":
        return gettext("promised time") if not limit else gettext("promised time + %(t)s") % {"t": value_words(limit, unit)}
    if unit == "present" or limit is None:
        return gettext("done")
    if code == "booking.reconfirm":
        return gettext("%(t)s before") % {"t": value_words(limit, unit)}
    return f"{'≥' if minimum else '≤'} {value_words(limit, unit)}"


class NormText(NamedTuple):
    """A way of acting. `standards`: the limits by which it is measured; none = not yet measured."""

    step: str
    post: str
    text: object
    standards: tuple[str, ...] = ()


NORMS = (
    NormText("booking", "coordinator", _("Ask what the car needs, work out the hours and enter them in the booking table while still talking."), ("booking.workload",)),
    NormText("booking", "parts_clerk", _("Check parts for every booking; when one is short, say so at once and offer another day."), ("booking.parts_shortage_notice",)),
    NormText("booking", "coordinator", _("On the day, call every booked customer again and have bay, people and parts stand ready."), ("booking.reconfirm",)),
    NormText("booking", "coordinator", _("Answer the telephone with the centre's name and your own, and repeat the appointment before you hang up.")),
    NormText("reception", "coordinator", _("Go to the car; greet by name where the booking gives it; never let anybody look for us."), ("reception.greet",)),
    NormText("reception", "advisor", _("Look up or open the record of customer and vehicle before the first question."), ("reception.record",)),
    NormText("reception", "advisor", _("Put on the seat cover, floor mat and steering wheel cover before the customer's eyes.")),
    NormText("consultation", "advisor", _("Let the customer tell it to the end, and only then ask when, how often and under what conditions."), ("consultation.listen",)),
    NormText("consultation", "advisor", _("Do not interrupt, do not finish sentences, do not look at the screen while somebody speaks."), ("consultation.uninterrupted",)),
    NormText("consultation", "advisor", _("Write down the customer's words as they were said and read them back."), ("consultation.verbatim",)),
    NormText("consultation", "advisor", _("Walk round the car together, mark existing damage, ask about valuables."), ("consultation.walk_around",)),
    NormText("confirmation", "advisor", _("Explain what is to be done, why, for how much and until when; have it signed before the car moves."), ("confirmation.explained",)),
    NormText("confirmation", "advisor", _("Estimate what it will cost, not what is easy to say; tell any change before it is done."), ("confirmation.estimate_accuracy",)),
    NormText("confirmation", "advisor", _("Say openly what can wait; a declined line is noted without a frown.")),
    NormText("lounge", "host", _("Take waiting customers to a seat, show them coffee, network and toilets; see the others to their way home."), ("lounge.settled",)),
    NormText("lounge", "host", _("Tell people in the lounge how their car stands before they ask.")),
    NormText("repair", "technician", _("Check your own work against the list before you hand it on."), ("repair.inspections",)),
    NormText("repair", "inspector", _("Inspect only work that is not your own; what fails goes back with a picture and a reason.")),
    NormText("repair", "technician", _("Protect paint and seats, put settings back as they were, keep old parts for the customer.")),
    NormText("exception", "technician", _("Report a new finding with a picture at once and go on with what was agreed.")),
    NormText("exception", "advisor", _("Ask the customer before any added work begins; note who agreed, when and how."), ("exception.approval",)),
    NormText("exception", "advisor", _("When a time cannot be kept, say so before it has passed, with a new time.")),
    NormText("handover", "technician", _("Wash the car, empty the ashtray, look into every corner that the customer will see."), ("handover.clean",)),
    NormText("handover", "advisor", _("Tell the customer as soon as the car has passed its final inspection."), ("handover.notice",)),
    NormText("handover", "advisor", _("Go to the car together and show what was done, old parts at hand."), ("handover.accompanied",)),
    NormText("handover", "dispatcher", _("Plan backwards from the promised time, with the wash and the final inspection inside it."), ("handover.on_time",)),
    NormText("checkout", "cashier", _("Go through the charges line by line and hand over the list and the invoice."), ("checkout.explained",)),
    NormText("checkout", "cashier", _("Hand back key, vehicle licence and old parts, and name each as you do."), ("checkout.returned",)),
    NormText("checkout", "dispatcher", _("Take the car off the boards when it drives off."), ("checkout.board",)),
    NormText("checkout", "advisor", _("Walk the customer to the car, thank them by name, stand until they have driven off.")),
    NormText("follow_up", "follow_up_agent", _("Call within three days, at the hour the customer prefers; listen more than you ask."), ("follow_up.call",)),
    NormText("follow_up", "follow_up_agent", _("Whatever was raised gets an owner, a date and an answer that the customer has heard."), ("follow_up.reply",)),
    NormText("follow_up", "service_manager", _("Once a week put the results on one page and hand it to the site manager."), ("follow_up.weekly_report",)),
    NormText("follow_up", "cashier", _("Tell the date and mileage of the next service before the customer leaves."), ("follow_up.next_service",)),
)  # fmt: skip
