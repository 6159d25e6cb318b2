"""Prints the path of LibreOffice's program for the proof that no cell opens as a formula.

In this order: an installed one; Debian's packages, unpacked into a directory of their own (100 MB to load).
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = "libreoffice-calc-nogui"
UNPACKED = Path(__file__).resolve().parent.parent / "var" / "libreoffice"
PROGRAM = UNPACKED / "usr" / "lib" / "libreoffice" / "program" / "soffice.bin"


def find() -> Path | None:
    """The program, unpacked if need be; None where that can't be done here."""
    if installed := shutil.which("soffice"):
        return Path(installed)
    if not PROGRAM.exists() and shutil.which("apt-get") and shutil.which("dpkg"):
        unpack()
    return PROGRAM if PROGRAM.exists() else None


def unpack() -> None:
    """The package, and what it needs that is not installed."""
    UNPACKED.mkdir(parents=True, exist_ok=True)
    told = run(["apt-get", "--simulate", "install", "--no-install-recommends", PACKAGE])
    names = re.findall(r"^Inst (\S+)", told, re.MULTILINE)
    if names:
        run(["apt-get", "download", *names])
        for package in UNPACKED.glob("*.deb"):
            run(["dpkg", "-x", package.name, "."])
            package.unlink()
        lead_here()


def lead_here() -> None:
    """Have what names the places of an installation name those where it was unpacked.

    Debian's installation would copy `.registry` to /etc.
    """
    home = PROGRAM.parent.parent
    registry = home / "share" / "registry"
    registry.unlink(missing_ok=True)
    registry.symlink_to(".registry")
    rc = PROGRAM.with_name("fundamentalrc")
    text = rc.read_text().replace("file:///etc/libreoffice/registry", f"file://{registry}")
    rc.write_text(text.replace("file:///usr/lib/libreoffice", f"file://{home}"))


def run(command: list[str]) -> str:
    result = subprocess.run(command, cwd=UNPACKED, check=False, capture_output=True, text=True)
    if result.returncode:
        print(f"{' '.join(command)}: {result.stderr.strip()[-500:]}", file=sys.stderr)
    return result.stdout


def environment() -> dict[str, str]:
    """What the program needs to find the libraries that were unpacked with it."""
    found = sorted({str(library.parent) for library in UNPACKED.rglob("*.so*")})
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(found)} if found else dict(os.environ)


if __name__ == "__main__":
    if (found := find()) is None:
        sys.exit(f"LibreOffice is not installed, and {PACKAGE} could not be unpacked from Debian's packages here.")
    print(found)
