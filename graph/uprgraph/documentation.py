"""The pages that are made from the code: ``queries/README.md``; run by ``make docs``."""

from __future__ import annotations

from uprgraph import catalogue
from uprgraph.resources import folder

INTRODUCTION = """# Questions

One `.rq` file for each question; this page is made from their headers by `make docs`.
Each file is SPARQL that runs as it stands, with an example's values; lines that end with `# --name`
belong to a parameter and are left out where it is not given.

- `upr query NAME --parameter value` asks a question, `upr query NAME --help` explains it.
- `upr query NAME ... --sparql` prints the query with your values, to paste elsewhere.
- In Python: `uprgraph.open().query("NAME", parameter=value).df`.
- Questions of the folders `networks/`, `panels/` and `reconcile/` stand behind `upr network`, `upr panel` and
  `upr reconcile`.
- Questions of the folder `checks/` must have no answer; `upr validate` asks them beside the shapes of
  `ontology/upr-shapes.ttl`. The folder `rules/` holds what `upr reason --rules` infers by, and no questions.

States and themes are given by name or code in any case, and may be given several times. Every answer
says what it counts: *recommendations* (numbered paragraphs), *texts* (those without a number), *pairs*
(recommendation or text and maker, each once) or *records* (rows of one source).
"""


def index() -> str:
    """The index of all questions as Markdown."""
    names = catalogue.names()
    contents = [f"- [{name}](#{name.replace('/', '')}): {catalogue.load(name).question}\n" for name in names]
    parts = [INTRODUCTION, "\n## All of them\n\n", *contents]
    for name in names:
        question = catalogue.load(name)
        counted = " or ".join(question.units) or question.counts
        parameters = ", ".join(
            f"`--{key}`{' (required)' if parameter.required else ''}" for key, parameter in question.parameters.items()
        )
        lines = [f"\n## {name}\n", question.question, "", f"Counts: {counted}."]
        lines += [f"Parameters: {parameters}."] if parameters else []
        lines += [f"A row is a {question.severity}."] if question.severity else []
        lines += ["", question.notes] if question.notes else []
        lines += ["", "| column | meaning |", "| --- | --- |"]
        lines += [f"| `{column}` | {meaning} |" for column, meaning in question.columns.items()]
        lines += ["", f"Example: `{question.example}`", ""]
        parts.append("\n".join(lines))
    return "".join(parts)


if __name__ == "__main__":
    (folder("queries") / "README.md").write_text(index(), encoding="utf-8")
