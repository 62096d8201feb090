from importlib.resources import files

import pytest
from jinja2 import Environment, UndefinedError, meta

from prompts import load


@pytest.mark.parametrize(
    "name", [p.name.removesuffix(".md.j2") for p in files("prompts").iterdir() if p.name.endswith(".md.j2")]
)
def test_every_prompt_has_a_version_and_a_text(name: str) -> None:
    prompt = load(name)
    assert prompt.version >= 1
    text = files("prompts").joinpath(f"{name}.md.j2").read_text(encoding="utf-8")
    variables = meta.find_undeclared_variables(Environment().parse(text))
    assert "---" not in prompt.render(**dict.fromkeys(variables, "a value"))


def test_an_undefined_variable_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        load("form").render()


def test_a_prompt_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load("nothing")
