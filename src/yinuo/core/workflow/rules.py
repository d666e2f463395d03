"""A flow is a declared table: state, move, next state, event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """One legal step: from any of `sources` to `target`, recorded as `event`."""

    sources: tuple[str, ...]
    target: str
    event: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The moves of one kind of record. `name` is its documented name, `initial` where a record begins."""

    name: str
    initial: str
    moves: Mapping[str, Move]

    @property
    def states(self) -> frozenset[str]:
        return frozenset({self.initial}).union(*({*move.sources, move.target} for move in self.moves.values()))

    def legal(self, state: str) -> list[str]:
        """The moves that may be made from `state`, in the table's order."""
        return [name for name, move in self.moves.items() if state in move.sources]

    def unreachable(self) -> frozenset[str]:
        """States that no chain of moves reaches from the initial one."""
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            state = frontier.pop()
            for name in self.legal(state):
                target = self.moves[name].target
                if target not in reached:
                    reached.add(target)
                    frontier.append(target)
        return self.states - reached


def mermaid(flow: Flow) -> str:
    """The flow as a Mermaid state diagram, as it stands in docs/flows.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {flow.initial}"]
    for name, move in flow.moves.items():
        lines += [f"    {source} --> {move.target}: {name}" for source in move.sources]
    return "\n".join(lines)
