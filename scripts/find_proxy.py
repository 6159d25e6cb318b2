"""Prints the path of nginx, varnishd or caddy for the proofs with a real proxy: `find_proxy.py nginx`.

In this order: an installed one; Debian's packages, unpacked into a directory of their own, so that no service starts.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# What to unpack, and where the program then is.
PACKAGES = {"nginx": ["nginx"], "varnishd": ["varnish", "libvarnishapi3", "libjemalloc2"], "caddy": ["caddy"]}
UNPACKED = Path(__file__).resolve().parent.parent / "var" / "proxies"


def find(name: str) -> Path | None:
    """The program, unpacked if need be; None where that can't be done here."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    if installed := shutil.which(name, path=path):
        return Path(installed)
    if not (program := unpacked(name)) and shutil.which("apt-get") and shutil.which("dpkg"):
        unpack(name)
        program = unpacked(name)
    return program


def unpacked(name: str) -> Path | None:
    places = (UNPACKED / name / "usr" / place / name for place in ("sbin", "bin"))
    return next((place for place in places if place.exists()), None)


def unpack(name: str) -> None:
    directory = UNPACKED / name
    directory.mkdir(parents=True, exist_ok=True)
    if run(["apt-get", "download", *PACKAGES[name]], directory):
        for package in directory.glob("*.deb"):
            run(["dpkg", "-x", package.name, "."], directory)


def run(command: list[str], directory: Path) -> bool:
    result = subprocess.run(command, cwd=directory, check=False, capture_output=True, text=True)
    if result.returncode:
        print(f"{' '.join(command)}: {result.stderr.strip()[-500:]}", file=sys.stderr)
    return result.returncode == 0


def libraries(name: str) -> dict[str, str]:
    """What a program's environment needs to find the libraries that were unpacked with it."""
    found = sorted({str(library.parent) for library in (UNPACKED / name).rglob("*.so*")})
    return {"LD_LIBRARY_PATH": ":".join(found)} if found else {}


if __name__ == "__main__":
    if (found := find(sys.argv[1])) is None:
        sys.exit(f"{sys.argv[1]} is not installed, and could not be unpacked from Debian's packages here.")
    print(found)
