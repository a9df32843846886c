"""The rules of the house that a compiler cannot see: which way includes point, who may use what, who may print.

check(root) reads the sources below root and returns one line per violation. The tables below are the rules; a new module
or public header is added to them in the same commit that adds it.
"""

import pathlib
import re

# Lowest first. A module may include those of its own row or below; within a row there is no ring.
LAYERS = [
    ["base"],
    ["device", "comm"],
    ["cpu", "cuda"],
    ["cluster", "metrics", "data"],
    ["segments", "select", "model", "run", "tracking", "report"],
    ["app"],
    ["cli", "server", "python"],
]
LEVEL = {module: level for level, row in enumerate(LAYERS) for module in row}

# The folders inside the large modules, lowest row first, with the same two rules: down or within the row, and no ring in a row.
# TOP are the files of the module's own folder; a module without it keeps every file in a wing.
TOP = "its own folder"
WINGS = {
    "cpu": [["kernels"], ["points"], ["fit"], ["search", "silhouette"], ["passes"], [TOP]],
    "cuda": [["simt"], ["runtime"], ["points"], ["nearest"], ["kmeans", "silhouette"], [TOP], ["emulated"]],
    "data": [["input"], ["containers"], ["table"], ["csv", "npy", "parquet", "preparation"], ["transactions"]],
}
WING_LEVEL = {module: {wing: level for level, row in enumerate(rows) for wing in row} for module, rows in WINGS.items()}

# The module whose face a public header is.
PUBLIC_HEADERS = {
    "base": ["clustering", "communicator", "error", "events", "files", "manifest", "matrix", "memory", "metric", "numbers", "one_answer", "random", "text", "threads", "version"],
    "device": ["cluster_sums", "context", "device", "engine", "kmeans_loops", "kmeans_passes", "label_passes", "lloyd", "neighbour_passes", "passes", "points", "quantisation", "rows"],
    "cluster": ["algorithm", "kmeans"],
    "metrics": ["metrics"],
    "data": ["line_choice", "preparation", "reading", "table", "transactions"],
    "segments": ["features", "segments"],
    "select": ["choice", "sweep"],
    "model": ["model", "reference", "scorer"],
    "run": ["run_record", "trial"],
    "report": ["report"],
    "tracking": ["registry", "tracking"],
    "app": ["app"],
}
MODULE_OF_HEADER = {header: module for module, headers in PUBLIC_HEADERS.items() for header in headers}

# Back ends are named by one file only.
BACK_ENDS = {"cpu", "cuda"}
REGISTRY = "src/device/registry.cpp"

# What reads the record of a run, and must not compile anew when the engine changes: no header of the engine may be reached
# from here, directly or through others.
READERS_OF_RECORDS = ["include/shoal/run_record.hpp", "src/run", "src/report", "src/tracking"]
ENGINE = {"device", "comm", "cpu", "cuda", "cluster", "metrics"}

# Library headers with one home each: pattern of the include, modules that may use it.
LIBRARY_HOMES = [
    (re.compile(r"^(arrow|parquet)/"), {"data"}),
    (re.compile(r"^hwy/"), {"cpu"}),
    (re.compile(r"^(Eigen|unsupported/Eigen)/"), {"app"}),
    (re.compile(r"^(cuda|cublas|cusparse|curand|cusolver|device_launch|nvtx|mma|cub/|thrust/|cooperative_groups)"), {"cuda"}),
    (re.compile(r"^(CLI/|toml\+\+/)"), {"cli"}),
    (re.compile(r"^(mpi|nccl)\.h$"), {"comm"}),
    (re.compile(r"^curl/"), {"tracking"}),
    (re.compile(r"^(zip|expat|lzma)\.h$"), {"data"}),
    (re.compile(r"^(cublas|bench/)"), {"bench"}),  # cuBLAS is in a baseline of the benchmarks, and in no part of the product
    (re.compile(r"^boost/"), {"server"}),
    (re.compile(r"^google/protobuf/|\.pb\.h$"), {"model"}),
]
# Slow to compile, so never in a header (nlohmann/json_fwd.hpp is made for headers).
HEAVY = re.compile(r"^(arrow/|parquet/|nlohmann/json\.hpp|CLI/|toml\+\+/|Eigen/|.*\.pb\.h$)")

# What the library never does: print, end the process, touch global state.
FORBIDDEN_CALLS = [
    (re.compile(r"\bstd::(cout|cerr|clog)\b"), "prints"),
    (re.compile(r"(?<![\w.>])(std::)?(v?f?printf|f?puts|putchar|perror|vprintf)\s*\("), "prints"),
    (re.compile(r"(?<![\w.>:])(std::)?(exit|_exit|_Exit|quick_exit|abort|terminate)\s*\("), "ends the process"),
    (re.compile(r"(?<![\w:])std::(exit|_Exit|quick_exit|abort|terminate)\s*\("), "ends the process"),
    (re.compile(r"(?<![\w.>])(std::)?(setenv|putenv|setlocale|srand|signal|sigaction)\s*\("), "sets global state"),
    (re.compile(r"\bstd::locale::global\b"), "sets global state"),
]
MAY_PRINT = {"cli"}

# What kernels leave to cuda/simt, because g++ could not compile it for the emulator.
NOT_PORTABLE = [
    (re.compile(r"<<<"), "launches with simt::launch"),
    (re.compile(r"\b__shared__\b"), "takes shared memory with SIMT_SHARED or simt::dynamic_smem"),
    (re.compile(r"\basm\b"), "reaches PTX through a wrapper of cuda/simt"),
    (re.compile(r"\b__activemask\b"), "names the lanes of a mask itself"),
    (re.compile(r"#\s*include\s*<cooperative_groups"), "uses no cooperative groups"),
]

MAX_LINES = 400
CODE = {".cpp", ".hpp", ".cu", ".cuh", ".h", ".py", ".sh", ".cmake"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.DOTALL)


def without_comments_and_strings(text):
    """The code alone, lines kept in place."""
    return NOT_CODE.sub(lambda found: '""' + "\n" * found.group(0).count("\n"), text)


def module_of(path):
    """The module a source file belongs to, or None when the rules do not name it."""
    parts = path.parts
    if parts[:2] == ("include", "shoal"):
        return MODULE_OF_HEADER.get(path.stem)
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    return parts[0] if parts[0] in ("cuda", "python") else None


def included_module(name, style, own):
    """The module an include leads to; None for the standard library and other libraries."""
    head, _, rest = name.partition("/")
    if head == "shoal":
        return MODULE_OF_HEADER.get(pathlib.PurePath(rest).stem, f"unknown header {name}")
    if head in LEVEL and rest:
        return head
    return own if style == '"' and not rest else None


def check_one_include(path, own, name, style):
    """Messages about one include of a file of module `own`."""
    public = path.parts[0] == "include"
    if ".." in pathlib.PurePath(name).parts:
        yield f'includes "{name}": write it from the module on, without ..'
    target = included_module(name, style, own)
    if target is None:
        for pattern, homes in LIBRARY_HOMES:
            if pattern.match(name) and own not in homes:
                yield f"includes <{name}>: only {', '.join(sorted(homes))} may"
        if HEAVY.match(name) and path.suffix in (".hpp", ".h", ".cuh"):
            yield f"includes <{name}>: too slow to compile for a header, use it in a .cpp"
        if public and not re.fullmatch(r"[a-z_0-9]+", name):
            yield f"includes <{name}>: a public header shows only the standard library and shoal"
        return
    if target not in LEVEL:
        yield f'includes "{name}": add that header to the table in tests/support/house_rules.py'
        return
    if public and not name.startswith("shoal/"):
        yield f'includes "{name}": a public header includes only public ones'
    if target in BACK_ENDS and own != target and path.as_posix() != REGISTRY:
        yield f'includes "{name}": only {REGISTRY} names a back end'
    elif LEVEL[target] > LEVEL[own] and path.as_posix() != REGISTRY:
        yield f'includes "{name}": {target} lies above {own}'


def wing_of(parts):
    """The wing of a file of a module with wings, from the parts of its path below the module's folder."""
    return parts[0] if len(parts) > 1 else TOP


def own_wing(path):
    """The wing that a source file lies in."""
    return wing_of(path.parts[2:] if path.parts[0] == "src" else path.parts[1:])


def check_one_wing(path, module, name):
    """Messages about one include within a module that has wings."""
    levels, own, target = WING_LEVEL[module], own_wing(path), wing_of(name.split("/")[1:])
    if own in levels and target not in levels:
        yield f'includes "{name}": {module} has no such wing'
    elif own in levels and levels[target] > levels[own]:
        yield f'includes "{name}": the wing {target} lies above {own}'


def rings(edges):
    """Messages about modules, or wings, of one row that include each other, directly or through others."""
    reach = {module: set(targets) for module, targets in edges.items()}
    for _ in reach:
        for targets in reach.values():
            for middle in list(targets):
                targets |= reach.get(middle, set())
    return [f"{module}: includes lead from here back to itself" for module in sorted(reach) if module in reach[module]]


def sources(root, folders=("include", "src", "cuda", "python")):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in CODE and path.is_file():
                yield path.relative_to(root)


def check_includes(root):
    messages, edges = [], {}
    for path in sources(root):
        if path.suffix not in (".cpp", ".hpp", ".h", ".cu", ".cuh"):
            continue
        own = module_of(path)
        if own not in LEVEL:
            messages.append(f"{path}: belongs to no module; add it to the tables in tests/support/house_rules.py")
            continue
        has_wings = own in WINGS and path.parts[0] != "include"
        if has_wings and own_wing(path) not in WING_LEVEL[own]:
            messages.append(f"{path}: belongs to no wing of {own}; add it to the tables in tests/support/house_rules.py")
        for style, name in INCLUDE.findall((root / path).read_text()):
            messages += [f"{path}: {message}" for message in check_one_include(path, own, name, style)]
            target = included_module(name, style, own)
            if target in LEVEL and target != own and path.as_posix() != REGISTRY:
                edges.setdefault(own, set()).add(target)
            if has_wings and name.startswith(f"{own}/"):
                messages += [f"{path}: {message}" for message in check_one_wing(path, own, name)]
                here, there = own_wing(path), wing_of(name.split("/")[1:])
                if here != there:
                    edges.setdefault(f"{own}/{here}", set()).add(f"{own}/{there}")
    return messages + rings(edges)


def included_path(root, path, name):
    """The file of the tree that an include leads to, or None."""
    candidates = [pathlib.Path("include", name), pathlib.Path("src", name), pathlib.Path(name), path.parent / name]
    return next((candidate for candidate in candidates if (root / candidate).is_file()), None)


def way_to_engine(root, start):
    """The shortest chain of includes from a file to a header of the engine, or None."""
    ways, seen = [[start]], {start}
    for way in ways:
        if module_of(way[-1]) in ENGINE:
            return way
        for _, name in INCLUDE.findall((root / way[-1]).read_text()):
            path = included_path(root, way[-1], name)
            if path is not None and path not in seen:
                seen.add(path)
                ways.append([*way, path])
    return None


def check_readers_of_records(root):
    messages = []
    for path in sources(root, ("include", "src")):
        if not path.as_posix().startswith(tuple(READERS_OF_RECORDS)) or path.suffix not in (".cpp", ".hpp"):
            continue
        way = way_to_engine(root, path)
        if way is not None:
            chain = " -> ".join(step.as_posix() for step in way[1:])
            messages.append(f"{path}: reads the record alone and reaches the engine: {chain}")
    return messages


def check_calls(root):
    messages = []
    for path in sources(root, ("include", "src", "cuda")):
        if path.suffix not in (".cpp", ".hpp", ".h", ".cu", ".cuh") or module_of(path) in MAY_PRINT:
            continue
        for number, line in enumerate(without_comments_and_strings((root / path).read_text()).splitlines(), 1):
            for pattern, what in FORBIDDEN_CALLS:
                found = pattern.search(line)
                if found:
                    messages.append(f"{path}:{number}: {found.group(0).strip(' (')} {what}; the library never does")
                    break
    return messages


def check_kernels(root):
    """Code that the emulator runs, below cuda/ outside of cuda/simt and below bench/gpu, but that only nvcc would take."""
    messages = []
    for path in sources(root, ("cuda", "bench/gpu")):
        if path.suffix not in (".cpp", ".hpp", ".h", ".cu", ".cuh") or path.parts[:2] == ("cuda", "simt"):
            continue
        for number, line in enumerate(without_comments_and_strings((root / path).read_text()).splitlines(), 1):
            messages += [f"{path}:{number}: code of the device {what}" for pattern, what in NOT_PORTABLE if pattern.search(line)]
    return messages


def check_lengths(root):
    folders = ("include", "src", "cuda", "python", "tests", "bench", "cmake", "scripts", "azureml")
    counts = ((path, len((root / path).read_text().splitlines())) for path in sources(root, folders))
    return [f"{path}: {n} lines; {MAX_LINES} at the most, one idea a file" for path, n in counts if n > MAX_LINES]


def check(root):
    root = pathlib.Path(root)
    return check_includes(root) + check_readers_of_records(root) + check_calls(root) + check_kernels(root) + check_lengths(root)
