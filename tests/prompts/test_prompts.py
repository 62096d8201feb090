from importlib.resources import files

import pytest

from prompts import load


@pytest.mark.parametrize(
    "name", [p.name.removesuffix(".md.j2") for p in files("prompts").iterdir() if p.name.endswith(".md.j2")]
)
def test_every_prompt_has_a_version_and_a_text(name: str) -> None:
    prompt = load(name)
    assert prompt.version >= 1
    assert "---" not in prompt.render()


def test_a_prompt_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load("nothing")
