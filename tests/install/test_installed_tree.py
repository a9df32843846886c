"""An installed tree runs by itself, wherever it is moved to, and looks for nothing in the folder it was built in."""

import subprocess


def test_the_program_runs(installed):
    done = subprocess.run([installed / "bin" / "shoal", "--version"], env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("shoal ")


def test_its_libraries_are_its_own_or_the_systems(installed, build_dir, source_dir):
    listed = subprocess.run(["ldd", installed / "bin" / "shoal"], capture_output=True, text=True, check=True).stdout
    assert "not found" not in listed
    for foreign in (str(build_dir), str(source_dir), ".deps"):
        assert foreign not in listed


def test_manual_pages_and_completions_come_along(installed):
    share = installed / "share"
    assert (share / "man" / "man1" / "shoal-fit.1").read_text().startswith(".TH SHOAL-FIT 1")
    for path in ("bash-completion/completions/shoal", "zsh/site-functions/_shoal", "fish/vendor_completions.d/shoal.fish"):
        assert "completions words --" in (share / path).read_text()


def test_headers_and_licence_come_along(installed):
    names = {path.name for path in installed.rglob("*")}
    assert {"version.hpp", "error.hpp", "LICENSE"} <= names
