"""Settings, read once from the environment and the file `.env` in the working directory."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
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

    engine: Literal["extractive", "generative"] | None = None
    """Which engine answers; None is generative where a key or an address of a model is set. See `engine_used`."""

    openai_api_key: SecretStr | None = None
    """The key of the model's server; local servers need none."""

    openai_base_url: str | None = None
    """The address of an OpenAI-compatible server, ending in /v1; None is OpenAI's own."""

    openai_model: str = "gpt-5-mini"
    """The model that writes."""

    openai_small_model: str | None = None
    """A cheaper model for small jobs (making a question stand on its own); None is `openai_model`."""

    openai_api: Literal["chat", "responses"] = "chat"
    """Chat completions, which every compatible server has, or the Responses API."""

    openai_deadline: float = Field(default=60, gt=0, le=600)
    """Seconds at most for a whole reply of the model, retries and repair included."""

    openai_price_in: float | None = Field(default=None, ge=0)
    """What a million tokens of input cost, in any currency; None where no cost shall be shown."""

    openai_price_cached: float | None = Field(default=None, ge=0)
    """What a million tokens of input cost that the server had cached; None is `openai_price_in`."""

    openai_price_out: float | None = Field(default=None, ge=0)
    """What a million tokens of output cost."""

    questions_per_person: int = Field(default=60, ge=0)
    """Model-written replies for a person in an hour at most; then the extractive engine answers. 0: no limit."""

    questions_per_space: int = Field(default=600, ge=0)
    """The same for a space (a server, a workspace)."""

    tokens_per_space: int = Field(default=2_000_000, ge=0)
    """Tokens that a space may use in a day (UTC); then the extractive engine answers. 0: no limit."""

    conversation_days: int = Field(default=30, ge=0)
    """Days for which the turns of a thread are kept; 0 keeps them in memory only."""

    platforms: Annotated[tuple[str, ...] | None, NoDecode] = None
    """Where the bot runs: names of folders under `adapters/`, separated by commas; None is wherever a token is set,
    and the terminal where none is. See `bot.app.platforms_of`."""

    database_url: str | None = Field(default=None, repr=False)
    """Where subscriptions and deliveries are kept; None is an SQLite file in the user's data directory."""

    @property
    def engine_used(self) -> Literal["extractive", "generative"]:
        """The engine that answers with these settings."""
        return self.engine or ("generative" if self.openai_api_key or self.openai_base_url else "extractive")

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
