"""The house rules hold in this tree; and the checker finds every kind of violation when one is planted."""

import json
import re
import shlex

import house_rules
import pytest

PLANTED = {
    "an arrow up": ("src/base/a.cpp", '#include "shoal/device.hpp"\n', "device lies above base"),
    "an arrow up to an internal header": ("src/metrics/a.cpp", '#include "app/run.hpp"\n', "app lies above metrics"),
    "a header above": ("include/shoal/matrix.hpp", '#include "shoal/kmeans.hpp"\n', "cluster lies above base"),
    "an arrow up between wings of the CPU": ("src/cpu/kernels/a.cpp", '#include "cpu/fit/row_bounds.hpp"\n', "fit lies above kernels"),
    "an arrow up between wings of CUDA": ("cuda/points/a.hpp", '#include "cuda/nearest/nearest.hpp"\n', "nearest lies above points"),
    "an arrow up between wings of the data": ("src/data/table/a.cpp", '#include "data/csv/csv_reader.hpp"\n', "csv lies above table"),
    "a wing that includes the device": ("cuda/kmeans/a.cu", '#include "cuda/cuda_device.hpp"\n', "its own folder lies above kmeans"),
    "the device includes what emulates it": ("cuda/a.cpp", '#include "cuda/emulated/x.hpp"\n', "emulated lies above its own folder"),
    "a file in no wing": ("src/data/a.cpp", "int x;\n", "belongs to no wing of data"),
    "a folder that is no wing": ("cuda/nonesuch/a.cpp", "int x;\n", "belongs to no wing of cuda"),
    "an include of a folder that is no wing": ("src/cpu/fit/a.cpp", '#include "cpu/nonesuch/x.hpp"\n', "cpu has no such wing"),
    "a back end by name": ("src/cluster/a.cpp", '#include "cpu/passes/passes.hpp"\n', "names a back end"),
    "an algorithm in a back end": ("src/cpu/a.cpp", '#include "shoal/kmeans.hpp"\n', "cluster lies above cpu"),
    "Arrow away from home": ("src/model/a.cpp", "#include <arrow/api.h>\n", "only data may"),
    "Highway away from home": ("src/cluster/a.cpp", "#include <hwy/highway.h>\n", "only cpu may"),
    "Eigen away from home": ("src/report/a.cpp", "#include <Eigen/Dense>\n", "only app may"),
    "CUDA away from home": ("src/device/a.cpp", "#include <cuda_runtime.h>\n", "only cuda may"),
    "toml++ away from home": ("src/app/a.cpp", "#include <toml++/toml.h>\n", "only cli may"),
    "CLI11 away from home": ("src/app/a.cpp", "#include <CLI/CLI.hpp>\n", "only cli may"),
    "libcurl away from home": ("src/app/a.cpp", "#include <curl/curl.h>\n", "only tracking may"),
    "cuBLAS in the product": ("cuda/nearest/a.cu", "#include <cublas_v2.h>\n", "only bench may"),
    "a benchmark in the product": ("cuda/nearest/a.cu", '#include "bench/gpu/cublas/product_search.hpp"\n', "only bench may"),
    "Arrow in a header": ("src/data/a.hpp", "#include <arrow/api.h>\n", "too slow"),
    "a library in a public header": ("include/shoal/table.hpp", "#include <fmt/format.h>\n", "a public header shows"),
    "an internal header in a public one": ("include/shoal/app.hpp", '#include "app/x.hpp"\n', "only public ones"),
    "a path with ..": ("src/app/a.cpp", '#include "../base/x.hpp"\n', "without .."),
    "an unknown public header": ("src/app/a.cpp", '#include "shoal/nonesuch.hpp"\n', "add that header"),
    "an unknown module": ("src/nonesuch/a.cpp", "int x;\n", "belongs to no module"),
    "an unknown public header file": ("include/shoal/nonesuch.hpp", "int x;\n", "belongs to no module"),
    "an indented include": ("src/base/a.cpp", '  #  include "shoal/app.hpp"\n', "app lies above base"),
    "cout": ("src/base/a.cpp", "void f() { std::cout << 1; }\n", "prints"),
    "printf": ("src/base/a.cpp", "void f() { printf(text); }\n", "prints"),
    "std::fprintf": ("src/model/a.cpp", "void f() { std::fprintf(stderr, text); }\n", "prints"),
    "exit": ("src/app/a.cpp", "void f() { std::exit(1); }\n", "ends the process"),
    "abort": ("src/app/a.cpp", "void f() { abort(); }\n", "ends the process"),
    "setlocale": ("src/data/a.cpp", "void f() { setlocale(LC_ALL, name); }\n", "sets global state"),
    "a launch that g++ cannot compile": ("cuda/a.cu", "void f() { kernel<<<1, 32>>>(); }\n", "simt::launch"),
    "raw shared memory": ("cuda/nearest/a.cuh", "__shared__ float tile[3];\n", "SIMT_SHARED"),
    "PTX in a kernel": ("cuda/nearest/a.cuh", 'void f() { asm volatile("bar.sync 0;"); }\n', "wrapper of cuda/simt"),
    "PTX in a kernel of the benchmarks": ("bench/gpu/x/a.cuh", 'void f() { asm volatile("bar.sync 0;"); }\n', "wrapper of cuda/simt"),
    "a long file": ("src/base/a.cpp", "int x;\n" * 401, "401 lines"),
    "a long test": ("tests/unit/base/a.cpp", "// x\n" * 401, "401 lines"),
}

ALLOWED = {
    "arrows down": ("src/app/a.cpp", '#include <vector>\n#include "shoal/app.hpp"\n#include "shoal/error.hpp"\n'),
    "the registry": ("src/device/registry.cpp", '#include "cpu/cpu_device.hpp"\n'),
    "arrows down between wings": ("src/cpu/passes/a.cpp", '#include "cpu/kernels/x.hpp"\n#include "cpu/search/x.hpp"\n'),
    "a neighbour in the wing's row": ("cuda/silhouette/a.cu", '#include "cuda/kmeans/x.hpp"\n'),
    "the emulator's own folder": ("cuda/simt/emulator/a.cpp", '#include "cuda/simt/emulator/runtime/x.hpp"\n'),
    "a neighbour": ("src/base/a.cpp", '#include "helpers.hpp"\n'),
    "the command line prints": ("src/cli/a.cpp", "void f() { std::fputs(text, stderr); std::exit(2); }\n"),
    "formatting into memory": ("src/base/a.cpp", "void f() { std::snprintf(b, 3, text); }\n"),
    "words in comments and strings": ("src/base/a.cpp", '// abort() and std::cout\nauto s = "exit(1)"; /* printf( */\n'),
    "a member called exit": ("src/base/a.cpp", "void f() { scope.exit(); loop->abort(); }\n"),
    "PTX in a wrapper": ("cuda/simt/a.hpp", 'void f() { asm volatile("bar.sync 0;"); }\n'),
    "a 400-line file": ("src/base/a.cpp", "int x;\n" * 400),
}


def plant(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return house_rules.check(root)


def test_the_tree_keeps_the_rules(source_dir):
    assert house_rules.check(source_dir) == []


def test_the_tree_was_read(source_dir):
    read = list(house_rules.sources(source_dir))
    assert len(read) > 20
    assert {house_rules.module_of(path) for path in read} - {None} <= set(house_rules.LEVEL)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found(name, tmp_path):
    path, text, expected = PLANTED[name]
    found = plant(tmp_path, path, text)
    assert found, "nothing was found"
    assert any(expected in message and message.startswith(path) for message in found), found


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_passes(name, tmp_path):
    assert plant(tmp_path, *ALLOWED[name]) == []


def test_a_ring_within_a_row_is_found(tmp_path):
    plant(tmp_path, "src/segments/a.cpp", '#include "shoal/model.hpp"\n')
    found = plant(tmp_path, "src/model/a.cpp", '#include "shoal/segments.hpp"\n')
    assert [message.split(":")[0] for message in found] == ["model", "segments"]


@pytest.mark.parametrize(
    "reader", ["src/report/a.cpp", "src/report/charts/a.cpp", "src/tracking/a.hpp", "src/run/a.cpp", "include/shoal/run_record.hpp"]
)
def test_a_reader_of_records_that_reaches_the_engine_through_others_is_found(reader, tmp_path):
    plant(tmp_path, "include/shoal/device.hpp", "")
    (tmp_path / "include/shoal/model.hpp").write_text('#include "shoal/context.hpp"\n')
    (tmp_path / "include/shoal/context.hpp").write_text('#include "shoal/device.hpp"\n')
    path = tmp_path / reader
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('#include "shoal/model.hpp"\n')
    found = house_rules.check_readers_of_records(tmp_path)
    chain = "include/shoal/model.hpp -> include/shoal/context.hpp"
    assert found == [f"{reader}: reads the record alone and reaches the engine: {chain}"]
    assert found[0] in house_rules.check(tmp_path)


def test_a_reader_of_records_may_reach_what_is_not_the_engine(tmp_path):
    plant(tmp_path, "include/shoal/run_record.hpp", '#include "shoal/choice.hpp"\n')
    (tmp_path / "include/shoal/choice.hpp").write_text("#include <string>\n")
    assert house_rules.check(tmp_path) == []


@pytest.mark.parametrize("one, other", [("src/cpu/search", "src/cpu/silhouette"), ("cuda/kmeans", "cuda/silhouette"),
                                        ("src/data/csv", "src/data/parquet")])
def test_a_ring_between_wings_of_a_row_is_found(one, other, tmp_path):
    names = [path.removeprefix("src/") for path in (one, other)]
    plant(tmp_path, f"{one}/a.cpp", f'#include "{names[1]}/x.hpp"\n')
    found = plant(tmp_path, f"{other}/a.cpp", f'#include "{names[0]}/x.hpp"\n')
    assert [message.split(":")[0] for message in found] == sorted(names)


def test_every_wing_has_a_file(source_dir):
    wings = {module: set() for module in house_rules.WINGS}
    for path in house_rules.sources(source_dir, ("src", "cuda")):
        module = house_rules.module_of(path)
        if module in wings:
            wings[module].add(house_rules.own_wing(path))
    assert wings == {module: set(levels) for module, levels in house_rules.WING_LEVEL.items()}


def test_every_module_folder_has_a_row(source_dir):
    folders = {path.parent.name for path in (source_dir / "src").glob("*/CMakeLists.txt")}
    assert folders <= set(house_rules.LEVEL), "a module without a row in house_rules.LAYERS"


def test_no_contraction_and_no_fast_math_anywhere(build_dir):
    database = build_dir / "compile_commands.json"
    commands = [entry["command"] for entry in json.loads(database.read_text())]
    assert commands
    for command in commands:
        words = shlex.split(command)
        by_nvcc = any(word.endswith("/nvcc") for word in words)
        assert any("-ffp-contract=off" in word.removeprefix("-Xcompiler=").split(",") for word in words), command
        assert not by_nvcc or "-fmad=false" in words, command
        assert not re.search(r"-ffast-math|-Ofast|-funsafe-math|-fassociative-math|-march=native", command), command
