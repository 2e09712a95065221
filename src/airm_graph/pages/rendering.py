"""Fills templates: everything is escaped, and what a template does not know is an error."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment

from ..identifiers import compress
from ..render.templating import environment
from .links import Links


@cache
def _environment() -> Environment:
    found = environment("pages/templates", "render/templates")
    found.filters.update(curie=compress)
    return found


def fill(template: str, links: Links, /, **values: Any) -> str:
    """The page that a template makes of ``values``; ``links`` is known to all of them."""
    return _environment().get_template(template).render(links=links, **values)
