// The benchmarks, with the ceilings of the processor in their head.
#include <benchmark/benchmark.h>

#include <string>

#include "ceilings.hpp"

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 2;
  benchmark::AddCustomContext("fma_gflops", std::to_string(shoal::bench::fma_gflops()));
  benchmark::AddCustomContext("copy_gbytes_per_s", std::to_string(shoal::bench::copy_gbytes_per_s()));
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
