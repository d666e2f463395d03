"""The models: nothing points upward, every business row has its site, every natural key begins with it, nothing leaks without a scope."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.models import UniqueConstraint
from django_scopes.exceptions import ScopeError

from tests.conftest import local
from yinuo.core.access.models import Membership
from yinuo.core.access.people import create_person
from yinuo.core.sites.soundness import kinships, scoped_models, strangers

PLATFORMS = ["core", "people", "information", "operations", "dispatch", "supervision", "management", "demo", "config"]
SLICES = {
    "people": ["skills", "shifts", "staff"],
    "operations": ["workshop", "stock", "menu", "standards", "booking", "visits", "orders", "settlement", "setup"],
    "supervision": ["surveys", "follow_up", "complaints", "satisfaction", "topics", "cases", "gaps", "elements", "today"],
    "information": ["customers", "vehicles", "encounters", "promises", "segments", "imports"],
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("yinuo.")]
# the site itself, people, who may work at several, and the count of tries at their passwords
OF_NO_SITE = {"sites.Site", "accounts.User", "access.Tries", "accounts.Counted"}


def height(model: type[models.Model]) -> tuple[int, int]:
    """How high the model's slice stands: (platform, slice)."""
    _yinuo, platform, slice_, *_rest = model.__module__.split(".")
    order = SLICES.get(platform, [])
    return PLATFORMS.index(platform), order.index(slice_) if slice_ in order else 0


def relations():
    for model in OURS:
        for field in model._meta.get_fields():
            if field.concrete and field.is_relation and field.related_model and field.related_model.__module__.startswith("yinuo."):
                yield model, field


@pytest.mark.parametrize(("model", "field"), list(relations()), ids=lambda value: getattr(value, "name", None) or value.__name__)
def test_no_foreign_key_points_upward(model, field):
    assert height(field.related_model) <= height(model), f"{model._meta.label}.{field.name} points up at {field.related_model._meta.label}"


def test_every_business_row_belongs_to_a_site():
    missing = {model._meta.label for model in OURS} - {model._meta.label for model in scoped_models()} - OF_NO_SITE
    assert not missing


@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_a_query_without_a_scope_raises(model):
    for query in (model.objects.all, model.objects.count, model.objects.first, lambda: model.objects.filter(pk=1)):
        with pytest.raises(ScopeError):
            query()


# keys that hang on a row which has its site already, or that are unguessable and sought without one
KEYED_OTHERWISE = {"path", "token_hash"}


def key_of(rule: UniqueConstraint) -> list[str]:
    return list(rule.fields) or [getattr(part, "name", "") or part.expression.name for part in rule.expressions]


@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_a_natural_key_begins_with_its_site_or_its_parent(model):
    keys = [key_of(rule) for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)]
    keys += [[field.name] for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    scoped = {field.name for owner, field in kinships() if owner is model}
    for key in keys:
        assert key[0] == "site" or key[0] in scoped or key[0] in KEYED_OTHERWISE or _of_a_person(model, key), f"{model._meta.label}: {key}"


def _of_a_person(model, key) -> bool:
    """A person's row about a site's thing (a skill) is one by that thing."""
    return any(name in {field.name for owner, field in kinships() if owner is model} for name in key)


def test_a_row_that_points_at_another_sites_row_is_found(site, other_site):
    from yinuo.operations.stock.models import Part, StockMovement

    at = local("2026-03-02 08:00")
    stamp = {"created_at": at, "changed_at": at}
    part = Part.objects.create(site=other_site, number="X", name="X", price=1, **stamp)
    assert strangers() == []
    movement = StockMovement.objects.create(site=site, part=part, kind="counted", quantity=0, on_hand_after=0, **stamp)
    (found,) = strangers()
    assert (found.model, found.field, found.n, found.ids) == ("stock.StockMovement", "part", 1, (movement.pk,))


def test_a_membership_is_of_one_site(site, other_site):
    user = create_person(username="a", display_name="A")
    Membership.objects.create(site=other_site, user=user, role="advisor")
    assert Membership.objects.count() == 0
