"""Installed packages for tests of plug-ins: a module and the metadata that `pip install` would write.

install(folder, "copydesk-mistral", {"copydesk_mistral.py": source},
        {"copydesk.providers": {"mistral": "copydesk_mistral:provider"}})
... subprocess with PYTHONPATH=folder, or `monkeypatch.syspath_prepend(folder)` in this process ...
"""

from collections.abc import Mapping
from pathlib import Path


def install(
    folder: Path, name: str, modules: Mapping[str, str], entry_points: Mapping[str, Mapping[str, str]]
) -> Path:
    """Write the package into this folder, which goes onto the import path; returns the folder."""
    metadata = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    groups = (
        "\n".join((f"[{group}]", *(f"{key} = {value}" for key, value in points.items()), ""))
        for group, points in entry_points.items()
    )
    (metadata / "entry_points.txt").write_text("\n".join(groups))
    for file, source in modules.items():
        (folder / file).write_text(source)
    return folder
