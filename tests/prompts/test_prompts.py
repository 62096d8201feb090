from importlib.resources import files

import pytest
from jinja2 import Environment, UndefinedError, meta

from prompts import load

NAMES = [p.name.removesuffix(".md.j2") for p in files("prompts").iterdir() if p.name.endswith(".md.j2")]


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_has_a_version_and_a_text(name: str) -> None:
    prompt = load(name)
    text = files("prompts").joinpath(f"{name}.md.j2").read_text(encoding="utf-8")
    wanted = meta.find_undeclared_variables(Environment(autoescape=True).parse(text))
    assert prompt.version >= 1
    rendered = prompt.render(**{value: f"<{value}>" for value in wanted})
    assert "---" not in rendered
    assert all(f"<{value}>" in rendered for value in wanted)


def test_a_prompt_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load("nothing")


def test_an_undefined_variable_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        load("form").render()
