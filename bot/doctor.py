"""Whether everything is in place: findings about settings, model, dossier, database and platforms."""

import datetime
from collections.abc import Callable

from bot import present, store
from bot.app import first_dossier, open_platform, platforms_of
from bot.clock import utc_now
from bot.dossier import reader
from bot.errors import BadSettings, StoreUnavailable, UnusableDossier
from bot.platform import Finding, Level
from bot.rules import Rules
from bot.settings import Settings


async def examine(settings: Settings, now: Callable[[], datetime.datetime] = utc_now) -> list[Finding]:
    """All findings, in the order in which things are needed. Never raises for what a person can mend.

    `now` tells the time (aware).
    """
    findings = [
        Finding(Level.OK, "engine", settings.engine_used),
        *await _models(settings),
        _dossier(settings),
        await _database(settings),
        *await _clock(settings, now),
    ]
    try:
        names = platforms_of(settings)
    except BadSettings as error:
        return [*findings, Finding(Level.ERROR, "platforms", str(error), "see .env.example")]
    for name in names:
        try:
            found = await open_platform(name).check()
        except BadSettings as error:
            findings.append(Finding(Level.ERROR, name, str(error), "change PLATFORMS"))
        else:
            findings += [Finding(f.level, f"{name}: {f.subject}", f.text, f.remedy) for f in found]
    return findings


async def _models(settings: Settings) -> list[Finding]:
    if settings.engine_used != "generative":
        return []
    from bot.engines.generative.looking import look

    return await look(settings)


def _dossier(settings: Settings) -> Finding:
    try:
        dossier = reader.open_dossier(first_dossier(settings))
    except UnusableDossier as error:
        return Finding(
            Level.ERROR, "dossier", str(error), "name another with --dossier or DOSSIER, or see DOSSIERS"
        )
    documents = present.count(len(dossier.documents), "document")
    text = f"{dossier.title}: {documents}, {present.count(len(dossier.passages), 'passage')}"
    if dossier.doubts:
        text += f"; doubtful: {len(dossier.doubts)}"
        return Finding(Level.WARNING, "dossier", text, f"rapporteur dossier check {dossier.path}")
    return Finding(Level.OK, "dossier", text)


async def _database(settings: Settings) -> Finding:
    try:
        text = await store.look(settings.database_url)
    except (BadSettings, StoreUnavailable) as error:
        return Finding(Level.ERROR, "database", str(error), "change DATABASE_URL, or see docs/replicas.md")
    return Finding(Level.OK, "database", text)


async def _clock(settings: Settings, now: Callable[[], datetime.datetime]) -> list[Finding]:
    """The clock against the database server's: what each is half of the slack off, two may be all of it apart."""
    try:
        ahead = await store.clock_ahead(settings.database_url, now)
    except (BadSettings, StoreUnavailable):
        return []  # Told of the database already.
    if ahead is None:
        return []
    seconds = ahead.total_seconds()
    text = f"{abs(seconds):.1f} s {'ahead of' if seconds > 0 else 'behind'} the database server's"
    if abs(ahead) < Rules().slack / 2:
        return [Finding(Level.OK, "clock", text)]
    remedy = (
        f"set it by NTP: replicas must agree within {Rules().slack.total_seconds():g} s, see docs/replicas.md"
    )
    return [Finding(Level.ERROR, "clock", text, remedy)]
