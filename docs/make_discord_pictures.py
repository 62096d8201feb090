"""Draws docs/discord-*.png: real replies to the default dossier as Discord shows them, on a desktop and a phone.

python docs/make_discord_pictures.py

The messages are the payloads that are sent. Chromium lays them out with Discord's sizes and colours; Discord's own
font isn't free, so that Noto Sans, the next in its list, stands in for it.
"""

import asyncio
import base64
import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from adapters.discord.files import Packer
from adapters.discord.render import asked_line, render, threaded
from bot import present
from bot.answers import Length, Question
from bot.app import open_desk
from bot.dossier.model import Dossier
from bot.evidence import with_buttons
from bot.reply import Action, Actions, Reply
from bot.settings import Settings

DOCS = Path(__file__).parent
QUESTION = "What does Putin want?"

_STYLE = """
* { box-sizing: border-box; margin: 0 }
body { background: var(--ground); color: var(--text); font: 16px/22px "gg sans", "Noto Sans", sans-serif; }
.message { display: flex; gap: 16px; padding: 16px 48px 20px 16px }
.face { flex: none; width: 40px; height: 40px; border-radius: 50%; background: #3b6ea5; color: #fff;
  text-align: center; font: 600 20px/40px "Noto Sans" }
.who { font-weight: 500; color: var(--strong); margin-bottom: 2px }
.app { background: #5865f2; color: #fff; border-radius: 4px; font: 500 11px/15px "Noto Sans"; padding: 0 5px;
  margin: 0 6px 0 4px; vertical-align: 1px }
.when { color: var(--faint); font-size: 12px; font-weight: 400 }
.body { display: flex; flex-direction: column; gap: 8px; min-width: 0; max-width: 600px }
.card { border: 1px solid var(--rule); border-left: 4px solid #3b6ea5; border-radius: 8px; background: var(--card);
  padding: 16px; display: flex; flex-direction: column; gap: 8px }
h2 { font: 700 20px/25px "Noto Sans"; color: var(--strong); margin: 4px 0 }
h3 { font: 700 16px/22px "Noto Sans"; color: var(--strong); margin: 8px 0 2px }
small { display: block; font-size: 13px; line-height: 18px; color: var(--faint) }
b { font-weight: 700; color: var(--strong) }
.quote { border-left: 4px solid var(--rule); padding-left: 12px }
.item { padding-left: 22px; position: relative } .item::before { content: "•"; position: absolute; left: 6px }
.gap { height: 11px }
hr { border: 0; border-top: 1px solid var(--rule); margin: 4px 0 }
a { color: #00a8fc; text-decoration: none }
img { width: 100%; border-radius: 8px; display: block }
.row { display: flex; flex-wrap: wrap; gap: 8px }
button { border: 0; border-radius: 8px; min-height: 32px; padding: 4px 14px; background: var(--button);
  color: var(--strong); font: 500 14px/18px "Noto Sans", "Noto Color Emoji"; max-width: 100%; text-align: left }
button.first { background: #5865f2; color: #fff }
.dark { --ground: #313338; --card: #2b2d31; --text: #dbdee1; --strong: #f2f3f5; --faint: #949ba4; --rule: #4e5058;
  --button: #4e5058 }
.light { --ground: #fff; --card: #f8f9fa; --text: #313338; --strong: #060607; --faint: #5c5e66; --rule: #d9dbe0;
  --button: #e3e5e8 }
.phone .message { padding: 12px } .phone .face { width: 36px; height: 36px; line-height: 36px }
"""

_LINES = (
    (r"### (.*)", "<h3>{}</h3>"),
    (r"## (.*)", "<h2>{}</h2>"),
    (r"-# (.*)", "<small>{}</small>"),
    (r"> (.*)", '<div class="quote">{}</div>'),
    (r"- (.*)", '<div class="item">{}</div>'),
)


def page(payloads: list[dict[str, Any]], files: dict[str, bytes], look: str) -> str:
    """A channel that holds the messages; `look` is "dark" or "light", with "phone" behind it for a narrow one."""
    messages = "".join(
        '<div class="message"><div class="face">R</div><div class="body"><div class="who">Rapporteur '
        '<span class="app">APP</span><span class="when">Today at 8:00 AM</span></div>'
        f"{''.join(drawn(part, files) for part in payload['components'])}</div></div>"
        for payload in payloads
    )
    return f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><body class="{look}">{messages}'


def drawn(part: dict[str, Any], files: dict[str, bytes]) -> str:
    """A component as HTML."""
    inner = "".join(drawn(one, files) for one in part.get("components", ()))
    match part["type"]:
        case 17:
            return f'<div class="card">{inner}</div>'
        case 10:
            return f"<div>{''.join(map(line, part['content'].split(chr(10))))}</div>"
        case 12:
            content = files[part["items"][0]["media"]["url"].removeprefix("attachment://")]
            return f'<img src="data:image/png;base64,{base64.b64encode(content).decode()}">'
        case 14:
            return "<hr>"
        case 1:
            return f'<div class="row">{inner}</div>'
        case _:
            face = part.get("label") or part["emoji"]["name"]
            return f'<button class="{"first" if part["style"] == 1 else ""}">{html.escape(face)}</button>'


def line(text: str) -> str:
    """A line of Discord's Markdown."""
    if not text:
        return '<div class="gap"></div>'
    for pattern, form in _LINES:
        if found := re.fullmatch(pattern, text):
            return form.format(inline(found[1]))
    return f"<div>{inline(text)}</div>"


def inline(text: str) -> str:
    """What stands within a line: escapes, bold, links."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return f"\0{len(kept) - 1}\0"

    text = html.escape(re.sub(r"\\([^0-9A-Za-z\s])", keep, text), quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"\[([^\]]*)\]\(&lt;(.*?)&gt;\)", r'<a href="\2">\1</a>', text)
    return re.sub(r"\0(\d+)\0", lambda found: html.escape(kept[int(found[1])]), text)


def shoot(content: str, file: Path, width: int) -> None:
    """The page as a PNG as high as it is, at twice the pixels."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("Chromium is needed to draw these pictures; on Debian: apt install chromium fonts-noto-core")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(content, encoding="utf-8")
        flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
        ]
        measure = content + "<script>document.title=document.body.scrollHeight</script>"
        (Path(folder) / "measure.html").write_text(measure, encoding="utf-8")
        found = subprocess.run(
            [browser, *flags, f"--window-size={width},100", "--dump-dom", f"file://{folder}/measure.html"],
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        height = int(re.findall(r"<title>(\d+)</title>", found.stdout)[0])
        subprocess.run(
            [
                browser, *flags, f"--window-size={width},{height}", "--force-device-scale-factor=2",
                f"--screenshot={file}", f"file://{source}",
            ],
            capture_output=True, check=True, timeout=120,
        )  # fmt: skip
    smaller(file)


def smaller(file: Path) -> None:
    """The same picture with a palette: a third of the bytes."""
    from PIL import Image

    Image.open(file).convert("RGB").quantize(128).save(file, "PNG", optimize=True)


async def made(payloads: list[dict[str, Any]], theme: str) -> dict[str, bytes]:
    """The files of the messages by name."""
    packer = Packer(theme)
    return {name: content for one in payloads for name, content in (await packer.pack(one)).files}


def offering(reply: Reply, dossier: Dossier) -> Reply:
    """The reply of a briefing with the buttons that its edition has."""
    first, second, *_ = (leader.name for leader in dossier.leaders)
    actions = (
        Action("Ask about this", f"What does {first} want?"),
        Action("Compare", f"/compare {first} vs {second}"),
        Action("Change time", "/briefings change"),
        Action("Stop", "/briefings remove"),
    )
    return Reply((*reply.blocks, Actions(actions)))


async def main() -> None:
    """All pictures."""
    async with open_desk(Settings(_env_file=None)) as desk:  # pyright: ignore[reportCallIssue]
        dossier = desk.dossier
        answer = present.answer(await desk.ask(Question(text=QUESTION)), dossier)
        comparison = present.comparison(await desk.compare(""), dossier)
        briefing = offering(present.briefing(await desk.brief(Length.SHORT), dossier), dossier)
    asked = render(with_buttons(answer, "0" * 12))
    asked[0] = threaded(asked_line(asked[0], QUESTION), "Go on in a thread")
    for name, payloads, look, width in (
        ("answer", asked, "dark", 720),
        ("compare", render(with_buttons(comparison, "0" * 12))[:1], "dark", 720),
        ("compare-phone", render(with_buttons(comparison, "0" * 12))[:1], "dark phone", 500),
        ("briefing-phone", render(briefing)[:1], "light phone", 500),
    ):
        files = await made(payloads, look.split()[0])
        shoot(page(payloads, files, look), DOCS / f"discord-{name}.png", width)
        print(f"docs/discord-{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
