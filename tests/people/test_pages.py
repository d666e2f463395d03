"""The pages of people, as they are used."""

from __future__ import annotations

import pytest

from tests.conftest import local
from yinuo.core.access.actor import staff
from yinuo.core.access.models import Membership
from yinuo.core.access.people import create_person, give_role
from yinuo.core.accounts.models import User
from yinuo.core.sites.models import stamps
from yinuo.people.shifts.models import ShiftException, WeeklyShift
from yinuo.people.skills.models import Skill, StaffSkill

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def manager(client, person):
    user = person("service_manager")
    client.force_login(user, backend=BACKEND)
    return user


def test_somebody_new_comes_in_by_the_form(client, site, manager):
    told = {"display_name": "王芳", "username": "wang.fang", "roles": ["advisor", "host"], "password": "correct horse 9"}
    answer = client.post(f"/s/{site.code}/people/new/", told, follow=True)
    assert "王芳" in answer.content.decode()
    client.logout()
    assert client.login(username="wang.fang", password="correct horse 9")


@pytest.mark.parametrize("wrong", [
    {"username": "a b"}, {"display_name": "x" * 10_000}, {"password": "123"}, {"roles": ["king"]}, {"roles": []}, {"username": ""},
    {"display_name": "\x00"}, {"language": "tlh"}, {"employee_number": "9" * 31}, {"username": "service_manager"},
])  # fmt: skip
def test_what_is_wrong_is_said_and_kept(client, site, manager, wrong):
    told = {"display_name": "王芳🚗", "username": "wang.fang", "roles": ["advisor"], "password": "correct horse 9"} | wrong
    answer = client.post(f"/s/{site.code}/people/new/", told)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not User.objects.filter(username="wang.fang").exists()


def test_a_name_with_html_is_shown_as_it_is(client, site, manager):
    told = {"display_name": "<script>alert(1)</script>", "username": "bobby", "roles": ["host"]}
    answer = client.post(f"/s/{site.code}/people/new/", told, follow=True).content.decode()
    assert "<script>alert(1)</script>" not in answer
    assert "&lt;script&gt;" in answer


def test_the_persons_page_changes_roles_week_skills_and_absence(client, site, manager, person):
    technician = person("technician")
    skill = Skill.objects.create(site=site, code="engine", name="发动机")
    here = f"/s/{site.code}/people/{technician.pk}/"
    assert client.get(here).status_code == 200
    assert client.post(here + "roles/", {"roles": ["technician", "inspector"]}).status_code == 302
    week = {"works_0": "on", "starts_0": "08:00", "ends_0": "17:00", "break_starts_0": "12:00", "break_ends_0": "13:00"}
    assert client.post(here + "week/", week).status_code == 302
    assert client.post(here + "skills/", {f"level_{skill.pk}": "3", f"expires_{skill.pk}": "2027-06-30"}).status_code == 302
    assert client.post(here + "absent/", {"since": "2026-03-04", "until": "2026-03-05", "reason": "病假"}).status_code == 302
    assert set(Membership.objects.filter(user=technician).values_list("role", flat=True)) == {"technician", "inspector"}
    assert WeeklyShift.objects.get().weekday == 0
    assert StaffSkill.objects.get().level == 3
    assert ShiftException.objects.count() == 2
    other = {"other-day": "2026-03-05", "other-starts": "13:00", "other-ends": "21:30", "other-reason": "盘点"}
    assert client.post(here + "other-hours/", other).status_code == 302
    kept = ShiftException.objects.get(day="2026-03-05")
    assert (kept.absent, f"{kept.starts:%H:%M}", f"{kept.ends:%H:%M}", kept.reason) == (False, "13:00", "21:30", "盘点")
    assert client.get(f"/s/{site.code}/people/").status_code == 200


@pytest.mark.parametrize(("path", "told"), [
    ("week/", {"works_0": "on", "starts_0": "17:00", "ends_0": "08:00"}), ("week/", {"works_0": "on"}), ("week/", {"works_3": "on", "starts_3": "morning"}),
    ("absent/", {"since": "2026-03-05", "until": "2026-03-04"}), ("absent/", {"since": "9999-99-99"}),
    ("other-hours/", {"other-day": "2026-03-05", "other-starts": "18:00", "other-ends": "09:00"}), ("pin/", {"pin": "1234"}), ("password/", {"password": "1"}),
    ("who/", {"display_name": "", "username": "x"}), ("roles/", {"roles": []}), ("as-usual/", {"day": "yesterday"}),
])  # fmt: skip
def test_a_refused_form_says_why(client, site, manager, person, path, told):
    technician = person("technician")
    answer = client.post(f"/s/{site.code}/people/{technician.pk}/{path}", told)
    assert answer.status_code in (409, 422)


def test_the_page_of_somebody_who_may_more_elsewhere_offers_no_password(client, site, other_site, person):
    both, administrator = person("advisor"), person("administrator")
    give_role(person=both, site=other_site, role="service_manager")
    client.force_login(administrator, backend=BACKEND)
    shown = client.get(f"/s/{site.code}/people/{both.pk}/").content.decode()
    assert "/password/" not in shown
    assert client.post(f"/s/{site.code}/people/{both.pk}/password/", {"password": "correct horse 9"}).status_code == 403
    assert client.get(f"/s/{site.code}/people/{both.pk}/badge/").status_code == 403


def test_somebody_of_another_centre_is_added_by_the_form(client, site, other_site, manager):
    other = create_person(username="wang.fang", display_name="王芳")
    give_role(person=other, site=other_site, role="advisor")
    wrong = client.post(f"/s/{site.code}/people/join/", {"name": "wang", "roles": ["host"]})
    assert wrong.status_code == 422 and "field-error" in wrong.content.decode()
    answer = client.post(f"/s/{site.code}/people/join/", {"name": "wang.fang", "roles": ["host"]})
    assert answer.url == f"/s/{site.code}/people/{other.pk}/"
    tried = [client.post(f"/s/{site.code}/people/join/", {"name": f"n{n}", "roles": ["host"]}) for n in range(20)]
    assert "Too many tries" in tried[-1].content.decode() or "次数" in tried[-1].content.decode()


def test_a_badge_is_printed_for_oneself_and_by_the_manager(client, site, manager, person):
    technician = person("technician")
    for path in (f"people/{technician.pk}/badge/", "me/badge/"):
        answer = client.get(f"/s/{site.code}/{path}")
        assert answer.status_code == 200
        assert "data:image/svg+xml" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"


def test_the_list_takes_the_same_queries_for_many(client, site, manager, person, django_assert_max_num_queries):
    at = local("2026-03-02 08:00")
    for n in range(30):
        user = person("technician", name=f"t{n}")
        skill, _ = Skill.objects.get_or_create(site=site, code="engine", name="发动机")
        StaffSkill.objects.create(site=site, user=user, skill=skill, level=2, created_at=at, changed_at=at)
    with django_assert_max_num_queries(12):
        client.get(f"/s/{site.code}/people/")


def test_who_works_at_two_centres_chooses_one(client, site, other_site, person):
    both = person("advisor")
    give_role(person=both, site=other_site, role="advisor")
    client.force_login(both, backend=BACKEND)
    shown = client.get("/").content.decode()
    assert f"/s/{site.code}/" in shown and f"/s/{other_site.code}/" in shown


def test_everybody_sees_their_own_record_and_nobody_elses(client, site, person):
    mine, other = person("technician"), person("host")
    skill = Skill.objects.create(site=site, code="engine", name="发动机")
    made = stamps(staff(site_id=site.pk, user=mine, roles=[]), local("2026-03-02 08:00"))
    StaffSkill.objects.create(site=site, user=mine, skill=skill, level=3, **made)
    ShiftException.objects.create(site=site, user=mine, day="2126-03-04", absent=True, reason="病假", **made)
    client.force_login(mine, backend=BACKEND)
    page = client.get(f"/s/{site.code}/people/{mine.pk}/", follow=True)
    assert page.status_code == 200 and page.redirect_chain == [(f"/s/{site.code}/me/", 302)]
    assert "发动机" in page.content.decode() and "病假" in page.content.decode()
    assert client.get(f"/s/{site.code}/people/{other.pk}/").status_code == 404
    assert client.post(f"/s/{site.code}/people/{mine.pk}/roles/", {"roles": ["service_manager"]}).status_code == 403
