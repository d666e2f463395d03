"""Reading records by their state."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func


class InStates(Func):
    """`.filter(in_states(rules.OPEN))`: the state is one of these, written out in the SQL.

    SQLite uses a partial index (`condition=Q(state__in=OPEN)`) only when the query repeats its condition letter by letter; states passed as
    parameters do not count. PostgreSQL understands both.
    """

    output_field = BooleanField()
    arity = 1


def in_states(states: Iterable[str], field: str = "state") -> InStates:
    listed = [f"'{_plain(state)}'" for state in states]
    condition = f"= {listed[0]}" if len(listed) == 1 else f"IN ({', '.join(listed)})"  # as an index of one state says it
    return InStates(F(field), template=f"%(expressions)s {condition}")


def _plain(state: str) -> str:
    if not state.isidentifier():
        raise ValueError(state)
    return state
