"""The visit's ten steps as every screen draws them: done, here (with its clock), to come."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import pgettext_lazy

STEPS = {
    "booking": (pgettext_lazy("step", "Booking"), "calendar"),
    "reception": (pgettext_lazy("step", "Reception"), "login-2"),
    "consultation": (pgettext_lazy("step", "Consultation"), "ear"),
    "confirmation": (pgettext_lazy("step", "Confirmation"), "signature"),
    "lounge": (pgettext_lazy("step", "Lounge"), "armchair"),
    "repair": (pgettext_lazy("step", "Repair"), "tool"),
    "exception": (pgettext_lazy("step", "Added work"), "git-branch"),
    "handover": (pgettext_lazy("step", "Handover"), "key"),
    "checkout": (pgettext_lazy("step", "Checkout"), "receipt"),
    "follow_up": (pgettext_lazy("step", "Follow-up"), "phone"),
}
STATE_WORDS = {
    "done": pgettext_lazy("step state", "done"),
    "here": pgettext_lazy("step state", "here now"),
    "todo": pgettext_lazy("step state", "to come"),
    "skipped": pgettext_lazy("step state", "not applicable"),
    "missed": pgettext_lazy("step state", "missed"),
}


@dataclass(frozen=True)
class RibbonStep:
    """One step of the ribbon. `state`: done, here, todo, skipped or missed; `tone` colours the step that is here (plan, risk, late)."""

    code: str
    state: str = "todo"
    tone: str = "busy"
    due: datetime | None = None
    since: datetime | None = None
    note: str = ""
    url: str = ""

    @property
    def label(self) -> str:
        return str(STEPS[self.code][0])

    @property
    def icon(self) -> str:
        return STEPS[self.code][1]

    @property
    def word(self) -> str:
        return str(STATE_WORDS[self.state])


def ribbon_of(
    here: str,
    *,
    done: Collection[str] | None = None,
    skipped: Iterable[str] = (),
    tone: str = "busy",
    due: datetime | None = None,
    since: datetime | None = None,
) -> list[RibbonStep]:
    """The ten steps with the car at `here` ("" when all is over); without `done`, all steps before `here` count as done."""
    codes = list(STEPS)
    if done is None:
        done = codes[: codes.index(here)] if here else codes
    skipped = set(skipped)

    def state(code: str) -> str:
        if code == here:
            return "here"
        return "done" if code in done and code not in skipped else "skipped" if code in skipped else "todo"

    return [
        RibbonStep(code, state(code), tone=tone, due=due, since=since) if code == here else RibbonStep(code, state(code)) for code in codes
    ]
