#include "made_points.hpp"

#include <algorithm>
#include <array>

#include "shoal/random.hpp"

namespace shoal::bench {
namespace {

constexpr std::uint32_t k_points_seed = 20;
constexpr std::uint32_t k_centres_seed = 21;
/// Values a task makes: whole Philox blocks.
constexpr std::int64_t k_task_values = std::int64_t{1} << 16;

Matrix<float> make(ThreadPool& threads, std::uint32_t seed, std::int64_t n, std::int64_t d) {
  Matrix<float> points(n, d);
  const std::int64_t size = n * d;
  threads.run((size + k_task_values - 1) / k_task_values, [&](std::int64_t task, int) {
    const std::int64_t end = std::min(size, (task + 1) * k_task_values);
    for (std::int64_t t = task * k_task_values; t < end; t += 4) {
      const auto block = static_cast<std::uint64_t>(t / 4);
      const auto words = philox({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), 0,
                                 static_cast<std::uint32_t>(Purpose::generate)},
                                {seed, 0});
      for (std::int64_t w = 0; w < std::min<std::int64_t>(4, end - t); ++w) {
        points.values()[static_cast<std::size_t>(t + w)] =
            static_cast<float>(words[static_cast<std::size_t>(w)] >> 8) * 0x1p-23f - 1.0f;
      }
    }
  });
  return points;
}

}  // namespace

Matrix<float> uniform_points(ThreadPool& threads, std::int64_t n, std::int64_t d) {
  return make(threads, k_points_seed, n, d);
}

Matrix<float> grouped_points(ThreadPool& threads, std::int64_t n, std::int64_t d, std::int64_t groups) {
  const Matrix<float> centres = make(threads, k_centres_seed, groups, d);
  Matrix<float> points = make(threads, k_points_seed, n, d);
  constexpr std::int64_t rows_a_task = 4096;
  threads.run((n + rows_a_task - 1) / rows_a_task, [&](std::int64_t task, int) {
    for (std::int64_t i = task * rows_a_task; i < std::min(n, (task + 1) * rows_a_task); ++i) {
      const float* centre = centres.row(i % groups);
      float* row = points.row(i);
      for (std::int64_t j = 0; j < d; ++j) row[j] = centre[j] + 0.125f * row[j];
    }
  });
  return points;
}

}  // namespace shoal::bench
