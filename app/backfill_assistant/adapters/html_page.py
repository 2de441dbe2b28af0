"""What saved pages have in common: one HTML document that needs nothing else, light and dark by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from backfill_assistant.core.sentences import Sentence

Words = Callable[[Sentence], str]

_STYLE: Final = """
:root { color-scheme: light dark; --ground: #f6f7f9; --panel: #fff; --line: #e2e5ea; --text: #1b1f27; --muted: #626b7a;
  --accent: #2f5bea; --caution: #a05400; --soft: #fff2df; --good: #177a40; --bar: #c9d1de; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181d; --panel: #1e2127; --line: #31363f; --text: #e8eaee;
  --muted: #9aa3b2; --accent: #7d9bff; --caution: #f0a850; --soft: #43300f; --good: #55c98a; --bar: #4a5261; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px; max-width: 1040px; background: var(--ground); color: var(--text);
  font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 24px 0 8px; } p { margin: 4px 0; }
.muted { color: var(--muted); } .notice { background: var(--soft); border-radius: 8px; padding: 12px 16px; margin: 16px 0; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: start; padding: 8px; border-bottom: 1px solid var(--line);
  vertical-align: top; } td.number, th.number { text-align: end; } .caution { color: var(--caution); fill: var(--caution); }
.good { color: var(--good); fill: var(--good); } .neutral { color: var(--muted); } code { overflow-wrap: anywhere; }
svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; } svg text { fill: var(--muted); }
svg text.caution { fill: var(--caution); } svg text.accent { fill: var(--accent); }
svg text.good { fill: var(--good); } .quiet { stroke: var(--good); stroke-width: 1.5; stroke-dasharray: 6 3; }
.curve { fill: none; stroke: var(--caution); stroke-width: 1.5; }
.bar { fill: var(--bar); } .hit { fill: var(--caution); }
.band { fill: var(--soft); opacity: .7; } .axis { stroke: var(--line); } .send { stroke: var(--accent); stroke-width: 2; }
.log { stroke: var(--muted); stroke-dasharray: 4 3; }
@media print { body { background: #fff; padding: 0; } }
"""


def html_page(title: str, body: Iterable[str]) -> str:
    """The document; `title` and `body` are escaped already. Nothing is loaded from anywhere and no script can run."""
    return "\n".join(
        (
            '<!DOCTYPE html><html><head><meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width">',
            f"<title>{title}</title><style>{_STYLE}</style></head><body>",
            f"<h1>{title}</h1>",
            *body,
            "</body></html>\n",
        )
    )


def moment_text(unix_ms: int) -> str:
    """A moment in this computer's zone with its offset, so that it means the same everywhere."""
    moment = datetime.fromtimestamp(unix_ms / 1_000).astimezone()
    return moment.isoformat(sep=" ", timespec="minutes")
