"""What the Tab key offers in cells that ask a graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from click.shell_completion import ShellComplete, split_arg_string
from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from ..cli import main
from ..queries import list_queries
from ..remote.build import RemoteBuild
from ..sparql.declared import declared_prefixes
from ..sparql.syntax import KEYWORDS
from ..sparql.unknown_terms import PLACES
from ..sparql_text import tokens
from ..vocab import AIRM, PREFIXES
from ..workspace import Build
from .graphs import Graphs
from .queries import ENGINES

CELL = re.compile(r"\s*%%sparql\b")
COMMAND = re.compile(r"\s*(?:\w+\s*=\s*)?%airm\s(.*)", re.DOTALL)
QUERY = re.compile(r"\s*(?:\w+\s*=\s*)?%sparql\s(.*)", re.DOTALL)
VARIABLE = re.compile(r"[?$]\w*$")
NAME = re.compile(r"(?<![\w<])([A-Za-z][\w.-]*)?:[\w.-]*$")
WORD = re.compile(r"(?<![\w:<])[A-Za-z]\w*$")
LOCAL = re.compile(r"[\w-][\w.-]*")
OPTIONS = ("--out", "--limit", "--timeout", "--engine", "--graph")

Offer = tuple[str, list[tuple[str, str]]]  # what is typed already, and each text with its kind
Matcher = Callable[[CompletionContext], SimpleMatcherResult]


def completer(graphs: Graphs) -> Matcher:
    """What IPython asks at each Tab; it offers something in cells of ours only."""
    used = UsedTerms()

    @context_matcher()  # type: ignore[untyped-decorator]
    def airm_graph_matcher(context: CompletionContext) -> SimpleMatcherResult:
        lines = context.full_text.split("\n")
        line = context.text_until_cursor
        offer: Offer = ("", [])
        if CELL.match(context.full_text) and context.cursor_line > 0:
            before = "\n".join([*lines[1 : context.cursor_line], line])
            after = "\n".join(
                [context.line_with_cursor[len(line) :], *lines[context.cursor_line + 1 :]]
            )
            offer = of_query(before, after, lambda: used.of(graphs.at_hand()))
        elif found := COMMAND.fullmatch(line):
            offer = of_command(found[1], graphs)
        elif CELL.match(line) or (found := QUERY.fullmatch(line)):
            offer = of_options(found[1] if found else line)
        fragment, texts = offer
        limit = context.limit or len(texts)
        completions = [SimpleCompletion(text, type=kind) for text, kind in texts[:limit]]
        return {"completions": completions, "matched_fragment": fragment, "suppress": True}

    found: Matcher = airm_graph_matcher
    return found


def of_query(before: str, after: str, used: Callable[[], list[str]]) -> Offer:
    """What can go on at a place in a query.

    Args:
        before: The query up to the place.
        after: The rest of it.
        used: Gives the IRIs that the graph has.

    >>> of_query("SELECT ?stage { ?st", " a ?kind }", list)
    ('?st', [('?stage', 'variable')])
    >>> of_query("SELECT * { ?s sko", "", list)
    ('sko', [('skos:', 'prefix')])
    >>> of_query("SELECT * { ?s skos:pref", "", lambda: [PREFIXES["skos"] + "prefLabel"])
    ('skos:pref', [('skos:prefLabel', 'term')])
    """
    prefixes = {**PREFIXES, **declared_prefixes(list(tokens(before)))}
    if found := VARIABLE.search(before):
        typed = found[0]
        words = [*tokens(before[: found.start()]), *tokens(after)]
        names = {typed[0] + word.text[1:] for word in words if word.kind == "variable"} - {typed}
        return typed, [(name, "variable") for name in sorted(names) if name.startswith(typed)]
    if found := NAME.search(before):
        typed, space = found[0], prefixes.get(found[1] or "")
        if space is None:
            return typed, []
        wanted = space + typed.partition(":")[2]
        iris = {*(AIRM.namespace + name for name in AIRM), *used()}
        names = {iri[len(space) :] for iri in iris if iri.startswith(wanted)}
        locals_ = sorted(name for name in names if LOCAL.fullmatch(name))
        return typed, [(f"{found[1] or ''}:{name}", "term") for name in locals_]
    if found := WORD.search(before):
        typed = found[0]
        return typed, [
            *((f"{name}:", "prefix") for name in sorted(prefixes) if name.startswith(typed)),
            *(
                (w, "keyword")
                for w in sorted(KEYWORDS)
                if w.startswith(typed.upper()) and w != typed
            ),
        ]
    return "", []


def of_command(typed: str, graphs: Graphs) -> Offer:
    """What the shell would offer after ``airm-graph``."""
    words = split_arg_string(typed)
    last = "" if not typed or typed[-1].isspace() else words.pop()
    graph = graphs.named()
    place = ["--workspace", str(graph.workspace.folder)] if graph else []
    found = ShellComplete(main, {}, "airm-graph", "").get_completions([*place, *words], last)
    return last, [(item.value, "command") for item in found if item.type == "plain"]


def of_options(typed: str) -> Offer:
    """The options of ``%sparql``, the engines, and the names and parameters of library queries."""
    *words, last = re.split(r"\s+", typed)
    if words and words[-1] == "--engine":
        return last, [(name, "engine") for name in ENGINES if name.startswith(last)]
    if words and words[-1] in OPTIONS:
        return last, []
    return last, [(text, kind) for text, kind in _worded(words) if text.startswith(last)]


def _worded(words: list[str]) -> Iterator[tuple[str, str]]:
    yield from ((option, "option") for option in OPTIONS if option not in words)
    queries = {query.slug: query for query in list_queries()}
    if "%%sparql" in words:
        return
    asked = next((queries[word] for word in words if word in queries), None)
    if asked is None:
        yield from ((slug, "query") for slug in queries)
    else:
        yield from ((f"{name}=", "parameter") for name in asked.params)


class UsedTerms:
    """The IRIs that a build uses, asked for once; a remote store is not asked for them."""

    def __init__(self) -> None:
        self.build, self.iris = "", list[str]()

    def of(self, build: Build | None) -> list[str]:
        """All of them, in no order."""
        if build is None or isinstance(build, RemoteBuild):
            return []
        if build.name != self.build:
            rows = (
                row["t"]
                for place in PLACES
                for row in build.engine.select(f"SELECT DISTINCT ?t WHERE {{ {place} }}")
            )
            self.build, self.iris = build.name, list({str(iri) for iri in rows})
        return self.iris
