"""Opens pages in a browser that can reach nobody, and says what a reader would not see."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

# The page says what happened to it: errors, and addresses that something was asked from.
WATCH = """<script>
window.said = [];
addEventListener("error", (event) => said.push(event.message || "not loaded"), true);
addEventListener("unhandledrejection", (event) => said.push(String(event.reason)));
for (const level of ["error", "warn"]) console[level] = (...words) => said.push(words.join(" "));
addEventListener("load", () => setTimeout(() => {
  const far = performance.getEntriesByType("resource").map((entry) => entry.name);
  const drawn = document.querySelectorAll("#figure svg [role='graphics-symbol'], #figure canvas");
  const seen = document.querySelector("#figure svg, #figure canvas")?.getBoundingClientRect();
  document.documentElement.dataset.told = JSON.stringify(
    { said, far, drawn: drawn.length, width: seen?.width ?? 0, height: seen?.height ?? 0 });
}, 300));
</script>"""
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"),
    *("--disable-background-networking", "--no-first-run", "--disable-extensions"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def told(browser: str, page: Path) -> str:
    """What the page says of itself when it is drawn."""
    with tempfile.TemporaryDirectory() as folder:
        watched = Path(folder) / page.name
        watched.write_text(page.read_text().replace("<head>", f"<head>{WATCH}", 1))
        dump = subprocess.run(
            [
                *(browser, *FLAGS, f"--user-data-dir={folder}/profile"),
                *("--virtual-time-budget=4000", "--dump-dom", watched.as_uri()),
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        ).stdout
    match = re.search(r'data-told="([^"]*)"', dump)
    return match[1].replace("&quot;", '"') if match else ""


def look(browser: str, folder: Path) -> None:
    """Open every page of the folder.

    Raises:
        SystemExit: One of them draws nothing, complains, or asks for something.
    """
    bad = 0
    pages = sorted(folder.glob("*.html"))
    for page in pages:
        said = told(browser, page)
        good = re.fullmatch(
            r'\{"said":\[\],"far":\[\],"drawn":[1-9]\d*,"width":([1-9][\d.]+),.*\}', said
        )
        if not good:
            bad += 1
            print(f"    {page.name}: {said or 'nothing was drawn'}")
    print(f"opened offline: {len(pages)} pages, {bad} at fault")
    sys.exit(bad > 0 or not pages)


if __name__ == "__main__":
    look(sys.argv[1], Path(sys.argv[2]))
