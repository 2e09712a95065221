"""YAML as every reader of it understands it: texts that may be taken for something else, quoted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from ..contents import Contents

# Plain in YAML 1.1 and 1.2: neither number, date, boolean, null nor any sign of the language.
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_()]*(?:[ .-][A-Za-z0-9_()]+)*")
WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
HALVES = re.compile("[\ud800-\udfff\ufffe\uffff\x00]")

Entity = dict[str, Any]
Collections = Mapping[str, Sequence[Entity]]


class _Dumper(yaml.CSafeDumper):
    """Writes every list and text out, and none as a reference to an earlier one."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as the library calls it
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    plain = PLAIN.fullmatch(text) and text.casefold() not in WORDS
    text = HALVES.sub("\N{REPLACEMENT CHARACTER}", text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _text)


def yaml_of(contents: Contents, collections: Collections) -> str:
    """A file of entities, each collection under its name, sorted by id."""
    head = "".join(f"# {line}\n" for line in contents.preamble.comments)
    found = {
        name: sorted(entities, key=lambda entity: str(entity["id"]))
        for name, entities in sorted(collections.items())
        if entities
    }
    return head + yaml.dump(
        found,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=1_000_000,
        default_flow_style=False,
    )


def entity(key: str, **slots: Any) -> Entity:
    """An entity without the slots that have no value."""
    return {"id": key} | {name: value for name, value in slots.items() if value}
