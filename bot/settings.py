"""Settings, read once from the environment and the file `.env` in the working directory."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import BadSettings


class Settings(BaseSettings):
    """What an operator can choose; each field is an environment variable of that name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    dossier: Path | None = None
    """The dossier's folder, or a single text file; None is the one that comes along."""

    dossiers: Path | None = None
    """A folder of dossiers, of which each space uses one; None where there is only `dossier`."""

    engine: Literal["extractive"] = "extractive"
    """Which engine answers."""

    platforms: Annotated[tuple[str, ...], NoDecode] = ("terminal",)
    """Where the bot runs: names of folders under `adapters/`, separated by commas."""

    database_url: str | None = Field(default=None, repr=False)
    """Where subscriptions and deliveries are kept; None is an SQLite file in the user's data directory."""

    @field_validator("dossier", "dossiers")
    @classmethod
    def _from_home(cls, value: Path | None) -> Path | None:
        """`~` is the home directory also where no shell said so: in .env, behind `make run DOSSIER=`."""
        try:
            return value.expanduser() if value else None
        except RuntimeError as error:
            raise ValueError(f"no home directory is known for {value}") from error

    @field_validator("dossiers")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(
                f"{value} is no folder; name one that holds a folder or a text file for each dossier"
            )
        return value

    @field_validator("platforms", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = dict.fromkeys(name.strip() for name in value.split(",") if name.strip())
        if not names:
            raise ValueError("name at least one platform, for example terminal")
        return tuple(names)


def read_settings(**chosen: object) -> Settings:
    """The settings; what is `chosen` and not None goes before the environment. Raises BadSettings."""
    given: dict[str, Any] = {name: value for name, value in chosen.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "A setting"
        reason = first["msg"].removeprefix("Value error, ")
        raise BadSettings(f"{name} can't be used: {reason} (see .env.example).") from error
    except (OSError, ValueError) as error:
        raise BadSettings(f"The file .env can't be read ({error}); save it as UTF-8 text.") from error
