"""The house stands: what ships is whole, and what the documents promise is there."""

import importlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel was installed as a user would."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    install = [*pip, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return target


def test_the_installed_wheel_answers_from_its_own_files(installed: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); import bot.cli; "
        f"assert bot.__file__.startswith({str(installed)!r}); bot.cli.main()"
    )
    command = [sys.executable, "-P", "-c", code, "ask", "What does Putin want?"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "[1]" in done.stdout


def test_the_wheel_holds_every_data_file_and_nothing_but_the_three_packages(installed: Path) -> None:
    wheel = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    tracked = {
        str(path.relative_to(ROOT))
        for package in ("bot", "adapters", "prompts")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert tracked <= wheel
    assert {name.split("/")[0] for name in wheel - tracked if "dist-info" not in name} <= {
        "bin",
        "bot",
        "adapters",
        "prompts",
    }


def test_the_env_example_names_every_setting_and_no_other() -> None:
    from bot.settings import Settings

    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", text, re.M))
    fields = [*Settings.model_fields]
    for path in sorted((ROOT / "adapters").glob("*/settings.py")):
        module = importlib.import_module(f"adapters.{path.parent.name}.settings")
        models = [
            one
            for one in vars(module).values()
            if isinstance(one, type) and one.__module__ == module.__name__
        ]
        fields += [name for model in models if issubclass(model, BaseSettings) for name in model.model_fields]
    assert named == {name.upper() for name in fields}


def test_the_databases_libraries_have_one_home() -> None:
    for package in ("bot", "adapters", "prompts"):
        for path in (ROOT / package).rglob("*.py"):
            if "store" not in path.relative_to(ROOT).parts:
                text = path.read_text(encoding="utf-8")
                assert not re.search(
                    r"^\s*(?:from|import) (?:sqlalchemy|alembic|aiosqlite|asyncpg)\b", text, re.M
                )


def test_the_models_client_has_one_home() -> None:
    home = ROOT / "bot" / "engines" / "generative"
    users = {
        path.relative_to(ROOT).as_posix()
        for package in ("bot", "adapters", "prompts")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"^\s*(?:from|import) openai\b", path.read_text(encoding="utf-8"), re.M)
    }
    assert users <= {path.relative_to(ROOT).as_posix() for path in home.glob("openai_*.py")}
    assert "bot/engines/generative/openai_model.py" in users


@pytest.mark.parametrize(
    "arguments",
    [["ask", "Where do they meet?"], ["--help"], ["check"]],
)
def test_the_extractive_engine_never_imports_the_models_client(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import atexit, sys; atexit.register(lambda: print('CLIENT' if 'openai' in sys.modules else 'NONE')); "
        "import bot.cli; bot.cli.main()"
    )
    command = [sys.executable, "-c", code, *arguments]
    chosen = {"OPENAI_API_KEY": "sk-1", "ENGINE": "extractive"}
    environment = {**os.environ, **chosen, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "NONE"


def test_every_requirement_is_pinned_with_hashes_and_names_no_host() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert re.match(r"[a-z0-9._-]+==[^ ]+", block), block
            assert "--hash=sha256:" in block, block


def test_the_lock_holds_every_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = set(
        re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M)
    )
    named = {re.split(r"[><=\[]", name)[0] for name in project["dependencies"]}
    assert {re.sub(r"[-_.]+", "-", name) for name in named} <= pinned


def test_no_file_of_the_code_knows_a_leader_of_the_default_dossier() -> None:
    for package in ("bot", "adapters", "prompts"):
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and "library" not in path.parts and path.suffix not in {".pyc", ".mo", ".ttf"}:
                text = path.read_text(encoding="utf-8").casefold()
                assert not re.search(r"\b(?:trump|putin|alaska|zelensk\w+)\b", text), path
