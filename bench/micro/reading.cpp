// Reading and cleaning of a generated shop's lines: seconds and bytes per second.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "shoal/segments.hpp"
#include "shoal/transactions.hpp"

namespace shoal {
namespace {

/// A sample file, made once and removed at the end.
class Sample {
 public:
  Sample() : path_(std::filesystem::temp_directory_path() / "shoal-bench-reading.csv") {
    GenerateOptions options;
    options.customers = 20000;
    generate_retail(path_, {}, options);
  }
  ~Sample() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }
  static const Sample& get() {
    static const Sample sample;
    return sample;
  }

 private:
  std::filesystem::path path_;
};

void read_csv_lines(benchmark::State& state) {
  const auto& path = Sample::get().path();
  ThreadPool threads(static_cast<int>(state.range(0)));
  std::int64_t lines = 0;
  for (auto _ : state) lines = read_transactions(threads, path, {}).transactions.rows();
  state.counters["lines"] = static_cast<double>(lines);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(std::filesystem::file_size(path)));
}
BENCHMARK(read_csv_lines)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void clean_lines(benchmark::State& state) {
  ThreadPool threads(2);
  const Transactions lines = read_transactions(threads, Sample::get().path(), {}).transactions;
  for (auto _ : state) benchmark::DoNotOptimize(clean(lines, {}));
  state.SetItemsProcessed(state.iterations() * lines.rows());
}
BENCHMARK(clean_lines)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace shoal
