r"""How OSCAL spells things: tokens, plain strings, lines and prose of Markdown, addresses, UUIDs.

Prose is Markdown with parameters in double braces, so what would be read as markup is escaped with
backslashes; a property's value is plain text on one line.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from ...vocab import AIRM

VERSION = "1.2.1"
NAMESPACE = AIRM.namespace  # of the properties that are ours
TOKEN = re.compile(r"[^\W\d][\w.-]*")  # begins with a letter or underscore
BREAKS = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
EDGES = "".join(map(chr, (*range(0x21), 0x7F, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)))) + (
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
MARKUP = re.compile(r"[\\`*~^<\[]|\{(?=\{)|(?<!\w)_|_(?!\w)")
# What would begin a heading, a quotation, a rule or an underlined heading.
LINE_MARKUP = re.compile(r"^([ \t]*)(?=[#>]|[-=]+[ \t]*$)", re.MULTILINE)
ADDRESS = "!#$%&'()*+,/:;=?@[]~"


def compact(**said: Any) -> dict[str, Any]:
    """An object without what is empty; underscores in names become hyphens.

    >>> compact(id="a", party_uuids=[], role_id="publisher")
    {'id': 'a', 'role-id': 'publisher'}
    """
    return {name.replace("_", "-"): value for name, value in said.items() if value not in ("", [])}


def uuid_of(iri: str) -> str:
    """The UUID of a thing: the same wherever it is exported."""
    return str(uuid5(NAMESPACE_URL, iri))


def token(text: str) -> str:
    """The text as a token; where characters are lost, a digest keeps it apart from others.

    >>> token("mitigation-mitv1-A0968"), token("1.2")
    ('mitigation-mitv1-A0968', '_1.2-77ac319b')
    """
    if TOKEN.fullmatch(text):
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"_{re.sub(r'[^A-Za-z0-9.-]+', '_', text)}-{digest}"


def string(text: str) -> str:
    r"""The text as a value: on one line, without white space at the ends.

    >>> string(" a\nb ")
    'a b'
    """
    return BREAKS.sub(" ", _held(text)).strip(EDGES)


def prose(text: str) -> str:
    r"""The text as Markdown that reads the same.

    >>> print(prose("a_b, _c_, *d*, {{e}} <f>"))
    a_b, \_c\_, \*d\*, \{{e}} \<f>
    """
    return LINE_MARKUP.sub(r"\1\\", MARKUP.sub(r"\\\g<0>", _held(text)))


def _held(text: str) -> str:
    """The text without what no reader of JSON takes; what is lost is visible."""
    return text.replace("\0", "\ufffd")


def line(text: str) -> str:
    """The text as one line of Markdown."""
    return prose(string(text))


def address(iri: str) -> str:
    """An IRI as a URI."""
    return quote(iri, safe=ADDRESS)


def prop(name: str, value: str, *, ns: str = NAMESPACE, **more: str) -> dict[str, Any]:
    """A property; of OSCAL itself when ``ns`` is empty.

    >>> prop("label", "AC-1", ns="")
    {'name': 'label', 'value': 'AC-1'}
    """
    return compact(name=token(name), ns=ns, value=string(value), **more)


def props(*given: dict[str, Any]) -> list[dict[str, Any]]:
    """Those properties that have a value."""
    return [each for each in given if each.get("value")]
