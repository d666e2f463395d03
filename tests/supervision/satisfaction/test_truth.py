"""What others published, or what was computed by hand, is what our methods give (the same lines as `make bench BENCH=truth`)."""

from __future__ import annotations

import pytest
from bench.truths import Missing, registered


@pytest.mark.parametrize(("name", "read"), registered().items(), ids=list(registered()))
def test_a_published_result_is_reproduced(name, read):
    try:
        lines = list(read())
    except Missing as missing:
        pytest.skip(str(missing))
    assert lines
    assert [line.told() for line in lines if not line.holds] == []
