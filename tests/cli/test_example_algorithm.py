"""A new algorithm touches its own folder and header, the table and the registry, and is everywhere then. The patch beside this
file holds a trivial one, EDITS what is added elsewhere; both go into a copy of the sources, and what depends on them is compiled
anew and linked with the build's libraries."""

import csv
import json
import re
import shlex
import shutil
import subprocess

import pytest

OWN = {"include/shoal/median_split.hpp", "src/cluster/median_split/entry.cpp", "src/cluster/median_split/entry.hpp",
       "src/cluster/median_split/median_split.cpp"}
# The table, the registry, and the list of public headers: (text, what takes its place).
EDITS = {
    "include/shoal/algorithm.hpp": [
        ("std::variant<KMeansOptions>", "std::variant<KMeansOptions, MedianSplitOptions>"),
        ("std::variant<KMeansResult>", "std::variant<KMeansResult, Clustering>"),
        ('#include "shoal/kmeans.hpp"\n', '#include "shoal/kmeans.hpp"\n#include "shoal/median_split.hpp"\n'),
    ],
    "src/cluster/registry.hpp": [
        ('#include "cluster/kmeans/entry.hpp"\n',
         '#include "cluster/kmeans/entry.hpp"\n#include "cluster/median_split/entry.hpp"\n'),
        ("{ return kmeans::entry(); }\n",
         "{ return kmeans::entry(); }\ninline const Algorithm<MedianSplitOptions>& entry_of(const MedianSplitOptions*) {\n"
         "  return median_split::entry();\n}\n"),
    ],
    "tests/support/house_rules.py": [('"cluster": ["algorithm", "kmeans"]', '"cluster": ["algorithm", "kmeans", "median_split"]')],
}
# Sources that see the table, or the files that do.
AFFECTED = ["src/cluster/*.cpp", "src/cluster/median_split/*.cpp", "src/cluster/kmeans/entry.cpp", "src/cluster/kmeans/options.cpp",
            "src/app/fit.cpp", "src/cli/*.cpp"]
UNAFFECTED = {"parse.cpp", "config.cpp", "json_output.cpp", "help_json.cpp"}  # slow to compile


@pytest.fixture(scope="module")
def patch(source_dir):
    return source_dir / "tests" / "cli" / "example_algorithm.patch"


@pytest.fixture(scope="module")
def tree(source_dir, patch, tmp_path_factory):
    """A copy of the sources with the example in it."""
    root = tmp_path_factory.mktemp("tree")
    for folder in ("include", "src", "cuda", "tests/support"):
        shutil.copytree(source_dir / folder, root / folder)
    subprocess.run(["git", "apply", patch], cwd=root, check=True)
    for name, edits in EDITS.items():
        text = (root / name).read_text()
        for old, new in edits:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        (root / name).write_text(text)
    return root


def compile_flags(build_dir, source_dir, tree):
    """Those of the program's own file, without its name; the copy's headers before the others."""
    entries = json.loads((build_dir / "compile_commands.json").read_text())
    entry = next(entry for entry in entries if entry["file"].endswith("/src/cli/main.cpp"))
    words = shlex.split(entry["command"])
    words = words[: words.index("-o")]
    # The build may lie below the sources; what it generated is not in the copy.
    return [word if word.startswith(f"-I{build_dir}") else word.replace(f"-I{source_dir}/", f"-I{tree}/") for word in words] + ["-O0"]


def link_words(build_dir):
    commands = subprocess.run(["/usr/bin/ninja", "-C", build_dir, "-t", "commands", "shoal"], capture_output=True, text=True,
                              check=True).stdout
    command = re.search(r": && (\S+ [^&]*-o bin/shoal [^&]*)", commands).group(1)
    return [word for word in shlex.split(command) if not word.endswith("main.cpp.o")]


@pytest.fixture(scope="module")
def extended(tree, build_dir, source_dir, nightly):
    """The program with the example in it. It compiles for a minute, so every night and not on every change."""
    if not nightly:
        pytest.skip("scripts/nightly.sh runs it")
    build_dir = build_dir.resolve()
    flags = compile_flags(build_dir, source_dir, tree)
    sources = [path for pattern in AFFECTED for path in sorted(tree.glob(pattern)) if path.name not in UNAFFECTED]
    objects, running = [], []
    for folder in ("cluster", "app", "cli"):
        unit = tree / f"{folder}.cpp"
        unit.write_text("".join(f'#include "{path}"\n' for path in sources if path.is_relative_to(tree / "src" / folder)))
        objects.append(unit.with_suffix(".o"))
        running.append(subprocess.Popen([*flags, "-c", str(unit), "-o", str(objects[-1])], cwd=build_dir))
    assert [process.wait() for process in running] == [0, 0, 0]
    words = link_words(build_dir)
    words[words.index("-o") + 1] = str(tree / "shoal")
    subprocess.run([words[0], *map(str, objects), "-Wl,--allow-multiple-definition", *words[1:]], cwd=build_dir, check=True)

    def run(*arguments):
        return subprocess.run([tree / "shoal", *map(str, arguments)], capture_output=True, text=True, timeout=60)

    return run


def test_what_it_touches(tree, source_dir):
    touched = set()
    for path in tree.rglob("*"):
        name = str(path.relative_to(tree))
        if path.is_file() and "__pycache__" not in name and name.split("/")[0] in ("include", "src", "cuda", "tests"):
            original = source_dir / name
            if not original.exists() or original.read_bytes() != path.read_bytes():
                touched.add(name)
    print("\n".join(sorted(touched)))
    assert touched == OWN | set(EDITS)


def test_the_house_rules_hold(tree):
    code = "import house_rules; print('\\n'.join(house_rules.check('../..')))"
    found = subprocess.run(["python3", "-c", code], cwd=tree / "tests" / "support", capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


def test_it_is_a_choice_with_options_of_its_own(extended, tmp_path):
    (tmp_path / "x.csv").write_text("id,a,b\n" + "".join(f"r{i},{i},{-i}\n" for i in range(10)))
    words = ("fit", tmp_path / "x.csv", "--prepare", "none", "--json")
    process = extended(*words, "--algorithm", "median-split", "--split-share", "0.35", "--labels", tmp_path / "labels.csv")
    assert process.returncode == 0, process.stderr
    document = json.loads(process.stdout)
    assert document["algorithm"] == "median-split" and document["sizes"] == [4, 6] and document["inertia"] is None
    with open(tmp_path / "labels.csv", newline="") as file:
        assert [row["label"] for row in csv.DictReader(file)] == ["0"] * 4 + ["1"] * 6
    assert "split at the median, 2 clusters" in process.stderr
    far = extended(*words, "--algorithm", "median-split", "--split-column", "2")
    assert json.loads(far.stdout)["sizes"] == [5, 5]
    assert json.loads(extended(*words, "-k", "3").stdout)["algorithm"] == "kmeans"


@pytest.mark.parametrize("options,said", [
    (("--algorithm", "median-split", "--split-share", "1"), "expected a number above 0 and below 1"),
    (("--algorithm", "median-split", "--split-column", "0"), "expected a whole number from 1 to 1,000,000"),
    (("--algorithm", "median-split", "--split-column", "7"), "there are 2 columns"),
    (("--algorithm", "median-splits"), 'did you mean "median-split"'),
    (("--algorithm", "median-split", "-k", "3"), "is no option of median-split"),
    (("--split-share", "0.5", "-k", "3"), "--algorithm median-split"),
    (("--algorithm", "median-split", "-o", "m"), "makes no model"),
])
def test_its_options_are_checked(extended, tmp_path, options, said):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3,4\n5,6\n")
    process = extended("fit", tmp_path / "x.csv", *options)
    assert process.returncode == 2 and said in " ".join(process.stderr.split()), process.stderr


def test_help_completion_and_configuration_know_it(extended, tmp_path):
    assert "--split-share NUMBER" in extended("fit", "--help").stdout
    assert "median-split" in extended("completions", "words", "--", "fit", "--algorithm", "").stdout
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3,4\n5,6\n7,8\n")
    (tmp_path / "shoal.toml").write_text('[fit]\nalgorithm = "median-split"\nsplit-share = 0.5\n')
    process = extended("fit", tmp_path / "x.csv", "--config", tmp_path / "shoal.toml", "--json")
    assert json.loads(process.stdout)["sizes"] == [2, 2], process.stderr
