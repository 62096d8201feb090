"""Prompts as code: Jinja2 templates with a version in their front matter.

A template `NAME.md.j2` begins with `---`, `version: N`, `---`. An undefined variable is an error.
"""

from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template


@dataclass(frozen=True, slots=True)
class Prompt:
    """A loaded template; `version` travels on whatever is written with it."""

    name: str
    version: int
    template: Template

    def render(self, **values: object) -> str:
        """The text with `values` filled in. Raises jinja2.UndefinedError for one that is missing."""
        return self.template.render(**values)


def load(name: str) -> Prompt:
    """The template of that name. Raises FileNotFoundError, or ValueError without a version in front."""
    text = files("prompts").joinpath(f"{name}.md.j2").read_text(encoding="utf-8")
    start, front, body = text.split("---\n", 2) if text.count("---\n") > 1 else (text, "", "")
    key, _, version = front.strip().partition(":")
    if start or key != "version" or not version.strip().isdecimal():
        raise ValueError(f"prompts/{name}.md.j2 must begin with ---, version: N, ---")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=False, autoescape=False)
    return Prompt(name, int(version), environment.from_string(body.lstrip("\n")))
