"""Reads a page as a browser would, for tests that look at what it says."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """What a browser would see: elements with their attributes and text, properly nested.

    Attributes:
        texts: The text inside each element, in the order of ``elements``.
        cells: How many cells of tables have a title, by their class.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, int]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.cells: Counter[str] = Counter()
        self.ids: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.elements.append((tag, said))
        self.texts.append("")
        if tag == "td" and said.get("title"):
            self.cells[str(said["class"])] += 1
        if said.get("id"):
            self.ids.append(str(said["id"]))
        if tag not in VOID:
            self.open.append((tag, len(self.elements) - 1))

    def handle_data(self, data: str) -> None:
        for _, number in self.open:
            self.texts[number] += data

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        """The attributes and the text of every such element."""
        both = zip(self.elements, self.texts, strict=True)
        return [(said, text.strip()) for (found, said), text in both if found == tag]

    def hrefs(self) -> list[str]:
        """Where the links lead."""
        return [str(said["href"]) for said, _ in self.all("a")]
