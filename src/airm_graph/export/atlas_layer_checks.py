"""What is wrong with a layer of ours; the Navigator itself shows most faults as an empty cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import SourceError
from ..identifiers import is_web_address
from ..sources.bounded import read_json
from .atlas_layer import COLOURS, DOMAIN, VERSIONS

TECHNIQUE = re.compile(r"AML\.T\d{4}(\.\d{3})?")
COLOUR = re.compile("#[0-9A-Fa-f]{6}")
TEXTS, LISTS = ("domain", "name", "description"), ("metadata", "legendItems", "techniques")
LAYER: dict[str, type] = {
    "versions": dict,
    "sorting": int,
    "hideDisabled": bool,
    "gradient": dict,
    **dict.fromkeys(TEXTS, str),
    **dict.fromkeys(LISTS, list),
}
MUST = {"techniqueID": str, "score": int, "color": str, "comment": str, "metadata": list}
MAY = {"tactic": str, "showSubtechniques": bool, "links": list}


def check_layer(path: Path) -> list[str]:
    """What is wrong with a layer, a sentence each; nothing where it is as we write it."""
    try:
        layer = read_json(path)
    except SourceError as error:
        return [str(error)]
    if not isinstance(layer, dict):
        return ["is no layer: expected one object"]
    problems = [*_shape("the layer", layer, LAYER, {})]
    return problems or [*_layer(layer)]


def _shape(
    where: str, said: dict[str, Any], must: dict[str, type], may: dict[str, type]
) -> Iterator[str]:
    yield from (f"{where} has no {name}" for name in must if name not in said)
    for name, value in said.items():
        wanted = must.get(name) or may.get(name)
        if wanted is None:
            yield f"{where} has {name!r}, which the format does not know"
        elif not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool):
            yield f"{where}: {name} is {value!r:.60}; expected {wanted.__name__}"


def _layer(layer: dict[str, Any]) -> Iterator[str]:
    if layer["versions"] != VERSIONS or layer["domain"] != DOMAIN:
        yield f"the layer is not for the Navigator of ATLAS: {layer['domain']} {layer['versions']}"
    yield from _pairs("the layer", layer["metadata"], ("name", "value"))
    yield from _pairs("the legend", layer["legendItems"], ("label", "color"))
    if "atlas_data_version" not in {str(one.get("name")) for one in _dicts(layer["metadata"])}:
        yield "the layer does not say of which version of ATLAS it is"
    gradient = layer["gradient"]
    colours = gradient.get("colors")
    if not isinstance(colours, list) or len(colours) < 2 or not all(map(_is_colour, colours)):
        yield "the gradient has not two colours or more"
    ends = [gradient.get("minValue"), gradient.get("maxValue")]
    if not all(isinstance(end, int) for end in ends) or ends[0] >= ends[1]:
        yield "the gradient does not go from a number up to another"
        ends = [0, 0]
    if not layer["techniques"]:
        yield "the layer has no techniques"
    techniques = _dicts(layer["techniques"])
    if len(techniques) < len(layer["techniques"]):
        yield "the techniques are not all objects"
    places = Counter(
        (str(one.get("techniqueID")), str(one.get("tactic") or "")) for one in techniques
    )
    for (name, tactic), times in places.items():
        if times > 1:
            yield f"{name} stands {times} times under {tactic or 'no tactic'}"
    names = {str(one.get("techniqueID")) for one in techniques}
    parents = {name.rpartition(".")[0] for name in names if name.count(".") == 2}
    for one in techniques:
        where = str(one.get("techniqueID"))
        wrong = [*_shape(where, one, MUST, MAY)]
        yield from wrong or _technique(where, one, ends[1], parents, names)
    yield from _legend(layer["legendItems"], techniques)


def _technique(
    where: str, one: dict[str, Any], most: int, parents: set[str], names: set[str]
) -> Iterator[str]:
    if not TECHNIQUE.fullmatch(where):
        yield f"{where} is no key of a technique of ATLAS"
    elif where.count(".") == 2 and where.rpartition(".")[0] not in names:
        yield f"{where} is a sub-technique of a technique that is not in the layer"
    if one.get("showSubtechniques") and where not in parents:
        yield f"{where} shows sub-techniques and has none"
    if not 0 <= one["score"] <= most:
        yield f"{where} has the score {one['score']}, outside of the gradient"
    yield from _pairs(where, one["metadata"], ("name", "value"))
    yield from _pairs(where, one.get("links", []), ("label", "url"))
    for link in _dicts(one.get("links", [])):
        if not is_web_address(str(link.get("url"))):
            yield f"{where} has a link to {link.get('url')!r}, which is no web address"
    state = _state(one)
    if COLOURS.get(state) != one["color"]:
        yield f"{where} is {state or 'in no state'}, which is not the colour {one['color']}"
    if not one["comment"].startswith(f"{state}: "):
        yield f"{where} does not say why it is {state}"


def _legend(items: list[Any], techniques: list[dict[str, Any]]) -> Iterator[str]:
    """Whether the legend counts what is there, each technique once."""
    states = {str(one.get("techniqueID")): _state(one) for one in techniques}
    counts = Counter(states.values())
    expected = [
        {"label": f"{name}: {counts[name]} techniques", "color": colour}
        for name, colour in COLOURS.items()
    ]
    if items != expected:
        yield f"the legend does not count the techniques: expected {expected[0]['label']!r}, ..."


def _pairs(where: str, said: list[Any], names: tuple[str, str]) -> Iterator[str]:
    for one in said:
        values = [one.get(name) for name in names] if isinstance(one, dict) else []
        if not values or len(one) != 2 or not all(isinstance(v, str) and v for v in values):
            yield f"{where}: {one!r:.80} is no pair of {names[0]} and {names[1]}"
        elif names[1] == "color" and not _is_colour(values[1]):
            yield f"{where}: {values[1]!r} is no colour such as #c8500a"


def _state(one: dict[str, Any]) -> str:
    metadata = one.get("metadata")
    said = _dicts(metadata if isinstance(metadata, list) else [])
    return next((str(pair.get("value")) for pair in said if pair.get("name") == "state"), "")


def _dicts(said: list[Any]) -> list[dict[str, Any]]:
    return [one for one in said if isinstance(one, dict)]


def _is_colour(said: object) -> bool:
    return isinstance(said, str) and bool(COLOUR.fullmatch(said))
