"""Customers: the only writer of their records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.events.models import Thread
from yinuo.core.events.services import Act, new_story, story
from yinuo.core.search.rules import keys_of
from yinuo.core.search.services import index
from yinuo.core.sites.models import Site, change_stamps, stamps
from yinuo.core.validation import UNSTORABLE, InvalidFields, check, tidy, tidy_lines
from yinuo.core.workflow.services import LostMove

from .models import Consent, Customer
from .rules import written_phone

PHONES = ("phone", "other_phone")
FIELDS = (
    "kind", "name", *PHONES, "email", "address", "preferred_channel", "preferred_hour", "language", "notes", "tags",
)  # fmt: skip
MOST_TAGS, LONGEST_TAG = 20, 40


def create(act: Act, *, name: str, phone: str = "", **particulars: Any) -> Customer:
    """A new customer with a story of their own, inside somebody else's act. `particulars`: any of FIELDS. Raises InvalidFields."""
    return _create(act, Thread.objects.create(site_id=act.site_id, kind=Thread.CUSTOMER), {"name": name, "phone": phone, **particulars})


def create_customer(*, by: Actor, at: datetime, name: str, phone: str = "", **particulars: Any) -> Customer:
    """A new customer. Raises InvalidFields when something does not fit; people with the same phone may exist (see `queries.similar`)."""
    with new_story(by=by, at=at, right="customers.write", kind=Thread.CUSTOMER) as act:
        act.subject = _create(act, act.thread, {"name": name, "phone": phone, **particulars})
    return act.subject


def change_customer(*, customer_id: int, by: Actor, at: datetime, seen_at: datetime | None = None, **particulars: Any) -> Customer:
    """Change some of FIELDS. `seen_at`: the `changed_at` that the person had before them; LostMove when somebody changed the record since."""
    with story(Customer, customer_id, by=by, at=at, right="customers.write") as act:
        customer = act.subject
        if seen_at is not None and customer.changed_at != seen_at:
            raise LostMove
        before = {name: getattr(customer, name) for name in FIELDS}
        _write(customer, particulars)
        changed = [name for name in FIELDS if getattr(customer, name) != before[name]]
        if changed:
            _stamp(customer, act)
            customer.save(update_fields=[*changed, "changed_at", "changed_by"])
            _index(customer)
            act.record("customer.changed", customer, fields=changed)
    return customer


def record_consent(*, customer_id: int, purpose: str, given: bool, source: str, by: Actor, at: datetime) -> Consent:
    """What the customer allows from now on. Earlier answers stay on record."""
    with story(Customer, customer_id, by=by, at=at, right="customers.write") as act:
        consent = Consent(site_id=act.site_id, customer=act.subject, purpose=purpose, given=given, source=tidy(source), **stamps(by, at))
        check(consent)
        consent.save()
        act.record("customer.consent_recorded", act.subject, purpose=purpose, given=given, source=consent.source)
    return consent


def _create(act: Act, thread: Thread, particulars: Mapping[str, Any]) -> Customer:
    customer = Customer(site_id=act.site_id, thread=thread, **stamps(act.by, act.at))
    _write(customer, particulars)
    customer.save(force_insert=True)
    _index(customer, new=True)
    act.record("customer.created", customer)
    return customer


def _write(customer: Customer, particulars: Mapping[str, Any]) -> None:
    unknown = set(particulars) - set(FIELDS)
    if unknown:
        raise TypeError(f"A customer has no {', '.join(sorted(unknown))}.")
    for name, value in particulars.items():
        setattr(customer, name, _stored(name, value))
    if set(PHONES) & set(particulars):
        country = Site.objects.values_list("country", flat=True).get(pk=customer.site_id)
        for name in PHONES:
            setattr(customer, name, written_phone(getattr(customer, name), country))
    if not customer.name:
        raise InvalidFields({"name": [str(_("Give a name: what the person or company is called."))]})
    check(customer)


def _stored(name: str, value: Any) -> Any:
    if name == "tags":
        return _tags(value)
    return tidy_lines(value) if name == "notes" else tidy(value)


def _tags(value: Any) -> list[str]:
    """Short words, each once, in the order given."""
    tags = list(dict.fromkeys(tag for tag in (tidy(str(tag)) for tag in value or ()) if tag))
    if any("\x00" in tag for tag in tags):
        raise InvalidFields({"tags": [str(UNSTORABLE)]})
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise InvalidFields({"tags": [str(_("At most 20 tags of at most 40 characters fit."))]})
    return tags


def _stamp(customer: Customer, act: Act) -> None:
    for name, value in change_stamps(act.by, act.at).items():
        setattr(customer, name, value)


def _index(customer: Customer, new: bool = False) -> None:
    keys = keys_of(name=customer.name, phones=(customer.phone, customer.other_phone))
    index(customer.site_id, target_type="customer", target_id=customer.pk, keys=keys, new=new)
