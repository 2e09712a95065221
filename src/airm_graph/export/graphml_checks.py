"""What is wrong with a GraphML file, what the readers of others pass over included.

networkx and igraph read an edge to a node that nobody declared by making up the node, and of two
nodes with one identifier they make one.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, iterparse

from ..errors import SourceError
from ..sources.bounded.regular_files import MAX_STREAMED_BYTES, read_bytes
from ..sources.bounded.xml_guard import refuse_hostile_xml

NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"
TYPES = {"string": str, "long": int, "int": int, "double": float, "float": float}
FOR = ("graph", "node", "edge", "all")


def check_graphml(path: Path) -> list[str]:
    """What is wrong with a network, a sentence each; nothing where it is as we write it."""
    try:
        content = read_bytes(path, MAX_STREAMED_BYTES)
        refuse_hostile_xml(content, path)
    except SourceError as error:
        return [str(error)]
    # the guard has refused entities that refer to files or to one another
    events = iterparse(BytesIO(content), events=("start", "end"))  # noqa: S314
    root = next(events)[1]
    if root.tag != f"{NAMESPACE}graphml":
        return [f"is no GraphML: expected the element graphml, found {root.tag}"]
    network = _Network()
    for event, element in events:
        if event == "end":
            network.end(element, root)
    return [*network.problems, *network.whole()]


class _Network:
    def __init__(self) -> None:
        self.problems: list[str] = []
        self.keys: dict[str, tuple[str, str]] = {}  # what each is for, and its type
        self.nodes: set[str] = set()
        self.edges: set[str] = set()
        self.ends: list[tuple[str, str, str]] = []
        self.graphs = 0

    def end(self, element: Element, root: Element) -> None:
        """Take an element that is complete, and let go of it."""
        name = element.tag.removeprefix(NAMESPACE)
        if name == "key":
            self._key(element)
        elif name == "node":
            self._once("node", str(element.get("id")), self.nodes)
            self.problems += self._data(element, "node")
        elif name == "edge":
            self._edge(element)
        elif name == "graph":
            self.graphs += 1
            self.problems += self._data(element, "graph")
            if element.get("edgedefault") != "directed":
                self.problems.append("the graph does not say that its edges are directed")
        if name in ("node", "edge"):
            self._forget(element, root)

    def whole(self) -> Iterator[str]:
        """What shows when everything is read."""
        if self.graphs != 1:
            yield f"holds {self.graphs} graphs; expected one"
        for edge, *ends in self.ends:
            for end in ends:
                if end not in self.nodes:
                    yield f"the edge {edge} leads to {end}, which is no node of the file"

    def _forget(self, element: Element, root: Element) -> None:
        element.clear()
        graph = root.find(f"{NAMESPACE}graph")
        if graph is not None:  # keep what is said of the graph itself
            for child in [one for one in graph if one.tag != f"{NAMESPACE}data"]:
                graph.remove(child)

    def _key(self, element: Element) -> None:
        key, kind = str(element.get("id")), str(element.get("attr.type"))
        if key in self.keys:
            self.problems.append(f"two keys have the id {key}")
        if element.get("for") not in FOR or kind not in {*TYPES, "boolean"}:
            self.problems.append(f"the key {key} is for nothing, or of no type, that GraphML knows")
        if not element.get("attr.name"):
            self.problems.append(f"the key {key} has no name")
        self.keys[key] = (str(element.get("for")), kind)

    def _edge(self, element: Element) -> None:
        edge = str(element.get("id"))
        self._once("edge", edge, self.edges)
        self.ends.append((edge, str(element.get("source")), str(element.get("target"))))
        self.problems += self._data(element, "edge")

    def _once(self, what: str, name: str, seen: set[str]) -> None:
        if name == "None":
            self.problems.append(f"a {what} has no id")
        elif name in seen:
            self.problems.append(f"two {what}s have the id {name}")
        seen.add(name)

    def _data(self, element: Element, what: str) -> Iterator[str]:
        seen: set[str] = set()
        for data in element.iterfind(f"{NAMESPACE}data"):
            key = str(data.get("key"))
            about, kind = self.keys.get(key, ("", ""))
            where = f"the {what} {element.get('id') or ''}".strip()
            if about not in (what, "all"):
                yield f"{where} has {key}, which is no key for a {what}"
            elif key in seen:
                yield f"{where} has {key} twice"
            elif not _is_of(kind, data.text or ""):
                yield f"{where} has {key} {data.text!r}, which is no {kind}"
            seen.add(key)


def _is_of(kind: str, text: str) -> bool:
    if kind == "boolean":
        return text.lower() in {"true", "false"}
    try:
        TYPES.get(kind, str)(text)  # of the key itself it has been said
    except ValueError:
        return False
    return True
