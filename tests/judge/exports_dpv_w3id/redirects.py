"""Apache httpd with the redirects of ontology/w3id answers as the identifiers promise."""

import http.client
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

SITE = "https://example.org/site"
MODULES = Path("/usr/lib/apache2/modules")
CONFIGURATION = """ServerRoot {place}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {place}/httpd.pid
ErrorLog {place}/error.log
{modules}
DocumentRoot {place}/root
<Directory {place}/root>
    AllowOverride All
    Require all granted
</Directory>
"""
FORMATS = {
    "text/html": ".html",
    "*/*": ".html",
    "": ".html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": ".html",
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/rdf+xml": ".rdf",
    "application/n-triples": ".nt",
    "text/turtle, text/html;q=0.5": ".ttl",
}
DOCUMENTS = {
    "ns": "ns",
    "shape": "shape",
    "ns/0.1.0": "0.1.0/ns",
    "id/mitigation-mitv1-A0983": "id/mitigation-mitv1-A0983",
    "graph/source-mitv1": "graph/source-mitv1",
    "query/mitigations-by-framework": "query/mitigations-by-framework",
    "mappings/nexus": "graph/source-airmalign",
}
OTHERS = {
    "query/mitigations-by-framework.rq": f"{SITE}/query/mitigations-by-framework.rq",
    "id/stage-deploy.ttl": f"{SITE}/id/stage-deploy.ttl",
    "release/423d20049598/csvw/items.csv": f"{SITE}/release/423d20049598/csvw/items.csv",
    "": f"{SITE}/",
}


def ask(port: int, path: str, accept: str) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", f"/airm-graph/{path}", headers={"Accept": accept} if accept else {})
    reply = connection.getresponse()
    headers = {name.lower(): value for name, value in reply.getheaders()}
    connection.close()
    return reply.status, headers.get("location", ""), headers


def check(port: int) -> int:
    asked = 0
    for accept, suffix in FORMATS.items():
        for path, file in DOCUMENTS.items():
            status, location, headers = ask(port, path, accept)
            assert (status, location) == (303, f"{SITE}/{file}{suffix}"), (path, accept, location)
            assert headers["access-control-allow-origin"] == "*"
            assert "accept" in headers["vary"].lower()
            asked += 1
    for path, expected in OTHERS.items():
        assert ask(port, path, "text/html")[:2] == (303, expected), path
        asked += 1
    assert ask(port, "", "text/turtle")[1] == f"{SITE}/void.ttl"
    for path in ("id/", "id/a/b", "elsewhere", "id/..%2f..%2fx", "id/a%0d%0aX:1"):
        assert ask(port, path, "text/turtle")[0] in {400, 403, 404}, path
        asked += 1
    return asked + 1


def main(program: str, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    folder = place / "root" / "airm-graph"
    folder.mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = ("mpm_event", "authz_core", "rewrite", "headers")
    modules = "\n".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so"
        for name in names
        if (MODULES / f"mod_{name}.so").exists()
    )
    configuration = place / "httpd.conf"
    configuration.write_text(CONFIGURATION.format(place=place, port=port, modules=modules))
    rules = Path("ontology/w3id/.htaccess").read_text(encoding="utf-8")
    (folder / ".htaccess").write_text(rules)
    server = subprocess.Popen([program, "-DFOREGROUND", "-f", str(configuration)])
    try:
        wait(server, port, place)
        status, location, _ = ask(port, "ns", "text/turtle")
        assert (status, location) == (503, ""), "it redirects to an address that nobody has set"
        (folder / ".htaccess").write_text(rules.replace("E=SITE:]", f"E=SITE:{SITE}]"))
        asked = check(port)
        # And the judge is able to fail: without the rules for Turtle, Turtle is not given.
        (folder / ".htaccess").write_text(
            rules.replace("E=SITE:]", f"E=SITE:{SITE}]").replace("=text/turtle", "=text/n3")
        )
        assert ask(port, "ns", "text/turtle")[1] == f"{SITE}/ns.html"
    finally:
        server.terminate()
        server.wait(20)
    version = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stdout
    print(f"{version.splitlines()[0].partition(': ')[2]}: {asked} requests redirected as promised")


def wait(server: subprocess.Popen[bytes], port: int, place: Path) -> None:
    for _ in range(100):
        try:
            ask(port, "ns", "")
        except OSError:
            assert server.poll() is None, (place / "error.log").read_text(encoding="utf-8")
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Apache httpd does not answer")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).absolute())
