"""Platforms are opened by name, and nothing is imported before."""

import subprocess
import sys

import pytest

from adapters import names, open_platform
from bot.errors import BadSettings


def test_an_unknown_platform_is_refused_with_those_that_there_are() -> None:
    for name in ("pigeon", "", "terminal.app", "../terminal"):
        with pytest.raises(BadSettings, match="terminal"):
            open_platform(name)
    assert "terminal" in names()


def test_neither_bot_nor_adapters_import_a_platform_by_themselves() -> None:
    script = "import sys, adapters, bot.app, bot.cli; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {name for name in modules.stdout.split() if name.startswith("adapters.")}
