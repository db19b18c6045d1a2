"""The pages of the ontology: pyLODE's entries of terms and codes, with the sections that it does not have.

pyLODE 3.3.4 prints classes, properties and their notes; it leaves out individuals and disjointness, and its pages
name no language. The pages fetch nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rdflib import DCTERMS, OWL, RDF, SKOS, VANN, Graph, Literal, URIRef
from rdflib.term import Node

from uprgraph.errors import UprgraphError
from uprgraph.export import PREFIXES
from uprgraph.namespaces import BASE, ONTOLOGY
from uprgraph.ontology_files import FORMATS
from uprgraph.ontology_terms import DOC, Terms, anchor
from uprgraph.resources import PACKAGE, folder
from uprgraph.version import VERSION

# The rows of an entry in their order, by prefixed name, and what they are called.
HEADER = {
    "dcterms:title": "title",
    "dcterms:abstract": "abstract",
    "dcterms:description": "description",
    "dcterms:creator": "creator",
    "dcterms:contributor": "contributor",
    "dcterms:publisher": "publisher",
    "dcterms:created": "created",
    "dcterms:issued": "issued",
    "dcterms:modified": "modified",
    "dcterms:license": "licence",
    "dcterms:rights": "rights",
    "dcterms:bibliographicCitation": "how to cite",
    "owl:versionIRI": "version IRI",
    "owl:versionInfo": "version",
    "owl:priorVersion": "prior version",
    "bibo:status": "status",
    "vann:preferredNamespacePrefix": "preferred prefix",
    "vann:preferredNamespaceUri": "namespace",
    "dcterms:source": "source",
    "rdfs:seeAlso": "see also",
}
NOTES = {
    "dcterms:title": "title",
    "skos:definition": "definition",
    "skos:scopeNote": "scope note",
    "skos:historyNote": "history note",
    "skos:editorialNote": "editorial note",
    "skos:example": "example",
}
CLASS = {
    **NOTES,
    "rdfs:subClassOf": "sub class of",
    "ontdoc:superClassOf": "super class of",
    "owl:equivalentClass": "equivalent class",
    "owl:disjointWith": "disjoint with",
    "owl:hasKey": "key",
    "ontdoc:inDomainOf": "in domain of",
    "ontdoc:inRangeOf": "in range of",
    "ontdoc:hasInstance": "individuals",
    "dcterms:source": "source",
}
PROPERTY = {
    **NOTES,
    "dcterms:type": "characteristic",
    "rdfs:subPropertyOf": "sub property of",
    "ontdoc:superPropertyOf": "super property of",
    "owl:equivalentProperty": "equivalent property",
    "rdfs:domain": "domain",
    "rdfs:range": "range",
    "owl:inverseOf": "inverse of",
    "owl:propertyChainAxiom": "implied by chain",
    "dcterms:source": "source",
}
CODE = {
    **NOTES,
    "skos:notation": "notation",
    "skos:altLabel": "other label",
    "skos:hiddenLabel": "hidden label",
    "skos:member": "member",
    "skos:memberList": "members in order",
    "skos:broader": "broader",
    "skos:narrower": "narrower",
    "skos:related": "related",
    "skos:exactMatch": "exact match",
    "skos:closeMatch": "close match",
    "skos:broadMatch": "broad match",
    "skos:narrowMatch": "narrow match",
    "skos:relatedMatch": "related match",
    "dcterms:type": "class",
    "dcterms:source": "source",
}
SPACES = {
    **PREFIXES,
    "owl": str(OWL),
    "vann": str(VANN),
    "bibo": "http://purl.org/ontology/bibo/",
    "ontdoc": str(DOC),
}

# What the data name: the first part of an IRI below id/, the rest of an example, and the class of what is named.
IDENTIFIERS: dict[str, tuple[str, str]] = {
    "review": ("khm-2", "Review"),
    "cycle": ("4", "Cycle"),
    "session": ("wg-46", "Session"),
    "meeting": ("wg-46-15", "Meeting"),
    "troika": ("khm-4/gha", "TroikaMembership"),
    "delegation": ("khm-2/prt", "RecommendingDelegation"),
    "recommendation": ("khm-2/118.22", "Recommendation"),
    "set": ("khm-4-noted-media", "RecommendationSet"),
    "pair": ("khm-2/118.22/prt", "Pair"),
    "record": ("facts/khm-2-118.22-prt", "Record"),
    "pledge": ("upr-info/fbc653836530cdf6", "VoluntaryPledge"),
    "position": ("khm-2/118.22/2", "Position"),
    "state": ("khm", "State"),
    "group": ("asia", "RegionalGroup"),
    "organisation": ("cchr", "Organisation"),
    "membership": ("eu-hrv", "OrganisationMembership"),
    "mechanism": ("upr", "Mechanism"),
    "person": ("chak-sopheap", "Person"),
    "post": ("cchr-executive-director", "Post"),
    "document": ("a-hrc-26-16-add-1", "Document"),
    "campaign": ("khm-4-cchr", "SubmissionCampaign"),
    "event": ("khm-3-workshop", "Event"),
    "assignment": ("khm-4", "Assignment"),
    "implementation": ("khm-4", "ImplementationActivity"),
    "claim": ("a23", "Claim"),
    "figure": ("khm-4/campaign-organisations", "QuantityClaim"),
    "statement": ("malin-reasons", "Statement"),
    "expectation": ("khm-5-review", "Expectation"),
    "note": ("khm-4-summary-label", "DataQualityNote"),
    "source": ("facts", "Source"),
    "software": (f"uprgraph-{VERSION}", "prov:SoftwareAgent"),
}
LONG = 15  # A list with more codes than that stands on the page of codes only.


_NOTES_OF_LISTS = (SKOS.definition, SKOS.scopeNote, SKOS.historyNote)
CAPTION = (
    "Boxes are classes, arrows are object properties. The three grey boxes are the units in which things are counted: "
    "a figure without its unit has no meaning."
)
IDENTIFIERS_TEXT = (
    f"<p>All identifiers begin with <code>{BASE}id/</code>. Three-letter codes of States are those of ISO 3166-1 in "
    "lower case; a review is known by State and cycle (<code>khm-2</code>), never by year. Bundled data are in "
    f"<code>{BASE}dataset</code>; every file that is read has a graph of its own, <code>{BASE}graph/…</code>.</p>"
)


def terms_page(terms: Terms) -> str:
    """The HTML of the terms, with diagram, codes in short, disjointness, identifiers and files.

    Raises UprgraphError where pyLODE is not installed.
    """
    graph = _header(terms, "ontology")
    described = terms.describe(graph)
    page = _Page(terms, graph, described)
    page.insert(1, "model", "The model in one diagram", _figure())
    page.insert(-2, "individuals", "Named individuals", _individuals(terms))
    page.insert(-2, "disjointness", "Disjoint classes", _disjointness(terms))
    page.insert(-2, "data", "Identifiers in the data", _identifiers(terms))
    page.insert(-2, "files", "Files", _files(terms))
    return page.text()


def codes_page(terms: Terms) -> str:
    """The HTML of the code lists, one section for each, with all that the files say of each code.

    Raises UprgraphError where pyLODE is not installed.
    """
    codes = URIRef(BASE + "graph/codes")
    header = _header(terms, "graph/codes")
    for predicate in (DCTERMS.abstract, DCTERMS.bibliographicCitation, OWL.versionIRI, OWL.priorVersion):
        header.remove((codes, predicate, None))
    header.set((codes, DCTERMS.title, Literal("Codes of the Universal Periodic Review ontology")))
    header.set(
        (codes, DCTERMS.description, Literal("The code lists of the ontology, with all that is said of each code."))
    )
    page = _Page(terms, header, [])
    page.drop_legend()
    told = terms.codes + terms.ontology
    for name, home, members in terms.schemes():
        notes = [str(note) for kind in _NOTES_OF_LISTS for note in sorted(told.objects(home, kind), key=str)]
        notes += [f"Source: {source}" for source in sorted(map(str, told.objects(home, DCTERMS.source)))]
        page.insert_codes(_capital(name), anchor(str(home)), terms.listed(members), notes)
    return page.text()


class _Page:
    """A page of pyLODE's as a tree of elements, to which sections are added."""

    def __init__(self, terms: Terms, graph: Graph, described: list[Node]) -> None:
        try:
            from pylode import OntPub, rdf_elements
        except ImportError as error:
            raise UprgraphError("the pages of the ontology need pyLODE: pip install 'uprgraph[docs]'") from error
        # pyLODE keeps the rows that it prints in lists of its module.
        rdf_elements.ONT_PROPS[:] = _iris(HEADER)
        rdf_elements.CLASS_PROPS[:] = _iris(CLASS)
        rdf_elements.PROP_PROPS[:] = _iris(PROPERTY)
        self.terms = terms
        self.made = OntPub(graph)
        self.name({_iri(name): label for rows in (HEADER, CLASS, PROPERTY) for name, label in rows.items()})
        self.made.fids.update({str(term): anchor(str(term)) for term in described})
        self.made.make_html()
        self.chapters = self.made.doc.get("ul", cls="first")[0]

    def name(self, labels: dict[Node, str]) -> None:
        """What rows are called: pyLODE's own labels depend on the order in which it reads its files."""
        for predicate, label in labels.items():
            prefix, _, local = self.terms.ontology.namespace_manager.normalizeUri(str(predicate)).partition(":")
            self.made.props_labeled[predicate] = {"title": label, "description": local, "ont_title": prefix}

    def insert(self, place: int, ident: str, title: str, body: str) -> None:
        """A section before the one at *place*, and its line in the table of contents."""
        from dominate.util import raw

        section = f'<section id="{ident}" class="section"><h2>{escape(title)}</h2>{body}</section>'
        self.made.content.children.insert(place, raw(section))
        self.chapters.children.insert(place, raw(f'<li><h4><a href="#{ident}">{escape(title)}</a></h4></li>'))

    def insert_codes(self, title: str, ident: str, entries: Graph, notes: list[str]) -> None:
        """A section of entries of codes before the list of namespaces."""
        from dominate.util import raw
        from pylode.utils import section_html

        others = sorted(set(entries.predicates()) - set(_iris(CODE)) - {RDF.type}, key=self.terms.label)
        self.name({_iri(name): label for name, label in CODE.items()})
        self.name({predicate: self.terms.label(predicate) for predicate in others})
        self.made.fids.update({str(term): anchor(str(term)) for term in entries.subjects(unique=True)})
        rows, made = [*_iris(CODE), *others], self.made
        section = section_html(
            title,
            entries,
            made.back_onts,
            made.ns,
            OWL.NamedIndividual,
            rows,
            made.toc,
            ident,
            made.fids,
            made.props_labeled,
        )
        section.children.insert(1, raw("".join(f"<p>{escape(note)}</p>" for note in notes)))
        lines = "".join(f'<li><a href="{place}">{escape(str(label[0]))}</a></li>' for place, label in made.toc[ident])
        made.content.children.insert(-1, section)
        chapter = f'<li><h4><a href="#{ident}">{escape(title)}</a></h4><ul class="second">{lines}</ul></li>'
        self.chapters.children.insert(-1, raw(chapter))

    def drop_legend(self) -> None:
        """Takes away the legend of classes and properties, of which the page has none."""
        self.made.content.children.pop()
        self.chapters.children.pop()

    def text(self) -> str:
        """The page as HTML."""
        from dominate.tags import link, meta, style
        from dominate.util import raw

        document = self.made.doc
        document.set_attribute("lang", "en")
        with document.head:
            meta(name="viewport", content="width=device-width, initial-scale=1")
            module = "ontology" if self.terms.page == "index.html" else "codes"
            for suffix, (_, label, media) in FORMATS.items():
                link(rel="alternate", type=media, title=label, href=f"{module}.{suffix}")
            style(raw((PACKAGE / "page" / "ontology.css").read_text(encoding="utf-8")))
        return str(document.render())


def _header(terms: Terms, name: str) -> Graph:
    """The header of the ontology as the header of the page of *name*."""
    header = Graph(bind_namespaces="none")
    for prefix, space in SPACES.items():
        header.bind(prefix, space)
    for _, predicate, value in sorted(terms.ontology.triples((URIRef(BASE + "ontology"), None, None)), key=str):
        header.add((URIRef(BASE + name), predicate, value))
    # Not as a link, which would be cut to its prefix.
    header.set((URIRef(BASE + name), VANN.preferredNamespaceUri, Literal(f"`{ONTOLOGY}`")))
    return header


def _figure() -> str:
    picture = (folder("ontology") / "model.svg").read_text(encoding="utf-8")
    return f"<figure>{picture[picture.index('<svg') :]}<figcaption>{escape(CAPTION)}</figcaption></figure>"


def _individuals(terms: Terms) -> str:
    parts = [
        "<p>The codes that the data use. <a href='codes.html'>The page of codes</a> has all that is said of each.</p>"
    ]
    for name, home, members in terms.schemes():
        link = f'<a href="codes.html#{anchor(str(home))}">{escape(_capital(name))}</a>'
        rows = [
            (_markdown(terms.link(code)), escape(str(terms.codes.value(code, SKOS.definition)))) for code in members
        ]
        body = _table(("code", "definition"), rows) if len(members) <= LONG else f"<p>{len(members)} codes.</p>"
        parts.append(f"<h3>{link}</h3>{body}")
    return "".join(parts)


def _disjointness(terms: Terms) -> str:
    rows = [(escape(comment), _markdown(", ".join(map(terms.link, members)))) for comment, members in terms.disjoint()]
    return "<p>No thing belongs to two classes of one line.</p>" + _table(("why", "classes"), rows)


def _identifiers(terms: Terms) -> str:
    rows = []
    for kind, (rest, name) in IDENTIFIERS.items():
        named = _iri(name) if ":" in name else URIRef(ONTOLOGY + name)
        rows.append((f"<code>id/{kind}/{rest}</code>", _markdown(terms.link(named))))
    marks = [f"id/{kind}" for kind in IDENTIFIERS]
    return IDENTIFIERS_TEXT + _table(("example", "names a"), rows, marks)


def _files(terms: Terms) -> str:
    rows, marks = [], []
    for module in sorted(terms.modules, key=lambda module: (module != "ontology", module)):
        graph = terms.modules[module]
        header = URIRef(BASE + module)
        title, description = (escape(str(graph.value(header, said))) for said in (DCTERMS.title, DCTERMS.description))
        rows.append((f"<strong>{title}</strong><br>{description}", _formats(module)))
        marks.append("" if module == "ontology" else module)
    rows.append(("<strong>Codes</strong><br>The concept schemes, all in one file.", _formats("codes")))
    return _table(("module", "formats"), rows, [*marks, ""])


def _formats(module: str) -> str:
    return " ".join(f'<a href="{module}.{suffix}">{label}</a>' for suffix, (_, label, _) in FORMATS.items())


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], marks: list[str] | None = None) -> str:
    """A table of cells that are HTML already; *marks* are the rows' anchors."""
    lines = ["<tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr>"]
    for row, mark in zip(rows, marks or [""] * len(rows), strict=True):
        lines.append(f"<tr id='{mark}'>" if mark else "<tr>")
        lines.append("".join(f"<td>{cell}</td>" for cell in row) + "</tr>")
    return f"<table class='plain'>{''.join(lines)}</table>"


def _markdown(text: str) -> str:
    from markdown import markdown

    return str(markdown(text))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _iri(name: str) -> URIRef:
    prefix, local = name.split(":")
    return URIRef(SPACES[prefix] + local)


def _iris(rows: dict[str, str]) -> list[URIRef]:
    return [_iri(name) for name in rows]
