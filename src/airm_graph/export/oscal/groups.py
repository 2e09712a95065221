"""The groups of a catalog: works, below them headings or categories, below these controls.

In OSCAL a group has groups or controls, never both; what stands directly under a heading that has
headings below it gets a group of its own, of the class ``direct``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ...vocab import AIRM, DCTERMS, SKOS, SSSOM
from ..contents import Resource
from .controls import control
from .items import Items, in_order
from .spelling import compact, line, prop, props, prose, token, uuid_of
from .statements import is_accepted, notation

Made = dict[str, Any]
# What is derived from the facets that groups are made of; the first are preferred.
GROUPING = {AIRM.inCategory.value: 0, AIRM.servesFunction.value: 1}
CODE = re.compile(r"\d")  # 2.3.1 tells where a group stands, "controlsData" repeats its title


class Groups:
    """Groups with everything in them.

    Args:
        items: What becomes controls.
    """

    def __init__(self, items: Items) -> None:
        self._items, self._contents = items, items.contents
        self.headings: set[str] = set()  # those under which something stands

    def of_works(self) -> list[Made]:
        """One group per work, in the order of their titles."""
        by_work: dict[str, list[Resource]] = defaultdict(list)
        for item in self._items.all.values():
            by_work[item.value(AIRM.statedIn)].append(item)
        works = sorted(map(self._contents.get, by_work), key=lambda w: (w.label.casefold(), w.iri))
        return [self._work(work, by_work[work.iri]) for work in works]

    def _work(self, work: Resource, items: Sequence[Resource]) -> Made:
        id_ = token(work.local or "unstated")
        by_version: dict[str, list[Resource]] = defaultdict(list)
        for item in items:
            by_version[item.value(AIRM.recordedIn)].append(item)
        if len(by_version) == 1:
            below = self._below(id_, items)
        else:
            versions = sorted(map(self._contents.get, by_version), key=lambda v: (v.label, v.iri))
            below = {
                "groups": [
                    self._record(f"{id_}--{token(each.local)}", each, by_version[each.iri])
                    for each in versions
                ]
            }
        gist = work.text(DCTERMS.description)
        known = work.iri in self._contents.by_iri
        return compact(
            id=id_,
            **{"class": "work"},
            title=line(work.label) or id_,
            props=[prop("iri", work.iri)] if work.iri else [],
            links=[compact(href=f"#{uuid_of(work.iri)}", rel="source")] if known else [],
            parts=[compact(name="overview", prose=prose(gist))] if gist else [],
            **below,
        )

    def _record(self, id_: str, version: Resource, items: Sequence[Resource]) -> Made:
        """What one source records of a work that several record."""
        return compact(
            id=id_,
            **{"class": "record"},
            title=line(f"As recorded in {version.label}"),
            props=[prop("iri", version.iri)],
            links=[compact(href=f"#{uuid_of(version.iri)}", rel="source")],
            **self._below(id_, items),
        )

    def _below(self, id_: str, items: Sequence[Resource]) -> Made:
        parts = Parts(items)
        whole = [item for item in items if item.iri not in parts.within]
        if any(self._heading(item) for item in whole):
            return {"groups": self._headed(id_, whole, parts)}
        if facet := self._main_facet(whole):
            return {"groups": self._sorted(id_, whole, facet, parts)}
        return {"controls": self._controls(whole, parts)}

    # --- headings -------------------------------------------------------------------------------

    def _heading(self, item: Resource) -> str:
        heading = item.value(AIRM.underHeading)
        return heading if self._contents.get(heading).is_a(AIRM.DocumentSection) else ""

    def _headed(self, id_: str, items: Sequence[Resource], parts: Parts) -> list[Made]:
        under: dict[str, list[Resource]] = defaultdict(list)
        for item in items:
            under[self._heading(item)].append(item)
        tree: dict[str, set[str]] = defaultdict(set)
        for heading in filter(None, under):
            seen = {heading}
            while True:
                self.headings.add(heading)
                above = self._heading(self._contents.get(heading))
                above = "" if above in seen else above
                tree[above].add(heading)
                if not above:
                    break
                seen.add(above)
                heading = above
        placed: set[str] = set()

        def made(heading: str) -> Made:
            placed.add(heading)
            section = self._contents.get(heading)
            name = f"{id_}--{token(section.local)}"
            below = [made(each) for each in in_key_order(tree[heading] - placed)]
            direct = self._controls(under[heading], parts)
            inner: Made = {"controls": direct}
            if below:
                rest = _group(f"{name}--direct", "direct", section.label, {"controls": direct})
                inner = {"groups": [*([rest] if direct else []), *below]}
            key = props(prop("sourceKey", section.value(AIRM.sourceKey)))
            return _group(name, "heading", section.label, inner, section.iri, key)

        def in_key_order(iris: set[str]) -> list[str]:
            return sorted(iris, key=lambda iri: (in_order(iri), iri))

        found = [made(each) for each in in_key_order(tree[""])]
        if rest := self._controls(under[""], parts):
            found.append(
                _group(f"{id_}--no-heading", "rest", "Under no heading", {"controls": rest})
            )
        return found

    # --- categories -----------------------------------------------------------------------------

    def _codes(self, item: Resource) -> dict[str, set[str]]:
        """By facet, the concepts under which an item stands."""
        found: dict[str, set[str]] = defaultdict(set)
        for each in filter(is_accepted, self._items.statements.classifications[item.iri]):
            if concept := each.value(AIRM.assigns):
                found[each.value(AIRM.onFacet)].add(concept)
        return found

    def _code(self, concept: str) -> tuple[Any, ...]:
        return in_order(notation(self._contents.get(concept))), concept

    def _main_facet(self, items: Sequence[Resource]) -> str:
        """The taxonomy that tells most items apart: at most one code each, and not all the same.

        A publisher's own categories come before functions such as those of the NIST AI RMF.
        """
        stand: Counter[str] = Counter()
        values: dict[str, set[str]] = defaultdict(set)
        several = set()
        for item in items:
            for facet, concepts in self._codes(item).items():
                stand[facet] += 1
                values[facet] |= concepts
                several |= {facet} if len(concepts) > 1 else set()
        ranked = []
        for facet in stand.keys() - several:
            derives = set(self._contents.get(facet).values(AIRM.derives)) & GROUPING.keys()
            many = 2 * stand[facet] >= len(items)
            if derives and many and 1 < len(values[facet]) <= max(2, len(items) // 2):
                rank = min(GROUPING[property_] for property_ in derives)
                ranked.append((rank, -stand[facet], facet))
        return min(ranked)[2] if ranked else ""

    def _sorted(self, id_: str, items: Sequence[Resource], facet: str, parts: Parts) -> list[Made]:
        by_concept: dict[str, list[Resource]] = defaultdict(list)
        for item in items:
            by_concept[next(iter(self._codes(item)[facet]), "")].append(item)
        rest = by_concept.pop("", [])
        found = []
        for iri in sorted(by_concept, key=self._code):
            concept = self._contents.get(iri)
            code = concept.value(SKOS.notation)
            label = f"{code} {concept.label}" if CODE.search(code) else concept.label
            controls = self._controls(by_concept[iri], parts)
            name = f"{id_}--{token(concept.local)}"
            found.append(_group(name, "category", label, {"controls": controls}, iri))
        if rest:
            label = f"Without a {self._contents.get(facet).label.lower()}"
            controls = self._controls(rest, parts)
            found.append(_group(f"{id_}--rest", "rest", label, {"controls": controls}))
        return found

    # --- controls -------------------------------------------------------------------------------

    @cached_property
    def _mapped(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for mapping in self._items.pairs:
            found[mapping.value(SSSOM.subject_id)].append(mapping)
        for mappings in found.values():
            mappings.sort(key=lambda m: (in_order(m.value(SSSOM.object_id)), m.iri))
        return found

    def _controls(self, items: Sequence[Resource], parts: Parts) -> list[Made]:
        found = []
        for item in items:
            made = control(self._items, item, self._mapped.get(item.iri, []))
            if inner := self._controls(parts.of.get(item.iri, []), parts):
                made["controls"] = inner
            found.append(made)
        return found


class Parts:
    """Which items are part of which.

    Attributes:
        of: By the IRI of a whole its parts, in the order of the items.
        within: The IRIs of all parts.
    """

    def __init__(self, items: Sequence[Resource]) -> None:
        here = {item.iri: item for item in items}
        above = {
            item.iri: whole
            for item in items
            for whole in item.values(DCTERMS.isPartOf)[:1]
            if whole in here
        }
        self.of: dict[str, list[Resource]] = defaultdict(list)
        self.within: set[str] = set()
        for item in items:
            whole, seen = above.get(item.iri), {item.iri}
            while whole is not None and whole not in seen:
                seen.add(whole)
                whole = above.get(whole)
            if whole is None and item.iri in above:  # what is part of itself stands by itself
                self.of[above[item.iri]].append(item)
                self.within.add(item.iri)


def _group(
    id_: str, class_: str, label: str, below: Made, iri: str = "", more: Sequence[Made] = ()
) -> Made:
    return compact(
        id=id_,
        **{"class": class_},
        title=line(label) or id_,
        props=[*([prop("iri", iri)] if iri else []), *more],
        **below,
    )
