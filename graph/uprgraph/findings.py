"""What a validation found -> a short text, a SHACL report in Turtle, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from uprgraph.namespaces import ONTOLOGY, literal
from uprgraph.shapes import SEVERITIES, SH, Step, Term, turtle_path

SHOWN = 5
"""How many findings of a rule the text shows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that breaks one rule; the value and the path are given where there is one."""

    focus: Term
    path: tuple[Step, ...]
    value: Term | None
    component: str
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape or a check, with what it found."""

    iri: str
    label: str
    severity: str
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        return self.iri.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Report:
    """What was validated against which rules, and what each found."""

    checked: str
    statements: int
    base: str
    rules: tuple[Rule, ...]
    beside: str = ""

    def count(self, severity: str) -> int:
        """How many findings of one severity there are."""
        return sum(len(rule.findings) for rule in self.rules if rule.severity == severity)

    def listed(self, severity: str) -> list[Rule]:
        """The rules of this severity or a graver one that found something, the gravest first."""
        ranks = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return [rule for rank in ranks for rule in self.rules if rule.severity == rank and rule.findings]


def short(term: Term | None, base: str) -> str:
    """A term as people read it: ``review/khm-2``, ``upr:madeBy``, the text of a literal, on one line.

    What a terminal would obey (control characters, changes of direction) is left out.
    """
    said = str(getattr(term, "value", term)).replace(f"{base}id/", "").replace(ONTOLOGY, "upr:")
    return "".join(character for character in " ".join(said.split()) if character.isprintable())


def plural(count: int, noun: str) -> str:
    """``1 warning``, ``2 warnings``.

    >>> plural(1, "warning"), plural(0, "info")
    ('1 warning', '0 infos')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def text(report: Report, severity: str) -> str:
    """A short report: one line for each rule that found something, what to do, and some of what it found."""
    checked = f"{report.checked}: {plural(report.statements, 'statement')}, {plural(len(report.rules), 'rule')}"
    lines = [f"{checked}{f' (beside {report.beside})' if report.beside else ''}", ""]
    for rule in report.listed(severity):
        lines.append(f"{rule.severity:<9} {len(rule.findings):>6}  {rule.label} ({rule.name})")
        lines += [f"    {line}" for line in _findings(report, rule)]
    if len(lines) > 2:
        lines.append("")
    return "\n".join([*lines, _verdict(report, severity), ""])


def _findings(report: Report, rule: Rule) -> Iterator[str]:
    """One line where all findings say the same to do, else one line for each that is shown."""
    shown = rule.findings[:SHOWN]
    more = f"and {len(rule.findings) - len(shown):,} more" if len(rule.findings) > len(shown) else ""
    if len({finding.message for finding in rule.findings}) == 1:
        said = rule.findings[0].message
        if len(rule.findings) == 1 and said.startswith(short(rule.findings[0].focus, report.base)):
            yield said
            return
        names = [short(finding.focus, report.base) + _value(report, finding) for finding in shown]
        yield said
        yield ", ".join([*dict.fromkeys(names), *([more] if more else [])])
        return
    for finding in shown:
        focus = short(finding.focus, report.base)
        yield (
            finding.message
            if finding.message.startswith(focus)
            else f"{focus}{_value(report, finding)}: {finding.message}"
        )
    if more:
        yield f"... {more}"


def _value(report: Report, finding: Finding) -> str:
    if finding.value is None or finding.value == finding.focus:
        return ""
    value = short(finding.value, report.base)
    said = finding.component == "SPARQLConstraintComponent" and value in finding.message
    return "" if said else f" ({value[:60]})"


def _verdict(report: Report, severity: str) -> str:
    said = [plural(report.count(name), name) for name in SEVERITIES]
    verdict = "Does not conform" if report.count("violation") else "Conforms"
    unlisted = [name for name in SEVERITIES[SEVERITIES.index(severity) + 1 :] if report.count(name)]
    hint = f" (--severity {unlisted[-1]} lists {' and '.join(f'{name}s' for name in unlisted)} too)" if unlisted else ""
    return f"{verdict}: {', '.join(said)}{hint}."


def turtle(report: Report, severity: str) -> str:
    """A ``sh:ValidationReport``; it conforms if it lists no result, so the severity decides.

    Results of checks name the check as the shape that they come from.
    """
    rules = report.listed(severity)
    lines = [
        f"@prefix sh: <{SH}> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "",
        "[]",
        "    a sh:ValidationReport ;",
        f"    sh:conforms {'false' if rules else 'true'} ;",
    ]
    for rule in rules:
        for finding in rule.findings:
            lines += [
                "    sh:result [",
                "        a sh:ValidationResult ;",
                f"        sh:focusNode {finding.focus} ;",
                *([f"        sh:resultPath {turtle_path(finding.path)} ;"] if finding.path else []),
                *([f"        sh:value {finding.value} ;"] if finding.value is not None else []),
                f"        sh:resultSeverity sh:{rule.severity.capitalize()} ;",
                f"        sh:sourceShape <{rule.iri}> ;",
                f"        sh:sourceConstraintComponent sh:{finding.component} ;",
                f"        sh:resultMessage {literal(finding.message)}@en ;",
                "    ] ;",
            ]
    return "\n".join([*lines, ".", ""])


def json_text(report: Report, severity: str) -> str:
    """One object with the counts of each severity and the results listed, the terms as in Turtle's report."""
    results: list[dict[str, Any]] = []
    for rule in report.listed(severity):
        for finding in rule.findings:
            results.append(
                {
                    "focusNode": getattr(finding.focus, "value", str(finding.focus)),
                    "resultPath": turtle_path(finding.path).strip("<>") if finding.path else None,
                    "value": None if finding.value is None else getattr(finding.value, "value", str(finding.value)),
                    "resultSeverity": rule.severity,
                    "sourceShape": rule.iri,
                    "sourceConstraintComponent": f"{SH}{finding.component}",
                    "resultMessage": finding.message,
                }
            )
    said = {
        "checked": report.checked,
        "statements": report.statements,
        "rules": len(report.rules),
        "conforms": not results,
        **{f"{name}s": report.count(name) for name in SEVERITIES},
        "results": results,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


FORMATS = {"text": text, "turtle": turtle, "json": json_text}
