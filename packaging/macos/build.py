"""Builds the bundle and the disk image for macOS and tries them.

    python packaging/macos/build.py [FOLDER]

Runs on macOS 13 or newer with Python, uv and Apple's command line tools. Signs as MACOS_IDENTITY says, else
for this machine alone; a signed image is sent to Apple to be notarised where MACOS_NOTARY names a profile of
notarytool.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import freeze  # noqa: E402
import identity  # noqa: E402
from smoke import Trial, fail, say, try_program, try_window  # noqa: E402


def main(build: Path) -> None:
    """Build and try."""
    build.mkdir(parents=True, exist_ok=True)
    python = freeze.make_environment(build)
    freeze.freeze(build, python, "Tracker.app/Contents/Resources")
    bundle = build / "dist/Tracker.app"
    _sign(bundle)
    image = _image(build, bundle)
    _try(image, python)
    print(f"{image.name} {image.stat().st_size / 1_048_576:.0f} MiB")


def _sign(bundle: Path) -> None:
    """Sign the bundle with all that is in it; `-` is a signature for this machine alone."""
    who = os.environ.get("MACOS_IDENTITY", "-")
    command = ["codesign", "--force", "--deep", "--options", "runtime"]
    command += ["--entitlements", str(HERE / "entitlements.plist"), "--sign", who]
    if who != "-":
        command.append("--timestamp")
    subprocess.run([*command, bundle], check=True)
    subprocess.run(["codesign", "--verify", "--deep", "--strict", bundle], check=True)


def _image(build: Path, bundle: Path) -> Path:
    """A disk image with the bundle beside a link to where programs go."""
    path = build / f"tracker-{identity.VERSION}-macos-{platform.machine()}.dmg"
    path.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / identity.NAME
        folder.mkdir()
        subprocess.run(["ditto", bundle, folder / bundle.name], check=True)
        (folder / "Applications").symlink_to("/Applications")
        shutil.copyfile(freeze.ROOT / "LICENSE", folder / "LICENSE.txt")
        made = ["hdiutil", "create", "-quiet", "-volname", identity.NAME, "-fs", "HFS+"]
        subprocess.run([*made, "-srcfolder", folder, "-format", "UDZO", path], check=True)
    profile = os.environ.get("MACOS_NOTARY", "")
    if profile:
        sent = ["xcrun", "notarytool", "submit", path, "--keychain-profile", profile, "--wait"]
        subprocess.run(sent, check=True)
        subprocess.run(["xcrun", "stapler", "staple", path], check=True)
    return path


def _try(image: Path, python: Path) -> None:
    """Copy the bundle out of the image as a user would, try it, throw it away, and look."""
    with tempfile.TemporaryDirectory() as scratch:
        mount, target = Path(scratch) / "mount", Path(scratch) / "Applications"
        home, other = Path(scratch) / "home", Path(scratch) / "source"
        for folder in (mount, target, home, other):
            folder.mkdir()
        subprocess.run(
            ["hdiutil", "attach", "-quiet", "-nobrowse", "-mountpoint", mount, image], check=True
        )
        try:
            subprocess.run(["ditto", mount / "Tracker.app", target / "Tracker.app"], check=True)
        finally:
            subprocess.run(["hdiutil", "detach", "-quiet", mount], check=True)
        built = Trial([str(target / "Tracker.app/Contents/MacOS/tracker")], home)
        try_program(built, Trial([str(python), "-m", "tracker"], other))
        try_window(built, QT_QPA_PLATFORM="cocoa")
        kept = {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}
        shutil.rmtree(target / "Tracker.app")
        if {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()} != kept:
            fail("removing it changed files of its user")
        say("copied, tried and thrown away; what it keeps of its user is as it was")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else freeze.ROOT / "build/macos").resolve())
