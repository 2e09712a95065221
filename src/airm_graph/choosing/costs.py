"""What works or measures cost, from a table of two columns."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from ..errors import SourceError, nearest
from ..identifiers import compress
from ..resources import shown
from ..sources.bounded import read_csv
from .incidence import Incidence

COST = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")


def read_costs(path: Path, incidence: Incidence) -> dict[str, Fraction]:
    """Costs by the IRI of a member, from a file with an id and a cost a line; tabs, or .csv.

    Raises:
        SourceError: The file cannot be read, or a line has no member or no cost above 0.
    """
    known = {
        name: value.iri
        for value in incidence.members
        for name in (value.id, value.iri, compress(value.iri), value.iri.rpartition("/")[2])
    }
    costs: dict[str, Fraction] = {}
    delimiter = "," if path.suffix.lower() == ".csv" else "\t"
    for line, cells in read_csv(path, delimiter):
        if not costs and [cell.strip().lower() for cell in cells] == ["id", "cost"]:
            continue
        name = cells[0].strip()
        if len(cells) != 2:
            problem = f"{len(cells)} cells; expected an id and a cost"
        elif name not in known:
            short = {value.id for value in incidence.members}
            problem = f"{name[:80]!r} is none of those to choose from: {nearest(name[:80], short)}"
        elif not COST.fullmatch(cells[1].strip()) or not Fraction(cells[1].strip()):
            problem = f"the cost is {cells[1][:40]!r}; expected a number above 0, such as 2.5"
        elif known[name] in costs:
            problem = f"{name!r} has a cost already"
        else:
            costs[known[name]] = Fraction(cells[1].strip())
            continue
        raise SourceError(problem, path=shown(path), line=line)
    return costs
