"""How templates are filled: everything is escaped, and what they do not know is an error."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from .figures import FILTERS


def environment(*folders: str) -> Environment:
    """Templates of these folders of the package; of two with one name the first is taken."""
    found = Environment(
        loader=ChoiceLoader([PackageLoader("airm_graph", folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(FILTERS)
    return found
