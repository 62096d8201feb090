"""Settings of Discord, read from the environment and the file `.env` in the working directory."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import BadSettings


class DiscordSettings(BaseSettings):
    """What an operator can choose; each field is an environment variable of that name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    discord_bot_token: SecretStr | None = None
    """The bot's token; None can render and nothing else."""

    discord_api_url: str | None = None
    """The address of the API, ending in /api/v10; None is Discord's own."""

    discord_gateway_url: str | None = None
    """The address of the gateway (wss://…); None is what the API names."""

    discord_shard_ids: Annotated[tuple[int, ...] | None, NoDecode] = None
    """The shards of this process, separated by commas, where several processes share them; None is all."""

    discord_shard_count: int | None = Field(default=None, ge=1)
    """How many shards there are in all; None is as many as Discord recommends."""

    discord_pictures: Literal["dark", "light", "off"] = "dark"
    """How pictures of tables are drawn."""

    @field_validator("discord_api_url")
    @classmethod
    def _ends_in_its_version(cls, value: str | None) -> str | None:
        if value is not None and not value.rstrip("/").endswith("/api/v10"):
            raise ValueError("it must end in /api/v10")
        return value.rstrip("/") if value else None

    @field_validator("discord_gateway_url")
    @classmethod
    def _is_a_socket(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("ws://", "wss://")):
            raise ValueError("it must begin with wss:// or ws://")
        return value

    @field_validator("discord_shard_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _shards_are_counted(self) -> "DiscordSettings":
        ids, count = self.discord_shard_ids, self.discord_shard_count
        if ids and (count is None or not all(0 <= id < count for id in ids)):
            raise ValueError(
                "DISCORD_SHARD_IDS needs DISCORD_SHARD_COUNT beside it, and each id must be below that"
            )
        return self


def read_settings() -> DiscordSettings:
    """The settings. Raises BadSettings."""
    try:
        return DiscordSettings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "A setting of Discord"
        reason = first["msg"].removeprefix("Value error, ")
        raise BadSettings(f"{name} can't be used: {reason} (see .env.example).") from error
    except (OSError, ValueError) as error:
        raise BadSettings(f"The file .env can't be read ({error}); save it as UTF-8 text.") from error


def is_set_up() -> bool:
    """Whether there is a token to run with. Raises BadSettings."""
    return read_settings().discord_bot_token is not None
