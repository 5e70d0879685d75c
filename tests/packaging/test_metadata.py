"""Desktop entry, AppStream, Flatpak, Windows and macOS call the program by the same names."""

from __future__ import annotations

import ast
import configparser
import plistlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import identity
import pytest
import yaml

from tracker import __version__
from tracker.sources.releases import REPOSITORY

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
META = PACKAGING / f"linux/{identity.APP_ID}.metainfo.xml"
ENTRY = ROOT / "resources/tracker.desktop"
MANIFEST = PACKAGING / f"flatpak/{identity.APP_ID}.yml"
WORKFLOW = ROOT / ".github/workflows/installers.yml"


def tool(name: str) -> str:
    """A checker of the system; `.ci/run` installs it."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


def said(*command: object) -> str:
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_desktop_s_own_checkers_have_nothing_to_say() -> None:
    assert said(tool("desktop-file-validate"), ENTRY) == ""
    checked = said(tool("appstreamcli"), "validate", "--no-net", "--pedantic", META)
    assert not re.search(r"^[EWIP]:", checked, re.MULTILINE), checked


def test_the_desktop_entry_and_appstream_agree() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(ENTRY, encoding="utf-8")
    given = entry["Desktop Entry"]
    meta = ET.parse(META).getroot()
    assert meta.findtext("id") == identity.APP_ID
    assert meta.findtext("name") == given["Name"] == identity.NAME
    assert meta.findtext("summary") == given["Comment"] == identity.SUMMARY
    assert meta.findtext("launchable") == ENTRY.name
    assert meta.findtext("provides/binary") == given["Exec"].split()[0] == "tracker"
    categories = [one.text for one in meta.iterfind("categories/category")]
    assert categories == given["Categories"].strip(";").split(";")
    assert (ROOT / f"resources/icons/{given['Icon']}.svg").is_file()


def test_the_newest_release_that_is_listed_is_this_version() -> None:
    meta = ET.parse(META).getroot()
    versions = [one.get("version") for one in meta.iterfind("releases/release")]
    assert versions[0] == __version__ == identity.VERSION


def test_the_repository_and_the_identifier_name_the_same_owner() -> None:
    owner = REPOSITORY.split("/")[0]
    assert f"io.github.{owner.replace('-', '_')}.tracker" == identity.APP_ID


def test_macos_is_told_what_it_asks_for() -> None:
    told = plistlib.loads(plistlib.dumps(identity.bundle_information()))
    assert told["CFBundleIdentifier"] == identity.APP_ID
    assert told["CFBundleShortVersionString"] == __version__
    assert told["NSHighResolutionCapable"] is True
    allowed = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    # A Qt of the user's own could not be loaded without it.
    assert allowed["com.apple.security.cs.disable-library-validation"] is True


def test_the_installer_of_windows_is_given_every_name_that_it_uses() -> None:
    script = (PACKAGING / "windows/tracker.iss").read_text(encoding="utf-8")
    used = set(re.findall(r"\{#(\w+)\}", script))
    tree = ast.parse((PACKAGING / "windows/build.py").read_text(encoding="utf-8"))
    tables = [
        {key.value for key in node.value.keys if isinstance(key, ast.Constant)}
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    ]
    assert used == tables[0]
    sections = re.findall(r"^\[(\w+)\]$", script, re.MULTILINE)
    assert {"Setup", "Files", "Icons", "UninstallDelete", "Code"} <= set(sections)
    assert len(sections) == len(set(sections))
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", identity.WINDOWS_ID)
    # Nothing of the user's may be named where things are deleted.
    removed = script.partition("[UninstallDelete]")[2].partition("[Code]")[0]
    assert re.findall(r'Name: "([^"]+)"', removed) == ["{app}"]


def test_the_workflow_calls_what_is_there() -> None:
    work = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    rows = work["jobs"]["build"]["strategy"]["matrix"]["include"]
    assert {row["name"].split("-")[0] for row in rows} == {"linux", "windows", "macos"}
    for row in rows:
        script = next(word for word in row["command"].split() if word.startswith("packaging/"))
        assert (ROOT / script).is_file()
        assert all(name.startswith("build/out/") for name in row["files"].split())
    steps = work["jobs"]["build"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return found


def test_the_flatpak_s_manifest_has_what_a_builder_asks_for() -> None:
    found = manifest()
    assert found["id"] == identity.APP_ID == MANIFEST.stem
    assert found["runtime"].startswith("org.freedesktop.")
    assert found["sdk"].split(".")[:2] == found["runtime"].split(".")[:2]
    assert re.fullmatch(r"\d\d\.08", found["runtime-version"])  # a text, or YAML makes it a number
    assert found["command"] == "tracker"
    assert found["rename-desktop-file"] == ENTRY.name
    kinds = {"archive", "dir", "file", "git", "patch", "script"}
    for module in found["modules"]:
        assert module.keys() == {"name", "buildsystem", "build-commands", "sources"}
        assert module["buildsystem"] == "simple"
        for source in module["sources"]:
            assert isinstance(source, str) or source["type"] in kinds
    commands = [one for module in found["modules"] for one in module["build-commands"]]
    assert all("--no-index" in one for one in commands if one.startswith("pip3"))
    installed = " ".join(commands)
    assert META.name in installed
    assert ENTRY.name in installed


def test_the_flatpak_is_allowed_no_more_than_it_needs() -> None:
    allowed = manifest()["finish-args"]
    assert all(re.fullmatch(r"--[a-z-]+=\S+", one) for one in allowed)
    assert not any(
        one.startswith(("--filesystem=h", "--device=all", "--socket=s")) for one in allowed
    )
    files = [one for one in allowed if one.startswith("--filesystem")]
    assert files == ["--filesystem=xdg-pictures/Tracker:create"]
    # X11 is there only where Wayland is not.
    assert "--socket=x11" not in allowed


def test_no_address_of_a_registry_stands_in_what_builds() -> None:
    hosts = ("pypi." + "org", "python" + "hosted", "--index-url", "--extra-index")
    files = [path for path in PACKAGING.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    made = {"python-sources.json"}
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in files
        if path.name not in made and "prepared" not in path.parts
    }
    assert [path for path, text in texts.items() if any(host in text for host in hosts)] == []
