"""What can be seen of the Dockerfile without building it; scripts/nightly.sh builds it."""

import re
import subprocess

import dockerfile
import pytest

OF_EVERY_DEBIAN = {"libc6", "libgcc-s1", "libstdc++6"}  # the last comes with every C++ library below


@pytest.fixture(scope="module", params=["cuda", "cpu"])
def stages(request, source_dir):
    return dockerfile.parse((source_dir / "Dockerfile").read_text(), {"VARIANT": request.param})


def test_base_images_are_pinned(stages):
    names = {stage.name for stage in stages}
    for stage in stages:
        assert stage.base in names or re.search(r":\d+\.\d+", stage.base), stage.base


def test_what_it_copies_is_there_and_sent(stages, source_dir):
    left_out = (source_dir / ".dockerignore").read_text().split()
    for stage in stages:
        for name, rest in stage.instructions:
            if name == "COPY" and not rest.startswith("--from="):
                source = rest.split()[0]
                assert (source_dir / source).exists() and source not in left_out, rest
    for needed in (
        "CMakeLists.txt",
        "CMakePresets.json",
        "cmake",
        "src",
        "include",
        "cuda",
        "scripts",
        "README.md",
        "LICENSE",
    ):
        assert (source_dir / needed).exists() and needed not in left_out


def test_the_last_stage_has_a_user_a_health_check_and_no_entry_point(stages):
    instructions = dict(stages[-1].instructions)
    assert instructions["USER"] == "shoal"
    assert dockerfile.words(instructions["HEALTHCHECK"]) == ["shoal", "devices"]
    assert "ENTRYPOINT" not in instructions


def needed_libraries(program):
    listed = subprocess.run(["objdump", "-p", program], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"NEEDED\s+(\S+)", listed))


def test_the_last_stage_installs_every_library_of_the_program(stages, shoal):
    installed = set(re.findall(r"[\w.+-]+", " ".join(rest for name, rest in stages[-1].instructions if name == "RUN")))
    for library in needed_libraries(shoal.binary):
        if library.startswith(("libarrow", "libparquet")):
            continue  # beside the program: tests/install
        owner = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True, check=False).stdout
        packages = {line.split(":")[0] for line in owner.splitlines()}
        assert packages & (installed | OF_EVERY_DEBIAN), f"{library} is of {packages}, which the image does not install"


@pytest.mark.parametrize("text", ["FROM a\nADD x y", "FROM a\nVOLUME x"])
def test_an_instruction_that_the_reader_does_not_know_is_an_error(text):
    with pytest.raises(ValueError, match="not known"):
        dockerfile.parse(text, {})
