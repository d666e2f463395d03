"""Who stands behind a payer (the insurer, the maker, the fleet), and work that is done elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import story
from yinuo.core.sites.models import change_stamps
from yinuo.information.customers import services as customers
from yinuo.information.customers.models import Customer

from ..models import Line, Order, OrderPayer, Payer, Sublet
from .common import check_open, check_payer, check_words


class NotAway(DomainError):
    sentence = _("This work is not with the supplier. Reload the page and look where it is.")


def name_payer(*, order_id: int, payer: str, name: str, by: Actor, at: datetime, reference: str = "") -> OrderPayer:
    """Say who pays as warranty, insurance or internal, with the number of the claim; an organisation that is not known yet is recorded."""
    name = check_words(name, largest=120)
    if check_payer(payer) == Payer.CUSTOMER:
        raise Invalid(_("The customer pays as the customer of the visit. Change it there."))
    with story(Order, order_id, by=by, at=at, right="estimate.write") as act:
        check_open(act.subject)
        known = Customer.objects.filter(name=name, kind=Customer.Kind.ORGANISATION).order_by("id").first()
        behind = known or customers.create(act, name=name, kind=Customer.Kind.ORGANISATION)
        values = {"customer": behind, "reference": " ".join(reference.split())[:60]}
        named, _new = OrderPayer.objects.update_or_create(site_id=by.site_id, order=act.subject, payer=payer, defaults=values)
        act.record("order.payer_named", act.subject, payer=payer, name=name, reference=named.reference)
    return named


def send_out(*, line_id: int, by: Actor, at: datetime) -> Sublet:
    """The car or the part goes to the supplier of a sublet line that was agreed."""
    with story(Line, line_id, by=by, at=at, right="estimate.write") as act:
        sublet = Sublet.objects.filter(line=act.subject, out_at=None).first()
        if sublet is None or act.subject.approval != Line.Approval.APPROVED or act.subject.removed:
            raise NotAway
        Sublet.objects.filter(pk=sublet.pk).update(out_at=at, **change_stamps(by, at))
        act.record("sublet.sent", act.subject, supplier=sublet.supplier)
    return sublet


def bring_back(*, line_id: int, by: Actor, at: datetime) -> Sublet:
    """It has come back from the supplier."""
    with story(Line, line_id, by=by, at=at, right="estimate.write") as act:
        sublet = Sublet.objects.filter(line=act.subject, out_at__isnull=False, back_at=None).first()
        if sublet is None:
            raise NotAway
        Sublet.objects.filter(pk=sublet.pk).update(back_at=at, **change_stamps(by, at))
        act.record("sublet.returned", act.subject, supplier=sublet.supplier)
    return sublet
