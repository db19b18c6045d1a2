"""What reasoning found: a short report as text or JSON, and the inferred statements as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from uprgraph.clashes import Clash
from uprgraph.errors import QueryError
from uprgraph.export import PREFIXES
from uprgraph.files import replacing

SUFFIXES = (".nt", ".nq", ".ttl")


@dataclass(slots=True)
class Group:
    """Inferred statements of one rule, property or class: how many, and the first of them."""

    name: str
    count: int
    examples: list[str]


@dataclass(slots=True)
class Conclusions:
    """What reasoning found; ``lines`` are the inferred statements as N-Triples, sorted."""

    reasoner: str
    graph: str
    axioms: int
    classes: int
    properties: int
    individuals: int | None = None
    statements: int | None = None
    contradictions: list[Clash] = field(default_factory=list)
    unsatisfiable: list[str] = field(default_factory=list)
    """Classes that can have no member."""
    subclasses: int | None = None
    """How many couples of one class and another above it there are, stated or inferred."""
    new_subclasses: list[str] = field(default_factory=list)
    """Those of them that no axiom states, directly or by steps."""
    grouped_by: str = ""
    inferred: list[Group] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def consistent(self) -> bool:
        return not self.contradictions

    def to_dict(self) -> dict[str, Any]:
        """All but the inferred statements themselves, of which it has the number."""
        found = asdict(self)
        found["inferred_statements"] = len(found.pop("lines"))
        return {**found, "consistent": self.consistent}

    def to_text(self) -> str:
        return "".join(f"{line}\n" for line in self._text())

    def _text(self) -> Iterator[str]:
        yield f"reasoner: {self.reasoner}"
        yield f"ontology: {self.axioms:,} axioms, {self.classes:,} classes, {self.properties:,} properties"
        size = ""
        if self.individuals is not None and self.statements is not None:
            size = f": {self.individuals:,} individuals, {self.statements:,} statements that bear on reasoning"
        yield f"graph: {self.graph}{size}"
        yield f"consistent: {'yes' if self.consistent else 'no'}"
        for clash in self.contradictions:
            yield f"  {clash.says}"
            yield from (f"    {reason}" for reason in clash.because)
        if self.subclasses is not None:
            yield f"classes that can have no member: {', '.join(self.unsatisfiable) or 'none'}"
            new = f"{len(self.new_subclasses):,} of them not stated" if self.new_subclasses else "all of them stated"
            yield f"class hierarchy: {self.subclasses:,} couples of a class and one above it, {new}"
            yield from (f"  {couple}" for couple in self.new_subclasses)
        if self.inferred:
            yield f"inferred: {sum(group.count for group in self.inferred):,} statements, by {self.grouped_by}"
            width = max(len(group.name) for group in self.inferred)
            for group in self.inferred:
                yield f"  {group.count:>9,}  {group.name:<{width}}  {group.examples[0]}"
        yield from (f"note: {note}" for note in self.notes)


def check(path: Path) -> None:
    """Raises QueryError where the suffix is none that inferred statements are written in."""
    if path.suffix.lower() not in SUFFIXES:
        raise QueryError(f"{path}: inferred statements are written as {', '.join(SUFFIXES)}")


def write(lines: list[str], path: Path, graph: str) -> None:
    """Writes statements by suffix; N-Quads name the graph (an IRI without brackets)."""
    check(path)
    with replacing(path) as file:
        if path.suffix.lower() == ".nq":
            file.writelines(f"{line[:-2]}<{graph}> .\n" for line in lines)
        elif path.suffix.lower() == ".nt":
            file.writelines(lines)
        else:
            file.writelines(_turtle(lines))


def _turtle(lines: list[str]) -> Iterator[str]:
    import pyoxigraph as ox

    triples = (quad.triple for quad in ox.parse("".join(lines), ox.RdfFormat.N_TRIPLES))
    yield (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()
