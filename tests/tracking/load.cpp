// Tracks many runs at once, each with many metrics and a large file, through the public interface.
//   shoal_tracking_load FOLDER RUNS METRICS BYTES      where: MLFLOW_TRACKING_URI
// Run i lies in FOLDER/i, its file is FOLDER/i/blob.bin, its metric "inertia" at step j is i + j / METRICS. Prints one JSON
// object: seconds, peak memory, warnings.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "shoal/error.hpp"
#include "shoal/memory.hpp"
#include "shoal/tracking.hpp"

namespace {

std::mutex g_mutex;
int g_warnings = 0;

void write_noise(const std::filesystem::path& path, std::int64_t bytes, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> block(8192);
  std::ofstream file(path, std::ios::binary);
  for (std::int64_t left = bytes; left > 0; left -= 65536) {
    for (std::uint64_t& word : block) word = random();
    file.write(reinterpret_cast<const char*>(block.data()), std::min<std::int64_t>(left, 65536));
  }
}

shoal::RunRecord record_of(int run, int metrics) {
  shoal::RunRecord record;
  record.run.command = "fit";
  record.run.command_line = "shoal_tracking_load";
  record.run.seed = static_cast<std::uint64_t>(run);
  record.run.options = {{"run", std::to_string(run)}, {"long", std::string(7000, 'x')}, {"empty", ""}};
  record.result.metrics = {{"nan", std::numeric_limits<double>::quiet_NaN()},
                           {"plus", std::numeric_limits<double>::infinity()},
                           {"minus", -std::numeric_limits<double>::infinity()}};
  std::vector<double>& trace = record.result.clustering.inertia_trace;
  for (int j = 0; j < metrics; ++j) trace.push_back(run + static_cast<double>(j) / metrics);
  return record;
}

void track(const std::filesystem::path& folder, int run, int metrics) {
  const shoal::RunRecord record = record_of(run, metrics);
  std::string warning;
  try {
    shoal::Tracker tracker(shoal::tracking_from_environment(), record.run, folder);
    warning = tracker.finish(record, {{folder / "blob.bin", "deep/er/blob ü.bin"}}, nullptr).warning;
  } catch (const shoal::Error& error) {
    warning = error.what();
  }
  if (warning.empty()) return;
  const std::lock_guard lock(g_mutex);
  ++g_warnings;
  std::fprintf(stderr, "run %d: %s\n", run, warning.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::filesystem::path folder = argv[1];
  const int runs = std::atoi(argv[2]), metrics = std::atoi(argv[3]);
  for (int run = 0; run < runs; ++run) {
    std::filesystem::create_directories(folder / std::to_string(run));
    write_noise(folder / std::to_string(run) / "blob.bin", std::atoll(argv[4]), static_cast<unsigned>(run));
  }
  const std::int64_t before = shoal::peak_memory_bytes();
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int run = 0; run < runs; ++run) threads.emplace_back(track, folder / std::to_string(run), run, metrics);
  for (std::thread& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("{\"seconds\": %.3f, \"before\": %lld, \"peak\": %lld, \"warnings\": %d}\n", seconds,
              static_cast<long long>(before), static_cast<long long>(shoal::peak_memory_bytes()), g_warnings);
  return 0;
}
