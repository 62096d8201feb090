"""Whether everything is in place: findings about settings, model, dossier, database and platforms."""

from bot import present, store
from bot.app import open_platform
from bot.dossier import reader
from bot.errors import BadSettings, StoreUnavailable, UnusableDossier
from bot.platform import Finding, Level
from bot.settings import Settings


async def examine(settings: Settings) -> list[Finding]:
    """All findings, in the order in which things are needed. Never raises for what a person can mend."""
    findings = [
        Finding(Level.OK, "engine", settings.engine_used),
        *await _models(settings),
        _dossier(settings),
        await _database(settings),
    ]
    for name in settings.platforms:
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
        dossier = reader.open_dossier(settings.dossier or reader.default_path())
    except UnusableDossier as error:
        return Finding(Level.ERROR, "dossier", str(error), "name another with --dossier or DOSSIER")
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
