"""Prints the command of vnu (valid HTML) or of Lighthouse for the long proofs: `find_checker.py vnu`.

They come from npm, into var/tools; what runs them, Java or Node.js, from Debian's packages (as root) if it is not here.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent / "var" / "tools"
MODULES = TOOLS / "node_modules"


@dataclass(frozen=True)
class Checker:
    """A package of npm in one version, the file in it that is run, what runs it, and Debian's package of that."""

    package: str
    file: Path
    runner: tuple[str, ...]
    debian: str

    @property
    def command(self) -> list[str]:
        return [*self.runner, str(self.file)]


CHECKERS = {
    "vnu": Checker(
        "vnu-jar@26.9.27", MODULES / "vnu-jar/build/dist/vnu.jar", ("java", "-Xss8m", "-jar"), "default-jre-headless"
    ),
    "lighthouse": Checker("lighthouse@12.8.2", MODULES / "lighthouse/cli/index.js", ("node",), "nodejs"),
}


def find(name: str) -> list[str] | None:
    """The command, installed if need be; None where that can't be done here."""
    checker = CHECKERS[name]
    needed = {checker.runner[0]: checker.debian}
    if not checker.file.exists():
        needed["npm"] = "npm"
    if missing := [package for program, package in needed.items() if not shutil.which(program)]:
        install(missing)
    if not checker.file.exists() and shutil.which("npm"):
        TOOLS.mkdir(parents=True, exist_ok=True)
        # Neither needs the scripts of its packages: vnu's fetches a Java.
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run(["npm", "install", "--prefix", str(TOOLS), *quiet, checker.package])
    return checker.command if checker.file.exists() and shutil.which(checker.runner[0]) else None


def install(packages: list[str]) -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        run(["apt-get", "update"]) and run(["apt-get", "install", "--yes", "--no-install-recommends", *packages])


def run(command: list[str]) -> bool:
    print(f"{' '.join(command)} ...", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    result = subprocess.run(command, check=False, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode:
        print(result.stderr.strip()[-500:], file=sys.stderr)
    return result.returncode == 0


if __name__ == "__main__":
    if (found := find(sys.argv[1])) is None:
        sys.exit(f"{sys.argv[1]} is not here and could not be installed: it needs npm, and vnu Java.")
    print(" ".join(found))
