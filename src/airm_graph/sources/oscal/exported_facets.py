"""The facets of an exported catalog: those of the repository, and others, which it brings anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ...errors import IdentifierError
from ...identifiers import local_id
from ...records import Scheme, SchemeConcept
from ...schemes import load_facets
from .exported import Exported, Object, local, our_props, ours, raw, safe
from .prose import plain

OF = {"Mitigation": "measure", "Requirement": "requirement"}


@dataclass
class Facets:
    """Facets by the name that they have in the document."""

    exported: Exported
    schemes: dict[str, Scheme] = field(default_factory=dict)
    concepts: dict[str, SchemeConcept] = field(default_factory=dict)

    @cached_property
    def _described(self) -> dict[str, Object]:
        found = self.exported.resources.get("facet", {}).values()
        return {ours(facet, "facet"): facet for facet in found}

    def place(self, facet: str, code: str) -> tuple[str, str]:
        """The facet and the code as they are called here; empty where they cannot be."""
        name = self.facet(facet)
        if facet in load_facets():
            try:
                return name, load_facets()[facet].concept(code).notation or code
            except IdentifierError:
                return "", ""
        if not name or not safe(code):
            return "", ""
        self._concept(name, code, "")
        return name, code

    def facet(self, facet: str) -> str:
        """The facet as it is called here; empty where it cannot be.

        One that only some source has may be there already, or not: it is brought along under a
        name of its own.
        """
        if facet in load_facets():
            return facet
        if not safe(facet):
            return ""
        source = self.exported.document.source
        name = f"{safe(facet)}-{source}".lower().replace("_", "-")
        if name not in self.schemes:
            self._bring(name, self._described.get(facet, {}), safe(facet))
        return name

    def _bring(self, name: str, described: Object, label: str) -> None:
        self.schemes[name] = Scheme(
            id=f"scheme-{name}",
            label=plain(raw(described.get("title"))) or label,
            facet=name,
            of=OF.get(ours(described, "of"), "measure"),
            level="1",
            path=self.exported.document.name,
        )
        for prop in our_props(described, "concept"):
            self._concept(name, raw(prop.get("value")), plain(raw(prop.get("remarks"))))

    def _concept(self, facet: str, code: str, label: str) -> None:
        if not safe(code):
            return
        id_ = local_id("concept", facet, code)
        if any(each.id == id_ or each.notation == code for each in self._of(facet)):
            return
        self.concepts[id_] = SchemeConcept(
            id=id_,
            scheme=f"scheme-{facet}",
            notation=code,
            parent="",
            label=label or local(code) or code,
            path=self.exported.document.name,
        )

    def _of(self, facet: str) -> list[SchemeConcept]:
        return [each for each in self.concepts.values() if each.scheme == f"scheme-{facet}"]
