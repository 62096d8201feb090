"""Slack's settings, read from the environment and .env."""

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadSettings


class SlackSettings(BaseSettings):
    """What an operator sets for Slack; each field is an environment variable of that name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: SecretStr | None = None
    """The token of the installed app: xoxb-…"""

    slack_app_token: SecretStr | None = None
    """The token for Socket Mode: xapp-…, with connections:write."""

    slack_signing_secret: SecretStr | None = None
    """What Slack signs its requests with; needed where `slack_port` is set."""

    slack_api_url: str = "https://slack.com/api/"
    """The Web API: another one for a proxy or a local server."""

    slack_port: int | None = Field(default=None, ge=1, le=65_535)
    """The port on which Slack's requests are taken over HTTP; None is Socket Mode."""

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_api(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")) or not value.endswith("/api/"):
            raise ValueError("it must be an address that ends in /api/")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _of_its_kind(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("xoxb-", "xapp-", "xoxe.")):
            raise ValueError("a bot token starts with xoxb-, an app token with xapp-")
        return value


def read_settings() -> SlackSettings:
    """The settings. Raises BadSettings, whose message names the setting and never its value."""
    try:
        return SlackSettings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        name = str(first["loc"][0]).upper()
        raise BadSettings(f"{name} can't be used: {reason} (see .env.example).") from None


def is_set_up() -> bool:
    """Whether there is a token to run with. Raises BadSettings."""
    return read_settings().slack_bot_token is not None
