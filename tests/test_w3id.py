"""The redirects to register at w3id.org: every identifier of ours leads to a file of the site."""

import re
from functools import cache
from typing import NamedTuple

import pytest

from airm_graph.queries import list_queries
from airm_graph.resources import root
from airm_graph.site.links import RDF, SiteLinks, SiteMap
from airm_graph.vocab import BASE, PREFIXES

FOLDER = root() / "ontology" / "w3id"
LINES = (FOLDER / ".htaccess").read_text(encoding="utf-8").splitlines()
SITE = "https://example.org/site"
TYPES = {
    "": ".html",
    "*/*": ".html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": ".html",
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/json": ".jsonld",
    "application/rdf+xml": ".rdf",
    "application/n-triples": ".nt",
    "text/turtle, text/html;q=0.5": ".ttl",
    "text/html, text/turtle;q=0.5": ".html",
    "image/png": ".html",
}
THINGS = [
    line.removeprefix(BASE)
    for line in (root() / "data" / "published-ids.txt").read_text(encoding="utf-8").splitlines()
]


class Rule(NamedTuple):
    """A rule with its conditions, as mod_rewrite reads them."""

    conditions: tuple[tuple[str, str], ...]
    pattern: re.Pattern[str]
    target: str
    flags: tuple[str, ...]


@cache
def rules() -> list[Rule]:
    found, conditions = [], []
    for line in LINES:
        match line.split():
            case ["RewriteCond", what, pattern]:
                conditions.append((what, pattern))
            case ["RewriteRule", pattern, target, flags]:
                said = tuple(flags.strip("[]").split(","))
                found.append(Rule(tuple(conditions), re.compile(pattern), target, said))
                conditions = []
    return found


def redirect(path: str, accept: str, site: str = SITE) -> tuple[int, str]:
    """The status and the address with which a request is answered."""
    known = {"HTTP_ACCEPT": accept}

    def filled(text: str, groups: list[str], of_condition: list[str]) -> str:
        text = re.sub(r"\$(\d)", lambda found: groups[int(found[1])], text)
        text = re.sub(r"%(\d)", lambda found: of_condition[int(found[1])], text)
        return re.sub(r"%\{(?:ENV:)?(\w+)\}", lambda found: known.get(found[1], ""), text)

    for rule in rules():
        if not (match := rule.pattern.search(path)):
            continue
        groups, of_condition = [match[0], *match.groups()], [""]
        for what, pattern in rule.conditions:
            value = filled(what, groups, of_condition)
            if pattern.startswith("="):
                held = value == pattern[1:]
            else:
                found = re.search(pattern, value)
                held = found is not None
                of_condition = [found[0], *found.groups()] if found else of_condition
            if not held:
                break
        else:
            for flag in rule.flags:
                if flag.startswith("E="):
                    name, _, value = flag[2:].partition(":")
                    said = filled(value, groups, of_condition)
                    known[name] = site if name == "SITE" else said
            if "L" in rule.flags:
                status = next(int(f[2:]) for f in rule.flags if f.startswith("R="))
                return status, filled(rule.target, groups, of_condition)
    return 404, ""


def leads_to(path: str, suffix: str = ".html") -> str:
    """The file of the site for an IRI of ours."""
    iri = BASE + path
    site = SiteMap(things=frozenset({iri}), address=SITE)
    return SiteLinks(site, "index.html", SITE).thing(iri, suffix)


@pytest.mark.parametrize(("accept", "suffix"), TYPES.items())
def test_the_first_type_that_is_named_is_given(accept: str, suffix: str) -> None:
    path = "id/stage-deploy"
    assert redirect(path, accept) == (303, leads_to(path, suffix))


@pytest.mark.parametrize("suffix", [".html", *RDF])
def test_every_published_id_leads_to_its_file(suffix: str) -> None:
    accept = next(accept for accept, of in TYPES.items() if of == suffix and "," not in accept)
    assert len(THINGS) > 10_000
    for path in THINGS if suffix == ".html" else THINGS[::25]:
        document = path.partition("#")[0]  # a browser keeps the fragment to itself
        expected = leads_to(path, suffix).partition("#")[0]
        assert redirect(document, accept) == (303, expected), path


def test_shapes_queries_and_mapping_sets_lead_to_their_files() -> None:
    assert redirect("shape", "text/turtle") == (303, f"{SITE}/shape.ttl")
    assert PREFIXES["airms"] == f"{BASE}shape#"
    for query in list_queries():
        assert redirect(f"query/{query.slug}", "") == (303, leads_to(f"query/{query.slug}"))
        file = f"query/{query.slug}.rq"
        assert redirect(file, "") == (303, leads_to(f"query/{query.slug}", ".rq"))
    sets = {
        line.rpartition(BASE)[2]
        for path in (root() / "ontology" / "mappings").glob("*.tsv")
        for line in path.read_text(encoding="utf-8").splitlines()[:1]
        if line.startswith("#mapping_set_id")
    }
    assert sets
    for name in sets:
        assert redirect(name, "") == (303, f"{SITE}/graph/source-airmalign.html")


def test_a_release_and_the_start_have_their_own_places() -> None:
    (version,) = re.findall(
        rf"owl:versionIRI <{re.escape(BASE)}(ns/[\d.]+)>",
        (root() / "ontology" / "airm.ttl").read_text(encoding="utf-8"),
    )
    number = version.removeprefix("ns/")
    assert redirect(version, "text/turtle") == (303, f"{SITE}/{number}/ns.ttl")
    part = "release/423d20049598-part-0a1b2c3d4e5f/dcat.ttl"
    for file in ("release/423d20049598/dcat.ttl", "release/423d20049598/csvw/items.csv", part):
        assert redirect(file, "text/html") == (303, f"{SITE}/{file}")
    assert redirect("", "text/html") == (303, f"{SITE}/")
    assert redirect("", "application/rdf+xml") == (303, f"{SITE}/void.ttl")


@pytest.mark.parametrize(
    "path",
    [
        "id/",
        "id/a/b",
        "id/../ns",
        "release/x",
        "mappings/other",
        "elsewhere",
        "id/a%0d%0aSet-Cookie",
    ],
)
def test_nothing_else_is_redirected(path: str) -> None:
    assert redirect(path, "") == (404, "")


def test_nothing_is_invented_before_registration() -> None:
    assert redirect("ns", "text/turtle", site="") == (503, "-")
    assert [line for line in LINES if "E=SITE:" in line] == ["RewriteRule ^ - [E=SITE:]"]
    assert not [line for line in LINES if "http" in line and not line.startswith("#")]
    assert "## Contact" in (FOLDER / "README.md").read_text(encoding="utf-8")
