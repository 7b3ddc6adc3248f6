"""Draw the rooms of `app/` and their layers: `python scripts/rooms.py > docs/pictures/rooms.svg`.

The layers are those of the import contract in pyproject.toml; a room's purpose is its package's docstring.
"""

import ast
import sys
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WIDTH, ROW, GAP, MARGIN = 1080, 46, 8, 12
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #222; }
.name { font-weight: 700; } .what { font-size: 11px; fill: #555; }
rect { fill: #f4f1ea; stroke: #b9b09c; } .outside { fill: #e6edf5; stroke: #9bb0c9; }
@media (prefers-color-scheme: dark) {
  text { fill: #eee; } .what { fill: #bbb; }
  rect { fill: #2b2823; stroke: #6b6455; } .outside { fill: #23303f; stroke: #54708f; }
}
"""


def layers() -> list[list[str]]:
    """From the top down; rooms of one layer do not import each other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    [whole] = [one for one in contracts if one.get("exhaustive")]
    return [[name.strip() for name in layer.split("|")] for layer in whole["layers"]]


def purpose(room: str) -> str:
    """The first line of the package's docstring."""
    source = (ROOT / "app" / room / "__init__.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]


def picture() -> str:
    """The SVG document."""
    rows = layers()
    height = 2 * MARGIN + len(rows) * (ROW + GAP) - GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>The rooms of app/, each importing only from rows below its own</title>",
        f"<style>{STYLE}</style>",
    ]
    for number, rooms in enumerate(rows):
        width = (WIDTH - 2 * MARGIN - GAP * (len(rooms) - 1)) / len(rooms)
        for column, room in enumerate(rooms):
            x, y = MARGIN + column * (width + GAP), MARGIN + number * (ROW + GAP)
            what = escape(shortened(purpose(room), width))
            parts += [
                f'<rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{ROW}" rx="5"/>',
                f'<text class="name" x="{x + 10:.0f}" y="{y + 19}">{escape(room)}</text>',
                f'<text class="what" x="{x + 10:.0f}" y="{y + 36}">{what}</text>',
            ]
    return "\n".join([*parts, "</svg>", ""])


def shortened(text: str, width: float) -> str:
    """What fits: about 5.6 pixels for each character."""
    most = int((width - 20) / 5.6)
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,:") + " …"


if __name__ == "__main__":
    sys.stdout.write(picture())
