"""SPARQL as a page shows it: comments, texts, IRIs, variables and keywords are marked."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

KEYWORDS = (
    "ASK|AS|ASC|BASE|BIND|BOUND|BY|CONSTRUCT|COUNT|DESC|DESCRIBE|DISTINCT|EXISTS|FILTER|FROM|GRAPH|"
    "GROUP|HAVING|IF|IN|LIMIT|MAX|MIN|MINUS|NAMED|NOT|OFFSET|OPTIONAL|ORDER|PREFIX|REDUCED|SELECT|"
    "SERVICE|STR|STRSTARTS|SUM|UNION|UNDEF|VALUES|WHERE"
)
TOKEN = re.compile(
    r"(?P<comment>\#[^\n]*)"
    r"|(?P<text>\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|(?P<iri><[^<>\s]*>)"
    r"|(?P<variable>[?$]\w+)"
    rf"|(?P<keyword>(?<![\w:-])(?:{KEYWORDS})(?![\w:-]))",
    re.DOTALL | re.IGNORECASE,
)


def highlighted(text: str) -> Markup:
    """The text with each token in a ``<span>``; everything is escaped.

    >>> highlighted('ASK { ?s ?p "<b>" }')
    Markup('<span class="keyword">ASK</span> { <span class="variable">?s</span> \
<span class="variable">?p</span> <span class="text">&#34;&lt;b&gt;&#34;</span> }')
    """
    parts, end = Markup(), 0
    for token in TOKEN.finditer(text):
        parts += escape(text[end : token.start()])
        parts += Markup('<span class="{}">{}</span>').format(token.lastgroup, token.group())
        end = token.end()
    return parts + escape(text[end:])
