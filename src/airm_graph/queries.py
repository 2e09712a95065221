"""The query library: ``ontology/queries/<role>/<slug>.rq``, each answering one question.

The header of a query stands in ``#+`` lines: ``title``, ``question``, ``severity`` and ``remedy``
(gap and check), ``see``, ``competency``, ``column.<name>`` once per selected variable in order, and
``param.<name>`` per variable that may be bound, as ``<class> <description>``.

What the graph must be able to answer stands numbered in ``ontology/queries/competency.tsv``;
``competency`` gives the numbers of those questions that a query answers, or helps to answer.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .errors import QueryError, nearest
from .resources import root, shown

KEYS = {"title", "question", "severity", "remedy", "see"}
ROLES = ("gap", "check", "report")
SEVERITIES = ("info", "warning", "violation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question the graph can answer.

    Attributes:
        columns: What each selected variable holds, in the order of the query.
        params: For each variable that may be bound: the class of its values, and what it means.
        competency: The numbers of the competency questions that it answers.
    """

    slug: str
    role: str
    text: str
    title: str
    question: str
    severity: str = "info"
    remedy: str = ""
    see: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    params: dict[str, tuple[str, str]] = field(default_factory=dict)
    competency: tuple[int, ...] = ()

    @classmethod
    def from_file(cls, path: Path) -> Query:
        """Read header and body.

        Raises:
            QueryError: A header line is unknown, title or question is missing, or a competency
                question has no such number.
        """
        text = path.read_text(encoding="utf-8")
        header: dict[str, str] = {}
        columns: dict[str, str] = {}
        params: dict[str, tuple[str, str]] = {}
        competency: tuple[int, ...] = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.startswith("#+"):
                break
            key, _, value = (part.strip() for part in line[2:].partition(":"))
            if not value:
                raise QueryError(f"{shown(path)}:{number}: {key!r} says nothing")
            if key.startswith("column."):
                columns[key.removeprefix("column.")] = value
            elif key.startswith("param."):
                kind, _, meaning = value.partition(" ")
                params[key.removeprefix("param.")] = (kind, meaning.strip())
            elif key == "competency":
                competency = _numbers(value, f"{shown(path)}:{number}")
            elif key in KEYS:
                header[key] = value
            else:
                raise QueryError(
                    f"{shown(path)}:{number}: {key!r}: {nearest(key, KEYS | {'competency'})}"
                )
        if header.get("severity", "info") not in SEVERITIES:
            hint = nearest(header["severity"], SEVERITIES)
            raise QueryError(f"{shown(path)}: severity is {header['severity']!r}: {hint}")
        if "title" not in header or "question" not in header:
            raise QueryError(f"{shown(path)}: the header needs a title and a question")
        return cls(
            slug=path.stem,
            role=path.parent.name,
            text=text,
            columns=columns,
            params=params,
            competency=competency,
            **header,
        )


@cache
def competency_questions() -> dict[int, str]:
    """What the graph must be able to answer, by number."""
    path = root() / "ontology" / "queries" / "competency.tsv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", strict=True)
        return {int(row["number"]): row["question"] for row in rows}


def _numbers(value: str, where: str) -> tuple[int, ...]:
    """The numbers of a ``competency`` line, in order."""
    numbers = []
    for part in value.split(","):
        word = part.strip()
        if not word.isascii() or not word.isdigit() or int(word) not in competency_questions():
            last = max(competency_questions())
            raise QueryError(f"{where}: competency is {word!r}: a number from 1 to {last}")
        numbers.append(int(word))
    return tuple(sorted(set(numbers)))


@cache
def list_queries(role: str = "*") -> tuple[Query, ...]:
    """All queries, by role and slug; ``role`` names one folder."""
    paths = (root() / "ontology" / "queries").glob(f"{role}/*.rq")
    return tuple(
        Query.from_file(path) for path in sorted(paths, key=lambda p: (p.parent.name, p.stem))
    )


def get_query(slug: str) -> Query:
    """The query called ``slug``.

    Raises:
        QueryError: None is called so; the nearest are named.
    """
    for query in list_queries():
        if query.slug == slug:
            return query
    known = [query.slug for query in list_queries()]
    raise QueryError(f"no query is called {slug!r}: {nearest(slug, known)}")


def catalogue_markdown() -> str:
    """The library as the page that lies beside it: one table a role."""
    about = {
        "gap": "What is wanted and absent: findings about the world.",
        "check": "What must not happen, or should be known: findings about the data.",
        "report": "What there is.",
    }
    lines = [
        "# Query library",
        "",
        "One file a question; any SPARQL 1.1 engine answers them over the union of the graphs.",
        "Generated from the headers of the files by `airm_graph.queries.catalogue_markdown`.",
    ]
    for role in ROLES:
        lines += ["", f"## {role}", "", about[role], ""]
        lines += ["| Query | Question | Parameters | Columns |", "|---|---|---|---|"]
        for query in list_queries(role):
            params = [f"`{name}` ({kind})" for name, (kind, _) in query.params.items()]
            columns = [f"`{name}`" for name in query.columns]
            cells = (
                f"[{query.slug}]({role}/{query.slug}.rq)",
                query.question,
                ", ".join(params),
                ", ".join(columns),
            )
            lines.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    lines += ["", "## Competency questions", ""]
    lines += ["What the graph must be able to answer, and the queries that answer it.", ""]
    lines += ["| | Question | Queries |", "|---|---|---|"]
    for number, question in competency_questions().items():
        queries = [query for query in list_queries() if number in query.competency]
        answers = [f"[{query.slug}]({query.role}/{query.slug}.rq)" for query in queries]
        lines.append(f"| {number} | {question} | {', '.join(answers)} |")
    return "\n".join(lines) + "\n"
