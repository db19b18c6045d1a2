"""The redirects handed to w3id.org: each kind of IRI, with each kind of client, goes where it should.

The expectations are checked by a reading of the rules in Python and, where Debian's apache2 is installed, by Apache.
"""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from uprgraph.namespaces import BASE
from uprgraph.resources import folder

RULES = folder("ontology") / "w3id" / ".htaccess"
SITE = "https://uprgraph.github.io/uprgraph/"
APACHE = shutil.which("apache2", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
MODULES = Path("/usr/lib/apache2/modules")

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = "text/turtle, application/rdf+xml;q=0.9, application/xhtml+xml;q=0.3, text/html;q=0.3, */*;q=0.1"
PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
CURL = "*/*"

# What is asked for, by whom, and where it is found below the site; None: there is no such thing.
EXPECTED: list[tuple[str, str, str | None]] = [
    ("", BROWSER, ""),
    ("", CURL, ""),
    ("ontology", BROWSER, "ontology/index.html"),
    ("ontology", RDFLIB, "ontology/ontology.ttl"),
    ("ontology", PROTEGE, "ontology/ontology.rdf"),
    ("ontology", CURL, "ontology/ontology.ttl"),
    ("ontology", "", "ontology/ontology.ttl"),
    ("ontology", "text/turtle", "ontology/ontology.ttl"),
    ("ontology", "Text/Turtle", "ontology/ontology.ttl"),
    ("ontology", "application/rdf+xml", "ontology/ontology.rdf"),
    ("ontology", "application/ld+json", "ontology/ontology.jsonld"),
    ("ontology", "application/json", "ontology/ontology.jsonld"),
    ("ontology", "application/n-triples", "ontology/ontology.nt"),
    ("ontology", "image/png", "ontology/ontology.ttl"),
    ("ontology/", BROWSER, "ontology/index.html"),
    ("ontology/0.5.0", BROWSER, "ontology/0.5.0/index.html"),
    ("ontology/0.5.0", "text/turtle", "ontology/0.5.0/ontology.ttl"),
    ("ontology/0.5.0", "application/rdf+xml", "ontology/0.5.0/ontology.rdf"),
    ("ontology/0.5.0", "application/ld+json", "ontology/0.5.0/ontology.jsonld"),
    ("ontology/0.5.0", "application/n-triples", "ontology/0.5.0/ontology.nt"),
    ("ontology/latest", BROWSER, None),
    ("alignments", BROWSER, "ontology/index.html#alignments"),
    ("alignments", CURL, "ontology/alignments.ttl"),
    ("alignments", "application/rdf+xml", "ontology/alignments.rdf"),
    ("alignments/0.5.0", BROWSER, "ontology/0.5.0/index.html#alignments"),
    ("alignments/0.5.0", "application/n-triples", "ontology/0.5.0/alignments.nt"),
    ("shapes", BROWSER, "ontology/index.html#shapes"),
    ("shapes", "application/ld+json", "ontology/shapes.jsonld"),
    ("shapes/0.5.0", CURL, "ontology/0.5.0/shapes.ttl"),
    ("dl", BROWSER, "ontology/index.html#dl"),
    ("dl", "text/turtle", "ontology/dl.ttl"),
    ("dl/0.5.0", "application/rdf+xml", "ontology/0.5.0/dl.rdf"),
    ("id/theme/upr-info/death-penalty", BROWSER, "ontology/codes.html#theme/upr-info/death-penalty"),
    ("id/theme/upr-info/death-penalty", RDFLIB, "ontology/codes.ttl"),
    ("id/response/noted", BROWSER, "ontology/codes.html#response/noted"),
    ("id/response/noted", "application/n-triples", "ontology/codes.nt"),
    ("id/scheme/action-categories", BROWSER, "ontology/codes.html#scheme/action-categories"),
    ("id/affected-group/ohchr-4/women", PROTEGE, "ontology/codes.rdf"),
    ("id/scale/upr-info-2014", BROWSER, "ontology/codes.html#scale/upr-info-2014"),
    ("id/topic/death-penalty", CURL, "ontology/codes.ttl"),
    ("graph/codes", BROWSER, "ontology/codes.html"),
    ("graph/codes", CURL, "ontology/codes.ttl"),
    ("id/review/khm-2", BROWSER, "ontology/index.html#id/review"),
    ("id/review/khm-2", CURL, "data/uprgraph.ttl"),
    ("id/review/khm-2", "application/ld+json", "data/uprgraph.jsonld"),
    ("id/review/khm-2", "application/trig", "data/uprgraph.ttl"),
    ("id/recommendation/khm-2/118.22", BROWSER, "ontology/index.html#id/recommendation"),
    ("id/recommendation/khm-1/82.91/a", "application/rdf+xml", "data/uprgraph.rdf"),
    ("id/document/a-hrc-26-16-add-1", "application/n-triples", "data/uprgraph.nt"),
    ("id/review/khm-2%0d%0aSet-Cookie:x", BROWSER, None),
    ("id/review/", CURL, None),
    ("graph/derived", BROWSER, "ontology/index.html#data"),
    ("graph/derived", "application/n-quads", "data/uprgraph.nq"),
    ("graph/upr-info/0123456789ab", "application/trig", "data/uprgraph.trig"),
    ("dataset", BROWSER, "ontology/index.html#data"),
    ("dataset", CURL, "data/uprgraph.ttl"),
    ("dataset", "application/trig", "data/uprgraph.trig"),
    ("dataset", "application/n-quads", "data/uprgraph.nq"),
    ("nothing/here", BROWSER, None),
]


def redirect(path: str, accept: str) -> str | None:
    """Where the rules send the client: the part of mod_rewrite that they use, no more."""
    variables = {"HTTP_ACCEPT": accept}

    def expand(text: str, match: re.Match[str]) -> str:
        text = re.sub(r"%\{(?:ENV:)?(\w+)\}", lambda name: variables[name[1]], text)
        return re.sub(r"\$(\d)", lambda group: match[int(group[1])], text)

    conditions: list[bool] = []
    for line in RULES.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] == ["RewriteCond"]:
            tested, pattern = variables[re.sub(r"\W|ENV", "", words[1])], words[2]
            if pattern.startswith("="):
                conditions.append(tested == pattern[1:])
            else:
                conditions.append(bool(re.search(pattern, tested, re.IGNORECASE if words[3:] == ["[NC]"] else 0)))
        elif words[:1] == ["RewriteRule"]:
            match, flags = re.search(words[1], path, re.ASCII), words[3].strip("[]").split(",")
            if match and all(conditions):
                for flag in flags:
                    if flag.startswith("E="):
                        name, value = flag[2:].split(":", 1)
                        variables[name] = expand(value, match)
                if "R=303" in flags:
                    return expand(words[2], match)
            conditions = []
    return None


@pytest.mark.parametrize(("path", "accept", "target"), EXPECTED)
def test_rules(path: str, accept: str, target: str | None) -> None:
    assert redirect(path, accept) == (None if target is None else SITE + target)


def test_only_known_directives_and_flags() -> None:
    """The reading above knows all that the file uses."""
    lines = [line.split() for line in RULES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    rewriting = [words for words in lines if words[0] in ("RewriteCond", "RewriteRule")]
    assert {" ".join(words) for words in lines if words not in rewriting} == {
        "Options -MultiViews",
        "RewriteEngine On",
        "<IfModule mod_headers.c>",
        "Header always merge Vary Accept",
        "</IfModule>",
    }
    flags = {flag.split(":")[0] for words in rewriting for flag in " ".join(words[3:]).strip("[]").split(",") if flag}
    assert flags == {"E=SITE", "E=FORMAT", "NC", "R=303", "NE", "L"}


def test_every_ontology_and_version_is_redirected() -> None:
    for file in folder("ontology").glob("*.ttl"):
        for header in (graph := Graph().parse(file)).subjects(RDF.type, OWL.Ontology):
            for iri in (header, graph.value(header, OWL.versionIRI)):
                assert isinstance(iri, URIRef), file
                assert redirect(iri.removeprefix(BASE), "text/turtle"), iri
                assert redirect(iri.removeprefix(BASE), BROWSER), iri


@pytest.fixture(scope="module")
def apache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an Apache that serves nothing but the rules, in a folder ``uprgraph`` as w3id.org does."""
    if APACHE is None or not MODULES.is_dir():
        pytest.skip("needs Debian's apache2")
    root = tmp_path_factory.mktemp("w3id")
    (root / "uprgraph").mkdir()
    shutil.copy(RULES, root / "uprgraph" / ".htaccess")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configuration = [f"Listen 127.0.0.1:{port}", "ServerName localhost", f"ServerRoot {root}", f"DocumentRoot {root}"]
    configuration += [
        f"LoadModule {name}_module {MODULES}/mod_{name}.so"
        for name in ("mpm_event", "authz_core", "headers", "rewrite")
    ]
    configuration += [f"PidFile {root}/pid", f"ErrorLog {root}/errors", "Mutex pthread"]
    configuration += [f"<Directory {root}>", "AllowOverride All", "Require all granted", "</Directory>"]
    (root / "conf").write_text("\n".join(configuration) + "\n")
    root.chmod(0o755)
    with subprocess.Popen([APACHE, "-f", root / "conf", "-DFOREGROUND"], stderr=subprocess.PIPE) as server:
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, server.stderr and server.stderr.read()
                time.sleep(0.05)
            yield port
        finally:
            server.terminate()


def test_apache_does_the_same(apache: int) -> None:
    found = []
    for path, accept, _ in EXPECTED:
        connection = http.client.HTTPConnection("127.0.0.1", apache, timeout=10)
        connection.request("GET", f"/uprgraph/{path}", headers={"Accept": accept})
        answer = connection.getresponse()
        location = answer.getheader("Location")
        assert answer.status == (303 if location else 404), (path, answer.status)
        assert answer.getheader("Vary") == "Accept"
        found.append((path, accept, location and location.removeprefix(SITE)))
        connection.close()
    assert found == EXPECTED
