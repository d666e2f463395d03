"""Rights: nobody gives what they do not have, nobody takes over who may more, and somebody can always give them."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.conftest import local
from yinuo.core.access.actor import staff
from yinuo.core.access.models import Membership, Role
from yinuo.core.access.people import create_person, give_role
from yinuo.core.access.rules import ROLES, may_give, outranks
from yinuo.core.accounts.models import User
from yinuo.core.errors import Forbidden, Invalid, NotHere
from yinuo.core.events.models import Event
from yinuo.people.shifts import services as shifts
from yinuo.people.shifts.models import ShiftException, WeeklyShift
from yinuo.people.shifts.rules import Shift
from yinuo.people.skills import services as skilled
from yinuo.people.skills.models import Skill, StaffSkill
from yinuo.people.staff import services

AT = local("2026-03-02 09:00")
NEW = {"username": "wang.fang", "display_name": "王芳"}


@pytest.fixture
def manager(acting):
    return acting("service_manager")


def roles_of(user) -> set[str]:
    return set(Membership.objects.filter(user=user).values_list("role", flat=True))


def test_a_manager_takes_somebody_on(manager):
    person = services.add_person(**NEW, roles=["advisor", "cashier"], password="a fine long one", by=manager, at=AT)
    assert roles_of(person) == {"advisor", "cashier"}
    assert person.check_password("a fine long one")
    event = Event.objects.get(name="person.added")
    assert (event.by_id, event.data["roles"]) == (manager.user_id, ["advisor", "cashier"])


def test_a_name_is_given_once(manager):
    services.add_person(**NEW, roles=["advisor"], by=manager, at=AT)
    with pytest.raises(services.NameTaken):
        services.add_person(**NEW, roles=["host"], by=manager, at=AT)
    assert User.objects.filter(username="wang.fang").count() == 1


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("service_manager",)])
def test_only_who_may_write_people_takes_anybody_on(acting, role):
    if role == "administrator":
        return
    with pytest.raises(Forbidden):
        services.add_person(**NEW, roles=["host"], by=acting(role), at=AT)


@pytest.mark.parametrize("role", Role.values)
def test_an_administrator_gives_any_role_at_their_site(acting, role):
    person = services.add_person(**NEW, roles=[role], by=acting("administrator"), at=AT)
    assert roles_of(person) == {role}


def test_what_administrators_give_themselves_is_told(acting):
    administrator = acting("administrator")
    services.set_roles(user_id=administrator.user_id, roles=["administrator", "service_manager"], by=administrator, at=AT)
    event = Event.objects.get(name="person.roles_changed")
    assert (event.by_id, event.data["given"], event.data["own"]) == (administrator.user_id, ["service_manager"], True)


@pytest.mark.parametrize("deed", [
    lambda user_id, by: services.set_password(user_id=user_id, password="taken over now", by=by, at=AT),
    lambda user_id, by: services.set_pin(user_id=user_id, pin="4711", by=by, at=AT),
    lambda user_id, by: services.renew_badge(user_id=user_id, by=by, at=AT),
    lambda user_id, by: services.dismiss(user_id=user_id, by=by, at=AT),
    lambda user_id, by: services.change_person(user_id=user_id, username="me", display_name="me", employee_number="", language="", by=by, at=AT),
    lambda user_id, by: services.set_roles(user_id=user_id, roles=["host"], by=by, at=AT),
], ids=["password", "pin", "badge", "dismiss", "who", "roles"])  # fmt: skip
def test_who_may_less_cannot_take_over_who_may_more(acting, deed):
    manager, advisor = acting("service_manager"), acting("advisor")
    with pytest.raises(Forbidden):
        deed(manager.user_id, advisor)


def test_an_administrator_here_cannot_take_over_a_manager_elsewhere(site, other_site, acting):
    both = create_person(username="both", display_name="Both")
    give_role(person=both, site=site, role="advisor")
    give_role(person=both, site=other_site, role="service_manager")
    with pytest.raises(services.NotYoursToChange):
        services.set_password(user_id=both.pk, password="taken over now", by=acting("administrator"), at=AT)


def test_a_manager_here_cannot_take_over_a_manager_elsewhere(site, other_site, manager):
    advisor = create_person(username="both", display_name="Both")
    give_role(person=advisor, site=site, role="advisor")
    give_role(person=advisor, site=other_site, role="service_manager")
    with pytest.raises(services.NotYoursToChange):
        services.set_password(user_id=advisor.pk, password="taken over now", by=manager, at=AT)
    services.set_roles(user_id=advisor.pk, roles=["advisor", "host"], by=manager, at=AT)
    assert roles_of(advisor) == {"advisor", "host"}


def test_somebody_of_another_centre_is_not_there(other_site, manager):
    stranger = create_person(username="stranger", display_name="Stranger")
    give_role(person=stranger, site=other_site, role="host")
    with pytest.raises(NotHere):
        services.set_roles(user_id=stranger.pk, roles=["host"], by=manager, at=AT)


def test_the_last_administrator_stays(site, manager, person):
    only = person("administrator")
    with pytest.raises(services.LastAdministrator):
        services.dismiss(user_id=only.pk, by=manager, at=AT)
    with pytest.raises(services.LastAdministrator):
        services.set_roles(user_id=only.pk, roles=["host"], by=manager, at=AT)
    second = person("administrator", name="second")
    services.set_roles(user_id=only.pk, roles=["host"], by=manager, at=AT)
    with pytest.raises(services.LastAdministrator):
        services.dismiss(user_id=second.pk, by=manager, at=AT)


def test_an_administrator_who_left_does_not_count(manager, person):
    first, second = person("administrator"), person("administrator", name="second")
    services.dismiss(user_id=second.pk, by=manager, at=AT)
    with pytest.raises(services.LastAdministrator):
        services.dismiss(user_id=first.pk, by=manager, at=AT)


def test_who_left_cannot_sign_in_and_may_come_back(client, site, manager, person):
    advisor = person("advisor")
    client.force_login(advisor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/s/{site.code}/me/").status_code == 200
    services.dismiss(user_id=advisor.pk, by=manager, at=AT)
    assert client.get(f"/s/{site.code}/me/").status_code == 302
    assert not client.login(username="advisor", password="a long enough password")
    services.take_on_again(user_id=advisor.pk, by=manager, at=AT)
    assert client.login(username="advisor", password="a long enough password")
    assert roles_of(advisor) == {"advisor"}


def test_who_works_at_two_centres_leaves_one(site, other_site, manager, person):
    both = person("advisor", name="both")
    give_role(person=both, site=other_site, role="advisor")
    with pytest.raises(services.NotYoursToChange):
        services.dismiss(user_id=both.pk, by=manager, at=AT)
    give_role(person=User.objects.get(pk=manager.user_id), site=other_site, role="service_manager")
    services.dismiss(user_id=both.pk, by=manager, at=AT)
    both.refresh_from_db()
    assert both.is_active and roles_of(both) == set()


def test_everybody_sets_their_own_pin_but_not_anothers(acting):
    advisor, host = acting("advisor"), acting("host")
    services.set_pin(user_id=host.user_id, pin="4711", by=host, at=AT)
    with pytest.raises(Forbidden):
        services.set_pin(user_id=host.user_id, pin="4712", by=advisor, at=AT)


@pytest.mark.parametrize("pin", ["", "123", "1234", "9876", "0000", "12a4", "１２３５", "123456789", "４７１１"])
def test_a_poor_pin_is_refused(acting, pin):
    host = acting("host")
    with pytest.raises(Invalid):
        services.set_pin(user_id=host.user_id, pin=pin, by=host, at=AT)


def test_no_role_outranks_itself_upward_but_who_looks_after_the_roles():
    for mine in ROLES.keys() - {"administrator"}:
        for theirs in ROLES:
            if outranks({1: frozenset({mine})}, {1: frozenset({theirs})}):
                assert ROLES[theirs] <= ROLES[mine]
                assert may_give(ROLES[mine], theirs)


@pytest.mark.parametrize("giver", ["service_manager", "administrator"])
def test_managers_and_administrators_may_give_every_role(giver):
    assert all(may_give(ROLES[giver], role) for role in Role.values)


def test_somebody_of_another_centre_works_here_too(other_site, manager):
    other = create_person(username="wang.fang", display_name="王芳", employee_number="4711")
    give_role(person=other, site=other_site, role="service_manager")
    assert services.join_person(name="4711", roles=["advisor"], by=manager, at=AT) == other
    assert roles_of(other) == {"advisor"}
    assert Event.objects.get(name="person.joined").data == {"who": "王芳", "roles": ["advisor"]}
    with pytest.raises(services.NotYoursToChange):
        services.set_password(user_id=other.pk, password="taken over now", by=manager, at=AT)
    with pytest.raises(services.WorksHere):
        services.join_person(name="wang.fang", roles=["host"], by=manager, at=AT)


@pytest.mark.parametrize("name", ["", "wang", "nobody", "left"])
def test_only_who_works_elsewhere_under_this_very_name_is_added(other_site, manager, name):
    for username, active in (("wang.fang", True), ("left", False)):
        person = create_person(username=username, display_name=username)
        give_role(person=person, site=other_site, role="host")
        User.objects.filter(pk=person.pk).update(is_active=active)
    create_person(username="nobody", display_name="Has no role anywhere")
    with pytest.raises(services.NobodyElsewhere):
        services.join_person(name=name, roles=["host"], by=manager, at=AT)
    assert not Membership.objects.filter(role="host").exists()


def test_nobody_joins_others_without_the_right(other_site, acting):
    give_role(person=create_person(username="wang.fang", display_name="王芳"), site=other_site, role="host")
    with pytest.raises(Forbidden):
        services.join_person(name="wang.fang", roles=["host"], by=acting("advisor"), at=AT)


def test_skills_are_what_was_said_last(site, manager, person):
    technician = person("technician")
    engine, body = (Skill.objects.create(site=site, code=code, name=code) for code in ("engine", "body"))
    skilled.set_skills(user_id=technician.pk, held={engine.pk: (3, None), body.pk: (1, date(2027, 1, 1))}, by=manager, at=AT)
    skilled.set_skills(user_id=technician.pk, held={engine.pk: (4, None)}, by=manager, at=AT)
    assert list(StaffSkill.objects.values_list("skill", "level")) == [(engine.pk, 4)]


def test_a_skill_of_another_centre_is_not_there(other_site, manager, person):
    foreign = Skill.objects.create(site=other_site, code="x", name="x")
    with pytest.raises(NotHere):
        skilled.set_skills(user_id=person("technician").pk, held={foreign.pk: (3, None)}, by=manager, at=AT)


def test_a_week_is_what_was_said_last(manager, person):
    technician = person("technician")
    day = Shift(time(8), time(17), time(12), time(13))
    shifts.set_week(user_ids=[technician.pk], week=[(n, day) for n in range(5)], by=manager, at=AT)
    shifts.set_week(user_ids=[technician.pk], week=[(5, day)], by=manager, at=AT)
    assert list(WeeklyShift.objects.values_list("weekday", flat=True)) == [5]


@pytest.mark.parametrize("shift", [
    Shift(time(17), time(8)), Shift(time(8), time(8)), Shift(time(8), time(17), time(12), None), Shift(time(8), time(17), time(7), time(9)),
    Shift(time(8), time(17), time(13), time(12)),
])  # fmt: skip
def test_a_shift_that_cannot_be_is_refused(manager, person, shift):
    with pytest.raises(Invalid):
        shifts.set_week(user_ids=[person("technician").pk], week=[(0, shift)], by=manager, at=AT)


def test_an_absence_is_recorded_day_by_day_and_taken_back(manager, person):
    technician = person("technician")
    shifts.be_absent(user_id=technician.pk, since=date(2026, 3, 4), until=date(2026, 3, 6), reason="training", by=manager, at=AT)
    shifts.be_absent(user_id=technician.pk, since=date(2026, 3, 6), until=date(2026, 3, 7), reason="ill", by=manager, at=AT)
    assert ShiftException.objects.count() == 4
    shifts.as_usual(user_id=technician.pk, day=date(2026, 3, 6), by=manager, at=AT)
    assert ShiftException.objects.count() == 3
    with pytest.raises(NotHere):
        shifts.as_usual(user_id=technician.pk, day=date(2026, 3, 6), by=manager, at=AT)
    with pytest.raises(Invalid):
        shifts.be_absent(user_id=technician.pk, since=date(2026, 3, 8), until=date(2026, 3, 7), reason="", by=manager, at=AT)


def test_giving_a_role_checks_the_actors_present_rights_not_the_name(site, person):
    """An actor is what their roles say, whoever they are."""
    by = staff(site_id=site.pk, user=person("host"), roles=["host"])
    with pytest.raises(Forbidden):
        services.set_roles(user_id=by.user_id, roles=["service_manager"], by=by, at=AT)
