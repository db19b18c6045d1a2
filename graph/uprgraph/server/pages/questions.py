"""The list of all questions, to choose from by words and by what they are about."""

from __future__ import annotations

from collections import Counter

from uprgraph import catalogue
from uprgraph.catalogue import Question
from uprgraph.errors import QueryError
from uprgraph.server.site import Given, Site
from uprgraph.server.words import words

FOLDERS = (
    ("explore", "Questions", "About reviews, recommendations, themes, answers and documents."),
    ("networks", "Networks", "Their edges; the pictures are under Networks."),
    ("panels", "Panels", "Flat tables for statistics, one line for each thing."),
    ("reconcile", "Sources side by side", "What several sources say of one review."),
    ("checks", "Checks", "What is wrong or weak in the data: no rows is good."),
)
"""The folders of the catalogue with their headings."""
FOLDER_TAGS = ("panel", "network", "checks", "competency", "reconciliation")
"""Tags that say no more than the folder, and one that only speaks to those who keep the catalogue."""


def page(site: Site, key: str, given: Given) -> str:
    """The HTML; raises QueryError for a tag that no question has and for other filters."""
    asked = {name: [value for value in values if value.strip()] for name, values in given.items()}
    if unknown := sorted(name for name, values in asked.items() if values and name not in ("q", "tag")):
        raise QueryError(f"this page has no filter {', '.join(unknown)}; it has q and tag")
    typed, tags = " ".join(asked.get("q", [])), asked.get("tag", [])
    everything = [catalogue.load(name) for name in catalogue.names()]
    known = Counter(tag for question in everything for tag in question.tags)
    for tag in tags:
        if tag not in known:
            raise QueryError(f"no question has the tag {tag!r}; there are {', '.join(sorted(known))}")
    chosen = [one for one in everything if set(tags) <= set(one.tags) and _told(one, words(typed))]
    groups = [
        (title, about, [question for question in chosen if _folder(question) == folder])
        for folder, title, about in FOLDERS
    ]
    return site.render(
        "questions.html",
        typed=typed,
        tags=[
            (tag, count, tag in tags, site.address("/questions", {"q": typed, "tag": "" if tag in tags else tag}))
            for tag, count in sorted(known.items())
            if tag not in FOLDER_TAGS
        ],
        tag=tags[0] if tags else "",
        groups=[group for group in groups if group[2]],
        count=len(chosen),
        everything=len(everything),
    )


def _folder(question: Question) -> str:
    return question.name.rpartition("/")[0] or "explore"


def _told(question: Question, sought: list[str]) -> bool:
    """Whether each word begins one of the question's, its columns' or its parameters'."""
    told = (question.name, question.question, *question.tags, *question.columns, *question.parameters)
    known = words(" ".join(told).replace("_", " "))
    return all(any(word.startswith(one) for word in known) for one in sought)
