"""A brief as Markdown, as a self-contained HTML page, and as JSON."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape
from typing import Any

from tracker.analysis import words
from tracker.analysis.brief import DISCLAIMER
from tracker.analysis.brief_facts import Origin
from tracker.analysis.brief_parts import Brief, Figure, Section, Sentence
from tracker.domain.times import iso
from tracker.domain.translating import noted, tr

_UNKNOWN_TITLE, _SOURCES_TITLE = noted("What is not known"), noted("Where the figures come from")

_STYLE = """
:root { color-scheme: light dark; --ink: #1b232c; --quiet: #5d6b7a; --line: #d9dfe6; --ground: #fbfcfd;
  --warn: #9a6a00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #d9e0e8; --quiet: #8794a4; --line: #212a34; --ground: #0e1217; --warn: #f0b54a; }
}
body { margin: 0 auto; padding: 32px 24px 48px; max-width: 860px; background: var(--ground);
  color: var(--ink); font: 15px/1.5 Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 16px; margin: 28px 0 6px; padding-top: 12px; border-top: 1px solid var(--line); }
p.when, p.small, li.small { color: var(--quiet); font-size: 13px; }
p.simulated { color: var(--warn); font-weight: 600; }
p.lead { font-size: 17px; }
ul { margin: 0; padding-left: 20px; }
li { margin: 4px 0; }
img { width: 100%; height: auto; margin: 20px 0 0; border: 1px solid var(--line); }
""".strip()


def when(brief: Brief) -> str:
    """The moment it speaks of."""
    return tr("As of {when} UTC ({iso})", when=words.clock(brief.at_ms), iso=iso(brief.at_ms))


def _called(brief: Brief) -> str:
    return tr("Chart of {asset}", asset=brief.asset)


def markdown(brief: Brief, picture: str | None = None) -> str:
    """As Markdown.

    Args:
        brief: what to write.
        picture: the address of the chart, as it is to stand in the text; None for none.
    """
    lines = [f"# {brief.title}", "", f"*{when(brief)}*", ""]
    if brief.simulated:
        lines += [f"**{brief.simulated}**", ""]
    lines += [brief.lead, ""] if brief.lead else []
    if picture is not None:
        lines += [f"![{_called(brief)}]({picture})", ""]
    for section in brief.sections:
        lines += [f"## {section.title}", "", *(f"- {one.text}" for one in section.sentences), ""]
    if brief.unknown:
        lines += [f"## {tr(_UNKNOWN_TITLE)}", "", *(f"- {one}" for one in brief.unknown), ""]
    lines += [f"## {tr(_SOURCES_TITLE)}", "", *(f"- {one}" for one in sources(brief)), ""]
    return "\n".join([*lines, f"*{tr(DISCLAIMER)}*", ""])


def html(brief: Brief, picture: bytes | None = None) -> str:
    """As a page that needs nothing beside itself; `picture` is a PNG."""
    image = ""
    if picture is not None:
        data = base64.b64encode(picture).decode()
        image = f'<img alt="{escape(_called(brief))}" src="data:image/png;base64,{data}">\n'
    return (
        '<!DOCTYPE html>\n<html lang="'
        + tr("en", "code of the language of this page")
        + '">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(brief.title)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n{body(brief, image)}</body>\n</html>\n"
    )


def body(brief: Brief, image: str = "") -> str:
    """What stands on the page, with the chart's tag where it goes; also for rich text without a style."""
    simulated = f'<p class="simulated">{escape(brief.simulated)}</p>\n' if brief.simulated else ""
    parts = [
        f"<h1>{escape(brief.title)}</h1>\n",
        f'<p class="when">{escape(when(brief))}</p>\n',
        simulated,
        f'<p class="lead">{escape(brief.lead)}</p>\n',
        image,
    ]
    parts += [
        _listed(section.title, (o.text for o in section.sentences)) for section in brief.sections
    ]
    if brief.unknown:
        parts.append(_listed(tr(_UNKNOWN_TITLE), brief.unknown))
    parts.append(_listed(tr(_SOURCES_TITLE), sources(brief), small=True))
    parts.append(f'<p class="small">{escape(tr(DISCLAIMER))}</p>\n')
    return "".join(parts)


def _listed(title: str, sentences: Iterable[str], *, small: bool = False) -> str:
    kind = ' class="small"' if small else ""
    items = "".join(f"<li{kind}>{escape(one)}</li>\n" for one in sentences)
    return f"<h2>{escape(title)}</h2>\n<ul>\n{items}</ul>\n"


def sources(brief: Brief) -> list[str]:
    """Who told the figures, how complete, and as of when."""
    return [
        f"{section.title}: {'; '.join(told)}"
        for section in brief.sections
        if (told := list(dict.fromkeys(map(_origin, section.origins))))
    ]


def _origin(one: Origin) -> str:
    said = ", ".join(one.names)
    if one.coverage is not None:
        said += tr(": {share} observed", share=words.share(one.coverage))
    if one.as_of_ms is not None:
        said += tr(", as of {when} UTC", when=words.clock(one.as_of_ms))
    return said


def as_json(brief: Brief) -> dict[str, Any]:
    """As an object: times as ISO-8601 in UTC, fractions as fractions, money in USD."""
    return {
        "symbol": brief.asset,
        "as_of": iso(brief.at_ms),
        "title": brief.title,
        "simulated": brief.simulated or None,
        "lead": brief.lead,
        "sections": [_section(one) for one in brief.sections],
        "unknown": list(brief.unknown),
        "disclaimer": tr(DISCLAIMER),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "sentences": [_sentence(one) for one in section.sentences],
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {"text": sentence.text, "figures": [_figure(one) for one in sentence.figures]}


def _figure(figure: Figure) -> dict[str, Any]:
    origin = figure.origin
    return {
        "name": figure.name,
        "value": figure.value,
        "unit": figure.unit or None,
        "sources": list(origin.names),
        "as_of": iso(origin.as_of_ms) if origin.as_of_ms is not None else None,
        "coverage": round(origin.coverage, 4) if origin.coverage is not None else None,
        "lower_bound": figure.at_least,
        "estimate": figure.estimate,
    }
