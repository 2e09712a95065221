"""Solves one model in a process of its own, which can be ended at any moment.

HiGHS looks at its clock only now and then, and not at all at Ctrl-C: on large models it may work on
for minutes. Started as a script, with a model on standard input; one JSON line for the bound of the
linear relaxation, then one for the answer.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

OPTIMAL, LIMIT, INFEASIBLE = 0, 1, 2  # what scipy calls them


def solve_arrays(model: dict[str, NDArray[Any]], seconds: float) -> dict[str, Any]:
    """Minimise over the model: ``status``, ``bound`` and, where one was found, ``x``."""
    from scipy.optimize import Bounds, milp  # type: ignore[import-untyped]

    found = milp(
        model["objective"],
        integrality=model["integrality"],
        bounds=Bounds(0, 1),
        constraints=_rows(model),
        # Costs are whole numbers, so that any gap below one is none; 0 leaves nothing to chance.
        options={"time_limit": max(seconds, 0.01), "mip_rel_gap": 0.0},
    )
    bound = found.mip_dual_bound if found.status != OPTIMAL else found.fun
    return {
        "status": int(found.status),
        "bound": None if bound is None or not np.isfinite(bound) else float(bound),
        "x": None if found.x is None else np.flatnonzero(found.x > 0.5).tolist(),
    }


def relaxed_bound(model: dict[str, NDArray[Any]], seconds: float) -> float | None:
    """The bound that the linear relaxation gives."""
    from scipy.optimize import Bounds, milp

    found = milp(
        model["objective"],
        bounds=Bounds(0, 1),
        constraints=_rows(model),
        options={"time_limit": max(seconds, 0.01)},
    )
    return float(found.fun) if found.status == OPTIMAL else None


def _rows(model: dict[str, NDArray[Any]]) -> Any:
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array  # type: ignore[import-untyped]

    shape = (model["lower"].size, model["objective"].size)
    matrix = csr_array((model["data"], model["indices"], model["indptr"]), shape=shape)
    return LinearConstraint(matrix, model["lower"], model["upper"])


def main(given: BinaryIO) -> None:
    """Read a model, write what is known of it as soon as it is."""
    with np.load(BytesIO(given.read()), allow_pickle=False) as file:
        model = dict(file)
    seconds = float(model.pop("seconds"))
    print(json.dumps({"bound": relaxed_bound(model, seconds)}), flush=True)
    print(json.dumps(solve_arrays(model, seconds)), flush=True)


if __name__ == "__main__":
    main(sys.stdin.buffer)
