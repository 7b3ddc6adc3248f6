"""Only the settings read the environment: everybody else is handed what was checked."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
READERS = ROOT / "app" / "settings"


def reads_environment(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}:
            owner = node.value
            if isinstance(owner, ast.Name) and owner.id == "os":
                return True
    return False


def test_nobody_but_the_settings_reads_the_environment():
    code = [path for folder in ("app", "celery_worker") for path in (ROOT / folder).rglob("*.py")]
    readers = [str(path.relative_to(ROOT)) for path in code if reads_environment(path)]

    outside = [path for path in readers if not path.startswith("app/config/settings/")]
    assert outside == []
    assert readers, "the settings read it, or this test looks for the wrong thing"
