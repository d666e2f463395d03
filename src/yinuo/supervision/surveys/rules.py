"""Surveys in plain Python: scales, what is asked next, who is drawn, what looks alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yinuo.core.workflow.rules import Flow, Move

SCALES = {"scale10": (1, 10), "scale5": (1, 5), "recommend": (0, 10), "yes_no": (0, 1), "three_columns": (1, 7)}
"""Question kind → its lowest and highest value; kinds that are not here carry no number."""

KINDS = (*SCALES, "choice", "text", "photo")
COLUMNS = ("desired", "adequate", "perceived")
LANGUAGES = ("zh-hans", "zh-hant", "en")

# the codes under which the steps of the flow name the same factors (operations.standards)
STEP_FACTORS = {
    "problems": "problems_experienced",
    "in_service": "in_service_experience",
    "advisor": "service_advisor",
    "friendliness": "friendliness",
    "quality": "service_quality",
    "pick_up": "vehicle_pick_up",
    "initiation": "service_initiation",
}
FACTORS = tuple(STEP_FACTORS)
DIMENSIONS = ("reliability", "responsiveness", "assurance", "empathy", "tangibles")

# keys of questions that have a meaning of their own, in any questionnaire
OVERALL, RECOMMEND, COMMENT, CONTACT, ASKED_FOR_MARKS = "overall", "recommend", "comment", "contact", "asked_for_marks"

UNHAPPY_SHARE = 1 / 3  # a value in the lowest third of its scale is a bad word
FEWEST_SHOWN = 5  # anonymous answers are not broken down below this many

VERSION_FLOW = Flow(
    name="questionnaire version",
    initial="draft",
    moves={
        "publish": Move(("draft",), "published", "questionnaire.published"),
        "retire": Move(("published",), "retired", "questionnaire.retired"),
    },
)
WAVE_FLOW = Flow(
    name="survey wave",
    initial="planned",
    moves={
        "open": Move(("planned", "closed"), "open", "wave.opened"),
        "close": Move(("planned", "open"), "closed", "wave.closed"),
    },
)


def fits(kind: str, value: int | None) -> bool:
    """Whether the value lies on the scale of a question of this kind."""
    return kind in SCALES and isinstance(value, int) and SCALES[kind][0] <= value <= SCALES[kind][1]


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns that a complete answer to a question of this kind fills."""
    return COLUMNS if kind == "three_columns" else ("perceived",)


Answers = Mapping[str, Any]


def holds(logic: Mapping[str, Any], answers: Answers) -> bool:
    """Whether a question is asked, after the answers so far (key → number, or text).

    {} always; {"key": "overall", "at_most": 3}, "at_least", "is", "answered": true; {"all": […]}, {"any": […]}, {"not": …}.
    What was not answered fulfils no comparison.
    """
    if not logic:
        return True
    if "all" in logic:
        return all(holds(part, answers) for part in logic["all"])
    if "any" in logic:
        return any(holds(part, answers) for part in logic["any"])
    if "not" in logic:
        return not holds(logic["not"], answers)
    value = answers.get(logic["key"])
    if "answered" in logic:
        return (value is not None) == logic["answered"]
    if value is None:
        return False
    return _compares(logic, value)


def _compares(logic: Mapping[str, Any], value: Any) -> bool:
    if "is" in logic:
        return value == logic["is"]
    if not isinstance(value, int):
        return False
    return ("at_most" not in logic or value <= logic["at_most"]) and ("at_least" not in logic or value >= logic["at_least"])


def logic_problem(logic: Any, earlier: Iterable[str], depth: int = 0) -> bool:
    """Whether the logic is not of the form that `holds` reads, or asks after a question that does not come earlier."""
    if logic == {}:
        return depth > 0
    if not isinstance(logic, dict) or depth > 4:
        return True
    earlier = set(earlier)
    if logic.keys() in ({"all"}, {"any"}):
        parts = next(iter(logic.values()))
        return not isinstance(parts, list) or not parts or any(logic_problem(part, earlier, depth + 1) for part in parts)
    if logic.keys() == {"not"}:
        return logic_problem(logic["not"], earlier, depth + 1)
    return logic.get("key") not in earlier or not _well_formed(logic)


def _well_formed(logic: Mapping[str, Any]) -> bool:
    types: dict[str, Any] = {"at_most": int, "at_least": int, "is": (int, str), "answered": bool}
    tests = {name: value for name, value in logic.items() if name != "key"}
    return bool(tests) and all(name in types and isinstance(value, types[name]) for name, value in tests.items())


def negative(values: Iterable[tuple[str, str, int | None]]) -> bool:
    """Whether an answer is a bad word: any (key, kind, value) in the lowest third of its scale, "was anything wrong" aside."""
    return any(_is_low(kind, value) for _key, kind, value in values)


def _is_low(kind: str, value: int | None) -> bool:
    if kind not in ("scale10", "scale5", "recommend") or value is None:
        return False
    low, high = SCALES[kind]
    return value - low <= (high - low) * UNHAPPY_SHARE


def drawn(secret: str, share: int) -> bool:
    """Whether this one is in the sample of `share` per mille; the same one always comes out the same."""
    number = int.from_bytes(hashlib.sha256(secret.encode()).digest()[:8], "big")
    return number % 1000 < share


def pattern(values: Sequence[tuple[str, str, int | None]]) -> str:
    """What two equal sheets of answers have in common: a hash over (key, column, value) in order; "" for fewer than six numbers."""
    told = sorted((key, column, value) for key, column, value in values if value is not None)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16] if len(told) >= 6 else ""


def fingerprint(questions: Iterable[Sequence[Any]]) -> str:
    """A hash over all that a published version asks, by which a change of its rows is found."""
    return hashlib.sha256(repr(sorted(map(repr, questions))).encode()).hexdigest()


def out_of_line(counts: Mapping[Any, tuple[int, int]], *, above: bool = False, z: float = 2.576) -> set[Any]:
    """Whose share ({key: (n, yes)}) differs from that of all the others together by more than chance explains (two proportions, 99 %).

    `above`: only those that lie higher. Who has fewer than ten is not judged.
    """
    all_n, all_yes = sum(n for n, _yes in counts.values()), sum(yes for _n, yes in counts.values())
    found = set()
    for key, (n, yes) in counts.items():
        rest_n, rest_yes = all_n - n, all_yes - yes
        if n < 10 or rest_n < 10:
            continue
        pooled = all_yes / all_n
        spread = (pooled * (1 - pooled) * (1 / n + 1 / rest_n)) ** 0.5
        apart = yes / n - rest_yes / rest_n
        if spread and (apart if above else abs(apart)) > z * spread:
            found.add(key)
    return found
