"""What can go wrong in the domain, in words for the person who acted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """An act that cannot be done. `sentence` says, in the user's language, what happened and what to do."""

    status = 409
    sentence = _("This cannot be done now. Reload the page and look at the present state.")

    def __init__(self, sentence=None, **details):
        super().__init__(sentence or self.sentence)
        if sentence is not None:
            self.sentence = sentence
        self.details = details

    def __str__(self) -> str:
        return str(self.sentence)


class Invalid(DomainError):
    """Bad input; `details` may name the fields that are wrong."""

    status = 422
    sentence = _("Something in the form is not right. Nothing was lost: correct the marked fields and send it again.")


class Forbidden(DomainError):
    status = 403
    sentence = _("Your role at this centre does not include this. Ask your service manager.")


class NotHere(DomainError):
    """Unknown, or of another site, which must look the same."""

    status = 404
    sentence = _("This does not exist at this centre.")
