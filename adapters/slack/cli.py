"""`rapporteur slack …`: what Slack adds to the command line."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, help="Set up the Slack app.")

_URL_PATHS = (
    ("  event_subscriptions:\n", "    request_url: {url}\n"),
    ("    is_enabled: true\n", "    request_url: {url}\n"),
)


def manifest_text(url: str | None = None) -> str:
    """The app's manifest as YAML; with `url`, for HTTP instead of Socket Mode, requests going there."""
    text = Path(__file__).with_name("manifest.yaml").read_text(encoding="utf-8")
    if url is None:
        return text
    for line, more in _URL_PATHS:
        text = text.replace(line, line + more.format(url=url))
    text = text.replace("      should_escape: false\n", f"      should_escape: false\n      url: {url}\n")
    return text.replace("socket_mode_enabled: true", "socket_mode_enabled: false")


@app.callback()
def root() -> None:
    """Set up the Slack app."""


@app.command(short_help="Print the app's manifest, to make the app from.")
def manifest(
    url: Annotated[
        str | None,
        typer.Option(help="The public https address of /slack/events: for HTTP instead of Socket Mode."),
    ] = None,
) -> None:
    """Print the app's manifest: on api.slack.com/apps choose "Create New App" and "From a manifest"."""
    print(manifest_text(url), end="")
