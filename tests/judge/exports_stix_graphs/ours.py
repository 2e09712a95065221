"""What is ours in this judge: files of a small work, what to expect, broken copies, our checks.

ours.py made STIX LAYER GRAPHML FILE     a work with odd texts, and what to expect of its network
ours.py expected WORKSPACE FILE          the labels of the nodes and how many edges there are
ours.py break FOLDER STIX LAYER GRAPHML  a copy for each fault, which our own check has to see; says
                                         which and where; the others do not see the unseen
ours.py check FORMAT FILE ...            says what our own checks find
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from airm_graph.export.verification import problems_of
from airm_graph.network.everything import EVERY, everything
from airm_graph.network.files import flattened
from airm_graph.network.labels import measure_labels
from airm_graph.workspace import Build, Workspace

FORMATS = ("stix", "atlas-layer", "graphml")


def expect(build: Build, path: Path) -> None:
    graph = flattened(everything(build.columns, EVERY, labels=measure_labels(build)))
    labels = {iri: said["label"] for iri, said in graph.nodes(data=True)}
    said = {"labels": labels, "edges": graph.number_of_edges()}
    path.write_text(json.dumps(said), encoding="utf-8")


def made(*paths: Path) -> None:
    from small_attacks import attacks, written

    with TemporaryDirectory() as workspace:
        build = attacks(Path(workspace))
        for format_, path in zip(FORMATS, paths[:-1], strict=True):
            path.write_bytes(written(build, format_))
        expect(build, paths[-1])


def first(bundle: Any, kind: str) -> Any:
    found = (o for o in bundle["objects"] if kind in (o["type"], o.get("relationship_type")))
    return next(found)


def custom(bundle: Any) -> None:
    first(bundle, "attack-pattern")["x_mine"] = "mine"


def dangling(bundle: Any) -> None:
    first(bundle, "mitigates")["target_ref"] = (
        f"attack-pattern--{'0' * 8}-0000-4000-8000-{'0' * 12}"
    )


def of_itself(bundle: Any) -> None:
    part = first(bundle, "related-to")
    part["target_ref"] = part["source_ref"]


def unlicensed(bundle: Any) -> None:
    del first(bundle, "course-of-action")["object_marking_refs"]


def nameless(layer: Any) -> None:
    del layer["techniques"][0]["techniqueID"]


def twice(layer: Any) -> None:
    layer["techniques"].append(layer["techniques"][0])


def miscounted(layer: Any) -> None:
    layer["legendItems"][0]["label"] = "addressed: 99 techniques"


JSON: dict[str, Callable[[Any], None]] = {
    "stix:custom-property": custom,
    "stix:dangling": dangling,
    "stix:part-of-itself:unseen": of_itself,
    "stix:without-licence:unseen": unlicensed,
    "atlas-layer:nameless": nameless,
    "atlas-layer:twice:unseen": twice,
    "atlas-layer:miscounted:unseen": miscounted,
}
TEXT = {
    "graphml:cut-off": ("</graphml>", ""),
    "graphml:dangling:unseen": ("</graph>", '<edge id="x" source="a" target="b"/></graph>'),
    "graphml:twice:unseen": ("</graph>", '<node id="a"/><node id="a"/></graph>'),
}


def broken(fault: str, path: Path, to: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if fault in TEXT:
        old, new = TEXT[fault]
        text = text.replace(old, new)
    else:
        value = json.loads(text)
        JSON[fault](value)
        text = json.dumps(value, ensure_ascii=False)
    to.write_text(text, encoding="utf-8")


def break_all(folder: Path, *made: Path) -> bool:
    """Whether our own check refuses every copy."""
    files, refused = dict(zip(FORMATS, made, strict=True)), True
    for fault in (*JSON, *TEXT):
        format_ = fault.partition(":")[0]
        to = folder / f"broken.{fault.replace(':', '.')}{files[format_].suffix}"
        broken(fault, files[format_], to)
        print(fault, to)
        if not problems_of(format_, to):
            print(f"{fault}: our own check accepts it", file=sys.stderr)
            refused = False
    return refused


def main(what: str, *args: str) -> int:
    if what == "made":
        made(*map(Path, args))
    elif what == "expected":
        build = Workspace(Path(args[0])).current()
        assert build is not None
        expect(build, Path(args[1]))
    elif what == "break":
        return 0 if break_all(*map(Path, args)) else 1
    else:
        found = [
            f"{path}: {problem}"
            for format_, path in zip(args[::2], args[1::2], strict=True)
            for problem in problems_of(format_, Path(path))
        ]
        print(*found[:20], sep="\n", end="\n" if found else "")
        return 1 if found else 0
    return 0


sys.exit(main(*sys.argv[1:]))
