"""A delivered car and a complaint about it, taken as far as a test wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bench import script

from yinuo.core.access.actor import Actor, staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.accounts.models import User
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.complaints.services import opening, steps


@dataclass
class Case:
    """A complaint in progress; each act comes ten minutes after the one before."""

    story: script.Story
    complaint: Complaint
    known: dict[str, Actor] = field(default_factory=dict)

    def told(self, role: str = "advisor", minutes: float = 10) -> dict[str, Any]:
        return {"complaint_id": self.complaint.pk, **self.by(role, minutes)}

    def by(self, role: str = "advisor", minutes: float = 10) -> dict[str, Any]:
        self.story.at += timedelta(minutes=minutes)
        return {"by": self.who(role), "at": self.story.at}

    def who(self, role: str) -> Actor:
        if role not in self.known:
            self.known[role] = somebody(self.story.centre, role)
        return self.known[role]

    def until(self, name: str) -> Complaint:
        """Do every step up to and with the named one."""
        acts = {
            "listened": lambda: steps.listened(text="等了两小时没人理", wants="道歉", channel="phone", **self.told()),
            "apologised": lambda: steps.apologised(text="让您久等了，非常抱歉。", channel="phone", **self.told()),
            "understood": lambda: steps.understood(
                real_issue="没有告知交车延误", facts=["晚交 40 分钟"], process_step="handover", wants="", **self.told()
            ),
            "offered": lambda: steps.offered(offer="下次保养免工时", channel="phone", **self.told()),
            "agreed": lambda: steps.agree(
                agreed="下次保养免工时", due_at=self.story.at + timedelta(days=2), channel="phone", **self.told()
            ),
            "carried_out": lambda: steps.carried_out(text="已办好", channel="phone", **self.told()),
            "closed": lambda: steps.close(
                word="satisfied", word_text="谢谢", root_cause="communication", gap=4, lesson="延误先打电话", **self.told()
            ),
        }
        for done, act in acts.items():
            act()
            if done == name:
                break
        return self.now()

    def now(self) -> Complaint:
        self.complaint = Complaint.objects.get(pk=self.complaint.pk)
        return self.complaint


def somebody(centre: script.Centre, *roles: str) -> Actor:
    username = "-".join(roles) + "-complaints"
    person = User.objects.filter(username=username).first() or create_person(username=username, display_name=" ".join(roles).title())
    for role in roles:
        give_role(person=person, site=centre.site, role=role)
    return staff(site_id=centre.site.pk, user=person, roles=roles)


def complain(story: script.Story, text: str = "等了两小时没人理", **told: Any) -> Case:
    """The customer complains at the desk; the advisor takes it in."""
    case = Case(story, Complaint())
    case.complaint = opening.open_about_visit(
        visit_id=story.visit.pk, text=text, way_in=told.pop("way_in", "desk"), **case.by("advisor"), **told
    )
    return case
