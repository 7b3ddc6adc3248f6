"""Only the settings read the environment, and one platform module what is not ours to set."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
READERS = ("app/config/settings/", "app/platform/environment.py")


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

    outside = [path for path in readers if not path.startswith(READERS)]
    assert outside == []
    assert readers, "the settings read it, or this test looks for the wrong thing"
