"""What the CURIEs of a SSSOM file name: things here, references to another work, concepts, IRIs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...identifiers import LOCAL, compress, is_web_address
from ...vocab import BASE, PREFIXES
from ..log import Log

FACETS = BASE + "facet/"
NO_TERM = PREFIXES["sssom"] + "NoTermFound"  # SSSOM's object of a search that found nothing
UNTYPED = "airm:correspondsTo"
# What a SSSOM file need not declare.
BUILT_IN = {name: PREFIXES[name] for name in ("sssom", "skos", "semapv", "owl", "rdf", "rdfs")}
PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
WORK = re.compile(r"(framework|compilation)-[A-Za-z0-9][A-Za-z0-9_-]*")
MATCHES = {
    name.lower(): f"skos:{name}"
    for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
}
# The terms that SSSOM 1.1 admits as a justification; those made by a program without a person.
AUTOMATIC = frozenset(
    {"LexicalMatching", "LexicalSimilarityThresholdMatching", "SemanticSimilarityThresholdMatching"}
    | {"StructuralMatching", "InstanceBasedMatching", "BackgroundKnowledgeBasedMatching"}
)
JUSTIFICATIONS = AUTOMATIC | {
    *("ManualMappingCuration", "MappingReview", "LogicalReasoning", "CompositeMatching"),
    *("UnspecifiedMatching", "MappingChaining", "MappingInversion"),
}


@dataclass
class Names:
    """Resolves the names of one file; what recurs in many rows is collected in ``said``."""

    curie_map: dict[str, str]
    file: str
    log: Log
    said: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def often(self, place: str, value: str, what: str) -> None:
        """Note something that may recur in many rows, to be said once with their number."""
        self.said.setdefault((value, what), []).append(place)

    def entity(self, place: str, column: str, text: str, source: str) -> str:
        """What a subject or object id names, or nothing if it names nothing.

        Args:
            place: Where the row stands.
            column: ``subject_id`` or ``object_id``.
            text: The cell.
            source: The cell of ``subject_source`` or ``object_source``.
        """
        if text.startswith(("http://", "https://")):
            return self._thing(place, column, text, text)
        prefix, colon, local = text.partition(":")
        if not colon and re.fullmatch(r"[\w.-]+", source):
            what = f"{column} has no prefix; read with its source as prefix"
            self.log.mend(self.file, place, f"{source}:{text}", what)
            prefix, local = source, text
        elif not PREFIX.fullmatch(prefix) or not re.search("[A-Za-z0-9]", local):
            what = f"{column} names nothing; expected a CURIE or IRI"
            self.log.refuse(self.file, place, text, what)
            return ""
        if WORK.fullmatch(prefix):
            return f"{prefix}:{local}"
        namespace = self.curie_map.get(prefix) or BUILT_IN.get(prefix)
        if not namespace and prefix == "airmid":
            namespace = PREFIXES["airmid"]
        if not namespace:
            self.often(place, prefix, "the prefix is not in the curie_map; its CURIEs stay texts")
            return f"{prefix}:{local}"
        return self._thing(place, column, namespace + local, f"{prefix}:{local}")

    def _thing(self, place: str, column: str, iri: str, text: str) -> str:
        if iri.startswith(PREFIXES["airmid"]):
            local = iri.removeprefix(PREFIXES["airmid"])
            if not LOCAL.fullmatch(local):
                what = f"{column} cannot be an identifier: letters, digits, '_' and '-' only"
                self.log.refuse(self.file, place, text, what)
                return ""
            return local
        if iri.startswith(FACETS) and "/" in iri.removeprefix(FACETS):
            facet, _, notation = iri.removeprefix(FACETS).partition("/")
            return f"{facet}:{notation}"
        if not is_web_address(iri) and "://" in text:
            self.log.refuse(self.file, place, text, f"{column} is no IRI")
            return ""
        if not is_web_address(iri):
            self.log.note(
                self.file, place, text, f"{column} is no IRI when spelled out; kept as is"
            )
            return text
        return iri

    def predicate(self, place: str, text: str) -> tuple[str, bool]:
        """The predicate as a CURIE, and whether it denies that the two correspond."""
        if not text:
            what = "no predicate; kept as a correspondence without a type"
            self.log.note(self.file, place, text, what)
            return UNTYPED, False
        local = re.split("[:/#]", text)[-1]
        if local.lower() == "nomatch":
            what = "the predicate denies every match; kept as a denied correspondence"
            self.often(place, text, what)
            return UNTYPED, True
        prefix, colon, _ = text.partition(":")
        if not colon:
            return self._bare(place, text)
        namespace = "" if "://" in text else self._namespace(place, prefix)
        if not namespace and "://" not in text:
            return UNTYPED, False
        curie = compress(namespace + local if namespace else text)
        if "://" in curie and not is_web_address(curie):
            return self._bare(place, text)
        if curie.startswith("skos:") and curie.endswith("atch") and curie not in MATCHES.values():
            return self._bare(place, curie.removeprefix("skos:"))
        return curie, False

    def term(self, text: str) -> str:
        """A CURIE of the file as one of ours, or the IRI; nothing where the prefix is unknown."""
        prefix, _, local = text.partition(":")
        namespace = self.curie_map.get(prefix) or BUILT_IN.get(prefix)
        return compress(namespace + local) if namespace else ""

    def _bare(self, place: str, text: str) -> tuple[str, bool]:
        if text.lower() in MATCHES:
            known = MATCHES[text.lower()]
            self.log.mend(self.file, place, text, f"the predicate is read as {known}")
            return known, False
        what = "no known predicate; kept as a correspondence without a type"
        self.log.note(self.file, place, text, what)
        return UNTYPED, False

    def _namespace(self, place: str, prefix: str) -> str:
        if found := self.curie_map.get(prefix) or BUILT_IN.get(prefix):
            return found
        what = "the prefix of the predicate is not in the curie_map"
        if prefix in PREFIXES:
            self.often(place, prefix, f"{what}; read as {PREFIXES[prefix]}")
            return PREFIXES[prefix]
        self.often(place, prefix, f"{what}; kept as correspondences without a type")
        return ""

    def authors(self, place: str, text: str) -> None:
        """Note the prefixes of ``author_id`` that the file does not declare."""
        for part in text.split("|"):
            prefix, colon, _ = part.strip().partition(":")
            known = self.curie_map.get(prefix) or BUILT_IN.get(prefix)
            if colon and "://" not in part and PREFIX.fullmatch(prefix) and not known:
                what = "the prefix of author_id is not in the curie_map; kept as stated"
                self.often(place, prefix, what)

    def justification(self, place: str, text: str) -> str:
        """The justification as a semapv CURIE, or nothing."""
        if not text:
            self.often(place, "", "no mapping_justification, which SSSOM asks for")
            return ""
        prefix, colon, local = text.partition(":")
        namespace = self.curie_map.get(prefix) or BUILT_IN.get(prefix, "")
        iri = text if "://" in text else namespace + local
        term = iri.removeprefix(PREFIXES["semapv"])
        if colon and iri != term and re.fullmatch("[A-Za-z]+", term):
            if term not in JUSTIFICATIONS:
                self.often(
                    place, f"semapv:{term}", "SSSOM has no such justification; kept as stated"
                )
            return f"semapv:{term}"
        if text in JUSTIFICATIONS:
            self.log.mend(self.file, place, text, f"the justification is read as semapv:{text}")
            return f"semapv:{text}"
        what = "mapping_justification is no semapv term; the mapping is kept without one"
        self.log.note(self.file, place, text, what)
        return ""
