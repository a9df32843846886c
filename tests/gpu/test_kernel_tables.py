"""The kernels as compiled: registers and memory against cuda/resources.tsv, instructions against cuda/instructions.tsv, and
the checks themselves against planted defects."""

import itertools
import os
import re
import shutil
import subprocess
import sys

import pytest

SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "..", "scripts")
sys.path.insert(0, SCRIPTS)
import device_code  # noqa: E402
import kernel_tables  # noqa: E402


def need(tool):
    if shutil.which(tool, path=device_code.environment()["PATH"]) is None:
        pytest.skip(f"{tool} is not here")


@pytest.fixture(scope="module")
def archive(build_dir):
    path = build_dir / "lib" / "libshoal_cuda.a"
    if not path.exists():
        pytest.skip("this build has no CUDA")
    for tool in ("cuobjdump", "nvdisasm", "nvcc"):
        need(tool)
    return path


def test_no_kernel_takes_more_than_the_table_says(archive):
    compiler, wanted = kernel_tables.read_table(kernel_tables.RESOURCES.read_text())
    if compiler != kernel_tables.nvcc():
        pytest.skip(f"the table is for nvcc {compiler}")
    assert list(kernel_tables.worse(wanted, device_code.resources([archive]))) == []


def test_kernels_hold_the_instructions_that_they_claim(archive):
    rules = kernel_tables.read_rules(kernel_tables.INSTRUCTIONS.read_text())
    assert list(kernel_tables.violations(rules, device_code.instructions([archive]))) == []


PLANTED = """
__global__ void spins(unsigned long long* out, int i) {
  __shared__ unsigned long long sums[8];
  if (threadIdx.x < 8) sums[threadIdx.x] = 0;
  __syncthreads();
  atomicAdd(&sums[i & 7], 1ull);
  __syncthreads();
  if (threadIdx.x < 8) out[threadIdx.x] = sums[threadIdx.x];
}
__global__ void adds_floats(double* out) { atomicAdd(out, 1.0); }
__global__ void indexes(int* out, int i) {
  int values[64];
  for (int j = 0; j < 64; ++j) values[j] = out[j];
  for (int j = 0; j < i; ++j) values[out[j] & 63] += j;
  out[0] = values[i & 63];
}
__global__ void __launch_bounds__(96) clean(const float4* in, float4* out) { out[threadIdx.x] = in[threadIdx.x]; }
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    for tool in ("nvcc", "cuobjdump", "nvdisasm"):
        need(tool)
    folder = tmp_path_factory.mktemp("planted")
    source, target = folder / "planted.cu", folder / "planted.o"
    source.write_text(PLANTED)
    device_code.call("nvcc", "-gencode", "arch=compute_90a,code=sm_90a", "-c", source, "-o", target)
    return [target]


def test_planted_instructions_are_reported(planted):
    rules = kernel_tables.read_rules(kernel_tables.INSTRUCTIONS.read_text())[:1]
    found = list(kernel_tables.violations(rules, device_code.instructions(planted)))
    reported = {line.split(" ")[0] for line in found}
    assert reported == {"spins", "adds_floats", "indexes"}, found
    assert any("ATOMS.CAST.SPIN" in line for line in found)


def test_a_kernel_without_what_it_claims_and_a_rule_without_kernel_are_reported(planted):
    found = device_code.instructions(planted)
    rules = [("clean", "sm_90a", ["LDG.E.128*", "HGMMA*"], []), ("nonesuch*", "*", ["LDS*"], [])]
    assert list(kernel_tables.violations(rules, found)) == ["clean on sm_90a: has no HGMMA*", "nonesuch* on *: no such kernel"]


def test_local_memory_is_reported_though_the_table_has_it(planted):
    found = device_code.resources(planted)
    _, table = kernel_tables.read_table(kernel_tables.table(found, "13.0"))
    assert [line.split(":")[0] for line in kernel_tables.worse(table, found)] == ["indexes on sm_90a"]
    assert found["sm_90a", "clean"].threads == 96
    assert found["sm_90a", "clean"].shared == 0
    assert found["sm_90a", "spins"].shared == 64


def test_growth_a_new_kernel_and_a_lost_one_are_reported():
    small, large = device_code.Resources(30, 64, 0), device_code.Resources(31, 128, 0)
    wanted, found = {("sm_80", "grown"): small, ("sm_80", "lost"): small}, {("sm_80", "grown"): large, ("sm_80", "new"): small}
    assert list(kernel_tables.worse(wanted, found)) == [
        "grown on sm_80: registers 30 -> 31", "grown on sm_80: shared 64 -> 128",
        "lost on sm_80: not compiled", "new on sm_80: not in the table"]
    assert list(kernel_tables.worse(found, wanted | found))[0] == "lost on sm_80: not in the table"


def test_what_was_compiled_for_fewer_architectures_is_held_to_theirs():
    small, large = device_code.Resources(30, 64, 0), device_code.Resources(31, 64, 0)
    wanted = {("sm_75", "k"): small, ("sm_90a", "k"): small, ("sm_90a", "lost"): small}
    assert list(kernel_tables.worse(wanted, {("sm_90a", "k"): large})) == [
        "k on sm_90a: registers 30 -> 31", "lost on sm_90a: not compiled"]
    assert len(list(kernel_tables.worse(wanted, {}))) == 3
    rules = [("k", "sm_75", ["HMMA*"], []), ("k", "sm_[89]0*", ["HMMA*"], []), ("lost", "*", [], [])]
    assert list(kernel_tables.violations(rules, {("sm_90a", "k"): {}})) == ["k on sm_90a: has no HMMA*", "lost on *: no such kernel"]
    assert len(list(kernel_tables.violations(rules, {}))) == 3


ORACLE = r"""
#include <cuda_occupancy.h>
#include <cstdio>
#include <cstdlib>
int main(int, char** a) {
  cudaOccDeviceProp p{};
  p.computeMajor = std::atoi(a[1]), p.computeMinor = std::atoi(a[2]);
  p.maxThreadsPerBlock = 1024, p.maxThreadsPerMultiprocessor = std::atoi(a[3]), p.regsPerBlock = 65536;
  p.regsPerMultiprocessor = 65536, p.warpSize = 32, p.sharedMemPerBlock = 49152, p.numSms = 100;
  p.sharedMemPerMultiprocessor = std::atoi(a[4]), p.reservedSharedMemPerBlock = std::atoi(a[5]);
  p.sharedMemPerBlockOptin = p.sharedMemPerMultiprocessor - p.reservedSharedMemPerBlock;
  int threads, registers, shared;
  while (std::scanf("%d %d %d", &threads, &registers, &shared) == 3) {
    cudaOccFuncAttributes f{};
    f.maxThreadsPerBlock = 1024, f.numRegs = registers, f.sharedSizeBytes = shared;
    f.shmemLimitConfig = FUNC_SHMEM_LIMIT_OPTIN, f.maxDynamicSharedSizeBytes = p.sharedMemPerBlockOptin;
    cudaOccDeviceState s{};
    s.carveoutConfig = SHAREDMEM_CARVEOUT_MAX_SHARED;
    cudaOccResult r{};
    cudaOccMaxActiveBlocksPerMultiprocessor(&r, &p, &f, &s, threads, 0);
    std::printf("%d\n", r.activeBlocksPerMultiprocessor);
  }
}
"""


@pytest.mark.parametrize("architecture", device_code.PROCESSORS)
def test_occupancy_is_that_of_cudas_own_header(architecture, tmp_path):
    header = next((folder for folder in ("/usr/local/cuda/include", "/usr/include") if os.path.exists(f"{folder}/cuda_occupancy.h")), None)
    if header is None:
        pytest.skip("cuda_occupancy.h is not here")
    (tmp_path / "oracle.cpp").write_text(ORACLE)
    subprocess.run(["g++", "-isystem", header, "-o", tmp_path / "oracle", tmp_path / "oracle.cpp"], check=True)
    number = int(re.sub(r"\D", "", architecture))
    processor = device_code.PROCESSORS[architecture]
    cases = list(itertools.product((32, 96, 128, 256, 416, 512, 1024), (16, 30, 32, 40, 41, 64, 72, 96, 128, 168, 255), (0, 1024, 2048, 9000, 33000, 48000)))
    cases = [case for case in cases if case[0] * case[1] <= 60000]
    asked = "\n".join(" ".join(map(str, case)) for case in cases)
    limits = [number // 10, number % 10, 32 * processor.warps, processor.shared, processor.reserved]
    said = subprocess.run([tmp_path / "oracle", *map(str, limits)], input=asked, capture_output=True, text=True, check=True).stdout
    assert [device_code.blocks_a_processor(architecture, *case) for case in cases] == list(map(int, said.split()))
