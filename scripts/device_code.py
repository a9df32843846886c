"""What the compiled kernels are: read from objects and archives by the CUDA binary tools, which need no GPU.

The tools come as Python wheels (scripts/install-deps.sh --tests) or with a toolkit. Everything here is by (architecture,
kernel), the kernel by its short name: template arguments kept, namespaces and parameters left out.
"""

import collections
import dataclasses
import fnmatch
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK_THREADS = (0x05, 0x10)  # .nv.info attributes: the most threads of a block, or exactly as many


class Missing(Exception):
    """A tool is not there; the text says what brings it."""


def environment():
    """PATH with the wheels' tools first: cuobjdump calls nvdisasm."""
    deps = pathlib.Path(os.environ.get("SHOAL_DEPS_DIR", ROOT / ".deps"))
    folders = sorted(map(str, deps.glob("test/lib/python3*/site-packages/nvidia/*/bin")))
    return dict(os.environ, PATH=os.pathsep.join([*folders, os.environ["PATH"], "/usr/local/cuda/bin"]))


def call(tool, *arguments, **options):
    here = environment()
    if shutil.which(tool, path=here["PATH"]) is None:
        raise Missing(f"{tool} is missing: scripts/install-deps.sh --tests brings it")
    return subprocess.run([tool, *map(str, arguments)], env=here, capture_output=True, text=True, check=True, **options).stdout


def short_names(mangled):
    """{mangled: short} of kernel names."""
    mangled = sorted(set(mangled))
    if not mangled:
        return {}
    said = call("c++filt", "-p", input="\n".join(mangled)).splitlines()
    return {name: re.sub(r"shoal::|cuda::|\(anonymous namespace\)::", "", text) for name, text in zip(mangled, said, strict=True)}


@dataclasses.dataclass
class Resources:
    registers: int
    shared: int  # bytes of a block, static
    local: int  # bytes of a thread: spills and arrays that no register holds
    threads: int = 0  # of a block at most; 0: not said


def block_threads(cubin):
    """{mangled kernel: threads of a block} from the .nv.info sections of one ELF file."""
    data = cubin.read_bytes()
    (headers,) = struct.unpack_from("<Q", data, 0x28)
    size, count, names = struct.unpack_from("<HHH", data, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, headers + i * size) for i in range(count)]
    text = sections[names][4]
    found = {}
    for section in sections:
        name = data[text + section[0] : data.index(b"\0", text + section[0])].decode()
        if not name.startswith(".nv.info._Z"):
            continue
        at, end = section[4], section[4] + section[5]
        while at < end:
            kind, attribute, value = struct.unpack_from("<BBH", data, at)
            if kind == 4 and attribute in BLOCK_THREADS:
                x, y, z = struct.unpack_from("<3I", data, at + 4)
                found[name.removeprefix(".nv.info.")] = x * y * z
            at += 4 + (value if kind == 4 else 0)
    return found


def blocks_of(files):
    """{(architecture, mangled kernel): threads of a block}."""
    found = {}
    for file in files:
        with tempfile.TemporaryDirectory() as folder:
            call("cuobjdump", "-xelf", "all", file.resolve(), cwd=folder)
            for cubin in pathlib.Path(folder).glob("*.cubin"):
                architecture = cubin.suffixes[-2].removeprefix(".")
                found |= {(architecture, name): threads for name, threads in block_threads(cubin).items()}
    return found


def told_too(architecture):
    """Shared bytes that the tools count although the kernel has not asked for them: from sm_90 on those reserved."""
    return PROCESSORS[architecture].reserved if int(re.sub(r"\D", "", architecture)) >= 90 else 0


def resources(files):
    """{(architecture, short name): Resources}. Some tenths of a second."""
    found, architecture, kernel = {}, "", ""
    for file in files:
        for line in call("cuobjdump", "-res-usage", file).splitlines():
            if match := re.match(r"arch = (\S+)", line):
                architecture = match[1]
            elif match := re.match(r" Function (\S+):", line):
                kernel = match[1]
            elif match := re.match(r"\s+REG:(\d+) STACK:(\d+) SHARED:(\d+) LOCAL:(\d+)", line):
                registers, stack, shared, local = map(int, match.groups())
                found[architecture, kernel] = Resources(registers, max(0, shared - told_too(architecture)), stack + local)
    for key, threads in blocks_of(files).items():
        found[key].threads = threads
    names = short_names(kernel for _, kernel in found)
    return {(architecture, names[kernel]): value for (architecture, kernel), value in found.items()}


def instructions(files):
    """{(architecture, short name): Counter of opcodes}. Some seconds for each megabyte."""
    found, counts, architecture = {}, collections.Counter(), ""
    opcode = re.compile(r"\s+/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][A-Z0-9_.]*)")
    for file in files:
        for line in call("cuobjdump", "-sass", file).splitlines():
            if match := opcode.match(line):
                counts[match[1]] += 1
            elif line.startswith("arch = "):
                architecture = line.split()[2]
            elif "Function : " in line:
                counts = found.setdefault((architecture, line.split()[2]), collections.Counter())
    names = short_names(kernel for _, kernel in found)
    return {(architecture, names[kernel]): value for (architecture, kernel), value in found.items()}


def count(opcodes, pattern):
    """How many instructions match, as a shell matches names: "LDG.E.128*"."""
    return sum(number for opcode, number in opcodes.items() if fnmatch.fnmatchcase(opcode, pattern))


@dataclasses.dataclass(frozen=True)
class Processor:
    """A streaming multiprocessor; its registers lie in four parts, and are given to warps by 256."""

    warps: int
    blocks: int
    shared: int
    reserved: int  # shared bytes that every block takes besides
    unit: int  # shared bytes are given by

    registers_of_a_part = 1 << 14


PROCESSORS = {
    "sm_75": Processor(32, 16, 64 << 10, 0, 256),
    "sm_80": Processor(64, 32, 164 << 10, 1024, 128),
    "sm_90a": Processor(64, 32, 228 << 10, 1024, 128),
    "sm_100": Processor(64, 32, 228 << 10, 1024, 128),
}


def up_to(value, unit):
    return -(-value // unit) * unit


def blocks_a_processor(architecture, threads, registers, shared):
    """Blocks that one processor holds at a time (CUDA's occupancy rules)."""
    processor = PROCESSORS[architecture]
    warps = -(-threads // 32)
    # A block's warps are dealt to four parts.
    by_registers = 4 * (processor.registers_of_a_part // up_to(registers * 32, 256)) // warps
    taken = up_to(shared + processor.reserved, processor.unit)
    by_shared = processor.shared // taken if taken else processor.blocks
    return min(processor.blocks, processor.warps // warps, by_registers, by_shared)


def occupancy(architecture, threads, registers, shared):
    """Share of the warps that a processor could hold."""
    return blocks_a_processor(architecture, threads, registers, shared) * -(-threads // 32) / PROCESSORS[architecture].warps
