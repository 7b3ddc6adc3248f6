"""A real systemd, booted over a copy-on-write view of this machine: root, no image, no download.

What stands in the way is said by name (`systemd: ...`), and the test is skipped.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import BIN, REPOSITORY
from tests.support.services import missing, wait_until

SWITCH = "TEST_BOOTED_SYSTEMD"
"""Set to 1: it takes minutes, and mounts."""
PYTHON = "/opt/python"
"""Where the tests' own Python is seen: services see no home folder, and it may be in one."""
PATHS = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Machine:
    """`tree`: its root, as seen from here. `leader`: its first process."""

    tree: Path
    leader: int

    def run(self, *command: str, timeout: float = 120, given: str = "") -> "subprocess.CompletedProcess[str]":
        """A command in it, as root."""
        enter = ["nsenter", "-t", str(self.leader), "-m", "-u", "-i", "-n", "-p", "-C"]
        return subprocess.run(
            [*enter, "env", "-i", PATHS, "HOME=/root", *command],
            input=given,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def ok(self, *command: str, timeout: float = 120) -> str:
        """What it prints; fails the test where it fails."""
        done = self.run(*command, timeout=timeout)
        assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def state(self, unit: str) -> str:
        return self.run("systemctl", "is-active", unit).stdout.strip()

    def are_active(self, *units: str) -> bool:
        return all(self.state(unit) == "active" for unit in units)

    def property(self, unit: str, name: str) -> str:
        return self.ok("systemctl", "show", "--value", "-p", name, unit).strip()

    def journal(self, *filters: str) -> str:
        return self.ok("journalctl", "--no-pager", "-o", "cat", *filters)

    def write(self, path: str, text: str) -> None:
        self.run("sh", "-c", f"cat > {path}", given=text)


@contextmanager
def booted() -> Iterator[Machine]:
    """A machine with systemd and nothing else running, and this code installed at /opt/copydesk."""
    if os.environ.get(SWITCH) != "1":
        raise missing("systemd", f"booting takes minutes and mounts file systems: {SWITCH}=1 asks for it")
    if os.geteuid() != 0:
        raise missing("systemd", "only root may mount and boot a container")
    for program in ("systemd-nspawn", "nsenter", "unshare", "redis-server"):
        if shutil.which(program) is None:
            raise missing("systemd", f"{program} is not installed")
    with tempfile.TemporaryDirectory(prefix="booted") as place, _tree(Path(place)) as tree:
        _install_program(tree)
        with _started(tree, Path(place)) as leader:
            machine = Machine(tree, leader)
            wait_until(lambda: machine.state("basic.target") == "active", seconds=60, what="systemd booted")
            machine.ok("ldconfig")
            yield machine


@contextmanager
def _tree(place: Path) -> Iterator[Path]:
    def mount(*given: str) -> None:
        done = subprocess.run(["mount", *given], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise missing("systemd", f"mount {' '.join(given)}: {done.stderr.strip()}")

    tree = place / "tree"
    layers = place / "layers"
    layers.mkdir()
    mount("-t", "tmpfs", "none", str(layers))
    try:
        for folder in (layers / "up", layers / "work", tree):
            folder.mkdir()
        mount("-t", "overlay", "overlay", "-o",
              f"lowerdir=/,upperdir={layers / 'up'},workdir={layers / 'work'}", str(tree))  # fmt: skip
        try:
            yield tree
        finally:
            _unmount(tree)
    finally:
        _unmount(layers)


def _unmount(path: Path) -> None:
    for _ in range(50):
        if subprocess.run(["umount", str(path)], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.2)
    raise AssertionError(f"{path} stays mounted")


def _install_program(tree: Path) -> None:
    """An environment as the installer makes it, with the packages of the tests' own and this code."""
    for left in ("opt/copydesk", "etc/copydesk", "var/lib/copydesk", "usr/local/bin/copydesk"):
        path = tree / left
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
    program = tree / "opt/copydesk/.venv"
    packages = next(Path(folder) for folder in sys.path if folder.endswith("site-packages"))
    own = program / packages.relative_to(sys.prefix)
    for folder in (own, program / "bin", tree / PYTHON[1:]):
        folder.mkdir(parents=True)
    (program / "pyvenv.cfg").write_text(f"home = {PYTHON}/bin\n")
    # A Python of its own library finds that one, and not the system's of the same name.
    (tree / "etc/ld.so.conf.d/000-tests.conf").write_text(f"{PYTHON}/lib\n")
    interpreter = Path(sys.executable).resolve().name
    (program / "bin/python").symlink_to(f"{PYTHON}/bin/{interpreter}")
    # This code first: the tests' environment may know it by another path.
    (own / "packages.pth").write_text(f"/srv/copydesk\n{packages}\n")
    for name in ("celery", "copydesk"):
        lines = (BIN / name).read_text().splitlines(keepends=True)
        script = program / "bin" / name
        script.write_text("".join(["#!/opt/copydesk/.venv/bin/python\n", *lines[1:]]))
        script.chmod(0o755)


@contextmanager
def _started(tree: Path, place: Path) -> Iterator[int]:
    said = place / "said"
    with said.open("wb") as output:
        container = subprocess.Popen(
            ["systemd-nspawn", "--quiet", f"--directory={tree}", f"--machine=copydesk-{os.getpid()}",
             "--register=no", "--keep-unit", "--console=pipe", "--private-network",
             f"--bind-ro={REPOSITORY}:/srv/copydesk", f"--bind-ro={sys.base_prefix}:{PYTHON}",
             "--boot", "--", "--unit=basic.target"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield _leader_of(container, said)
    finally:
        container.terminate()  # an orderly power-off
        try:
            container.wait(60)
        except subprocess.TimeoutExpired:
            container.kill()
            container.wait(10)


def _leader_of(container: "subprocess.Popen[bytes]", said: Path) -> int:
    children = Path(f"/proc/{container.pid}/task/{container.pid}/children")
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if container.poll() is not None:
            break
        found = children.read_text().split()
        if found:
            return int(found[0])
        time.sleep(0.1)
    raise missing("systemd", f"a container does not boot here: {said.read_text(errors='replace')[-300:]}")
