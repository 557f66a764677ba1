"""Installed from a wheel, sitegen brings its theme along."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.support import PROJECT, write_site


def test_a_site_of_only_content_builds_with_the_wheel(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "wheel")]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "wheel").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    write_site(tmp_path / "site", "-- content/blog/x.md --\n---\ntitle: X\ndate: 2025-01-15\n---\nHello.\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    run = [sys.executable, "-P", "-m", "sitegen", "build"]
    built = subprocess.run(run, cwd=tmp_path / "site", env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "site/dist/blog/x/index.html").read_text("utf-8")
    assert "January 15, 2025" in page
    assert (tmp_path / "site/dist/css/site.css").is_file()
    assert not (tmp_path / "installed/content").exists()
