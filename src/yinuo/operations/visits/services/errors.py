"""What can go wrong with a visit, in words that say what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yinuo.core.errors import DomainError, Invalid


class AlreadyHere(DomainError):
    sentence = _("This car is already at the centre. Open its visit instead; nothing was recorded twice.")


class AlreadyGreeted(DomainError):
    sentence = _("Already greeted.")


class AlreadyTaken(DomainError):
    sentence = _("Another advisor has this car by now.")


class NotAnAdvisor(Invalid):
    sentence = _("This person does not receive cars at this centre. Choose an advisor.")


class VisitOver(DomainError):
    sentence = _("This visit is over. Reopen it first if something has to be added.")


class NothingSaid(Invalid):
    sentence = _("Write down what the customer said, in the customer's own words.")


class MileageLower(Invalid):
    sentence = _("The mileage is lower than at the last visit. Read it again, or confirm that it is right.")


class ReasonMissing(Invalid):
    sentence = _("Say in a few words why.")


class CannotBeSetRight(Invalid):
    sentence = _("This cannot be set right any more, because later steps rest on it.")
