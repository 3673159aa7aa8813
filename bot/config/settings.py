"""The settings of one deployment: the fields that exist, their defaults, and what each expects."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from bot.config import addresses, values
from bot.config.errors import WrongValue


class Settings(BaseModel):
    """One deployment's settings. A field's description is what an error says was expected."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bot_token: Annotated[SecretStr | None, values.secret(values.token)] = Field(
        default=None,
        description="the token that @BotFather gave you (like 123456:AAE…)",
        json_schema_extra={"missing": "Without one, try the bot with: firstcall try"},
    )
    data_key: Annotated[SecretStr | None, values.secret(values.keys)] = Field(
        default=None,
        description="one or more keys that encrypt personal data, comma-separated, newest first",
        json_schema_extra={"missing": "Make one with: firstcall keys"},
    )
    database_url: Annotated[SecretStr, values.secret(addresses.database_url)] = Field(
        default=SecretStr("sqlite:///firstcall.sqlite3"),
        description="sqlite:///FILE or postgresql+asyncpg://USER:PASSWORD@HOST/NAME",
    )
    admin_ids: Annotated[tuple[int, ...], BeforeValidator(values.telegram_ids)] = Field(
        default=(),
        description="Telegram ids of the team leads, comma-separated",
    )
    language: Annotated[str, BeforeValidator(values.language)] = Field(
        default="en",
        description="a two-letter language code such as en, ru or ja",
    )
    timezone: Annotated[ZoneInfo, BeforeValidator(values.timezone)] = Field(
        default=ZoneInfo("UTC"),
        description="an IANA time zone such as Europe/Berlin",
    )
    summary_at: Annotated[time, BeforeValidator(values.time_of_day)] = Field(
        default=time(18),
        description="a time of day such as 18:00",
    )
    summary_days: Annotated[frozenset[int], BeforeValidator(values.weekdays)] = Field(
        default=frozenset({1, 2, 3, 4, 5}),
        description="weekdays such as mon-fri or mon,wed,fri",
    )
    holidays: Annotated[str | None, BeforeValidator(values.holidays)] = Field(
        default=None,
        description="a country, or a country and a region, such as DE or DE-BY",
    )
    studio_name: str | None = Field(
        default=None,
        description="your studio's name, as clients know it",
    )
    studio_contact: str | None = Field(
        default=None,
        description="whom to ask about personal data: an address or a link",
    )
    content_dir: Annotated[Path | None, BeforeValidator(values.folder)] = Field(
        default=None,
        description="a folder with your own questions, segments, tactics and facts",
    )
    brief_link_days: int = Field(
        default=14,
        ge=1,
        le=365,
        description="a whole number of days, from 1 to 365, for which a client may open the link to a brief",
    )
    retention_days: int = Field(
        default=730,
        ge=1,
        le=36_500,
        description="a whole number of days, from 1 to 36500, after which an untouched client is deleted",
    )
    bot_api_url: Annotated[str, BeforeValidator(addresses.api_root)] = Field(
        default="https://api.telegram.org",
        description="the root of a Bot API server, without /bot",
    )
    webhook_url: Annotated[str | None, BeforeValidator(addresses.webhook_url)] = Field(
        default=None,
        description="the public address that Telegram sends updates to, such as https://bot.example.org/telegram",
    )
    webhook_secret: Annotated[SecretStr | None, values.secret(values.webhook_secret)] = Field(
        default=None,
        description="1 to 256 letters, digits, _ and -",
    )
    webhook_listen: Annotated[addresses.Address, BeforeValidator(addresses.address)] = Field(
        default=addresses.Address("127.0.0.1", 8080),
        description="a host and a port of this machine, such as 127.0.0.1:8080",
    )
    webhook_certificate: Annotated[Path | None, BeforeValidator(values.file)] = Field(
        default=None,
        description="a file with the certificate for WEBHOOK_URL in PEM form, where no proxy has it",
    )
    webhook_key: Annotated[Path | None, BeforeValidator(values.file)] = Field(
        default=None,
        description="the file with the private key of WEBHOOK_CERTIFICATE, in PEM form",
    )
    metrics_listen: Annotated[addresses.Address | None, BeforeValidator(addresses.address)] = Field(
        default=None,
        description="a host and a port of this machine, such as 127.0.0.1:9090",
    )

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        """A certificate without its key is of no use, nor the other way about."""
        if (self.webhook_certificate is None) != (self.webhook_key is None):
            raise WrongValue("WEBHOOK_CERTIFICATE and WEBHOOK_KEY: expected both, or neither.")
        return self

    @property
    def secret_of_webhook(self) -> str:
        """WEBHOOK_SECRET; else one that all replicas derive from the token alike, and nobody without it can.

        Source: HMAC-SHA256 (RFC 2104) with the token as its key; hexadecimal, which Telegram allows.
        """
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        token = self.bot_token.get_secret_value() if self.bot_token else ""
        return hmac.new(token.encode(), b"firstcall webhook", "sha256").hexdigest()

    @property
    def data_keys(self) -> tuple[str, ...]:
        """The encryption keys, newest first; empty where none is set."""
        return values.split(self.data_key.get_secret_value()) if self.data_key else ()

    @property
    def database_place(self) -> str:
        """The database's address without its password: for logs and messages."""
        return addresses.hide_password(self.database_url.get_secret_value())

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every bare secret in here, a password also decoded: what no log line may show."""
        password = urlsplit(self.database_url.get_secret_value()).password or ""
        token = self.bot_token.get_secret_value() if self.bot_token else ""
        return tuple(
            filter(None, (token, self.secret_of_webhook, password, unquote(password), *self.data_keys))
        )

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """As pydantic does it, with the database's address readable but for the password."""
        for name, value in super().__repr_args__():
            yield name, self.database_place if name == "database_url" else value
