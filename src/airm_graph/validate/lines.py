"""Where in a file a node is described: its line, found in the text.

The parser gives no positions. So the text is read once more, by its tokens alone: of Turtle, TriG,
N-Triples and N-Quads, which share them, and by the attributes that name a node in JSON-LD and
RDF/XML. It is a search, not a parse: what it does not find has no line, and neither has a blank
node, whose name the parser has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin
from xml.sax.saxutils import unescape

from rdflib import RDF

from .findings import Finding

MOST_BYTES = 10_000_000  # larger ones are made by programs; the search takes seconds for this much
TURTLE = {".ttl", ".trig", ".nt", ".nq"}
TOKEN = re.compile(
    r"""
      (?P<skip> \s+ | \#[^\n]*
        | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
    | <(?P<iri>[^<>"{}|^`\s]*)>
    | (?P<mark>[.;,{}()\[\]])
    | (?P<word>(?:\\.|[^\s<>"'{}()\[\];,\#\\.]|\.(?=[^\s<>"'{}()\[\];,\#.]))+)
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)")
JSON_PREFIX = re.compile(r'"([\w-]*)"\s*:\s*(?:\{\s*"@id"\s*:\s*)?"([a-z]+:[^"]*[/#:])"')
JSON_ID = re.compile(r'(\{\s*)?"(?:@id|id)"\s*:\s*"((?:[^"\\]|\\.)*)"(\s*\})?')
XML_ID = re.compile(r"""\b(about|ID)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
XML_BASE = re.compile(r"""\bxml:base\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Lines:
    """The first lines on which a file names things.

    Attributes:
        statements: By subject and predicate.
        subjects: By subject.
        mentions: By any IRI, wherever it stands.
    """

    statements: dict[tuple[str, str], int] = field(default_factory=dict)
    subjects: dict[str, int] = field(default_factory=dict)
    mentions: dict[str, int] = field(default_factory=dict)

    def of(self, node: str, path: str = "") -> int:
        """The line of a property of the node, else of the node, else 0.

        >>> lines = Lines(subjects={"urn:a": 3}, statements={("urn:a", "urn:b"): 4})
        >>> [lines.of("urn:a", "urn:b"), lines.of("urn:a"), lines.of("urn:c")]
        [4, 3, 0]
        """
        first = self.statements.get((node, path)) or self.subjects.get(node)
        return first or self.mentions.get(node, 0)


def find_places(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """The file and the line of each finding; no name, or 0, where there is none."""
    lines: dict[str, Lines] = {}
    places = []
    for finding in findings:
        if finding.file and finding.file not in lines:
            lines[finding.file] = find_lines(Path(finding.file))
        found = lines[finding.file].of(finding.focus_node, finding.path) if finding.file else 0
        places.append((finding.file, found))
    return places


def find_lines(path: Path) -> Lines:
    """Where the file names which node; nothing for one that is too large or cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return Lines()
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Lines()
    base = path.resolve().as_uri()
    suffix = path.suffix.lower()
    if suffix in TURTLE:
        return _turtle(text, base)
    return _json(text, base) if suffix in {".json", ".jsonld"} else _xml(text, base)


class _Ruler:
    """The lines of places in a text, asked from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text, self._place, self._line = text, 0, 1

    def line(self, place: int) -> int:
        self._line += self._text.count("\n", self._place, place)
        self._place = place
        return self._line


def _turtle(text: str, base: str) -> Lines:
    lines, ruler = Lines(), _Ruler(text)
    prefixes: dict[str, str] = {}
    subject = predicate = ""
    directive: list[str] = []
    depth = 0  # of brackets: what stands in them has a subject without a name
    for kind, word, place in _tokens(text):
        if kind == "mark":
            depth += (word in "([") - (word in ")]")
            if word in ".{}" and not depth:
                subject = predicate = ""
            elif word == ";" and not depth:
                predicate = ""
            continue
        lowered = word.lower().lstrip("@")
        if kind == "word" and lowered in {"prefix", "base"} and not subject and not directive:
            directive = [lowered]
            continue
        if directive:
            directive.append(word)
            if directive[0] == "base" or len(directive) == 3:
                target = urljoin(base, _plain(word))
                if directive[0] == "base":
                    base = target
                else:
                    prefixes[directive[1].rstrip(":")] = target
                directive, subject = [], ""
            continue
        if kind == "word" and lowered == "graph" and not subject:
            continue
        iri = _iri(kind, word, prefixes, base)
        line = ruler.line(place)
        lines.mentions.setdefault(iri, line)
        if depth:
            continue
        if not subject:
            subject = iri
            lines.subjects.setdefault(iri, line)
        elif not predicate:
            predicate = iri
            lines.statements.setdefault((subject, iri), line)
    return lines


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    for match in TOKEN.finditer(text):
        if match.lastgroup not in {None, "skip"}:
            kind = str(match.lastgroup)
            yield kind, match[kind], match.start()


def _iri(kind: str, word: str, prefixes: dict[str, str], base: str) -> str:
    if kind == "iri":
        return urljoin(base, _plain(word)) if ":" not in word.partition("/")[0] else _plain(word)
    if word == "a":
        return str(RDF.type)
    prefix, colon, local = word.partition(":")
    return prefixes[prefix] + _plain(local) if colon and prefix in prefixes else word


def _plain(word: str) -> str:
    if "\\" not in word:
        return word
    return ESCAPED.sub(lambda m: m[3] or chr(int(m[1] or m[2], 16)), word)


def _json(text: str, base: str) -> Lines:
    lines, ruler = Lines(), _Ruler(text)
    prefixes = dict(JSON_PREFIX.findall(text))
    for match in JSON_ID.finditer(text):
        prefix, colon, local = match[2].partition(":")
        known = colon and prefix in prefixes
        iri = prefixes[prefix] + local if known else match[2] if colon else urljoin(base, match[2])
        line = ruler.line(match.start(2))
        lines.mentions.setdefault(iri, line)
        if not (match[1] and match[3]):  # an object that holds nothing else is a reference
            lines.subjects.setdefault(iri, line)
    return lines


def _xml(text: str, base: str) -> Lines:
    lines, ruler = Lines(), _Ruler(text)
    given = XML_BASE.search(text)
    base = urljoin(base, given[1]) if given else base
    for match in XML_ID.finditer(text):
        name = unescape(match[2] or match[3] or "")
        iri = urljoin(base, f"#{name}" if match[1] == "ID" else name)
        lines.subjects.setdefault(iri, ruler.line(match.start()))
    return lines
