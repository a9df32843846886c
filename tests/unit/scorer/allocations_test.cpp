// Counts what is allocated while a Scorer answers. An executable of its own: it replaces operator new.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "sanitized.hpp"
#include "shoal/engine.hpp"
#include "shoal/scorer.hpp"

namespace {

std::atomic<std::size_t> largest{0};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

}  // namespace

// Sanitizers bring operators of their own, and the test is skipped there.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static void* take(std::size_t size, std::size_t alignment) {
  std::size_t known = largest.load();
  while (size > known && !largest.compare_exchange_weak(known, size)) {
  }
  void* memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void* operator new(std::size_t size) { return take(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return take(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
#endif

namespace shoal {
namespace {

std::shared_ptr<const Model> model_of(Scalar scalar, std::int64_t d) {
  Model model;
  model.scalar = scalar;
  model.preparation = Preparation::parse("winsorise:0.01,standardise");
  FeatureTable table{{}, Matrix<double>(10, d)};
  for (std::int64_t j = 0; j < d; ++j) table.names.push_back("x" + std::to_string(j));
  for (std::int64_t i = 0; i < 10; ++i) table.doubles()(i, 0) = static_cast<double>(i);
  std::vector<std::int64_t> kept;
  const Matrix<double> prepared = model.preparation.fit(table, kept);
  model.kind = CentroidModel{Metric::euclidean, rows_of<double>(prepared.view(), std::vector<std::int64_t>{0, 9})};
  model.sizes = {5, 5};
  return std::make_shared<Model>(std::move(model));
}

/// Narrow and wide rows are searched in different ways.
TEST(ScorerMemory, IsKeptFromCallToCall) {
  if (test::k_sanitized) GTEST_SKIP() << "sanitizers bring their own operator new";
  for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
    for (const std::int64_t d : {3, 40}) {
      Engine engine("cpu", 2);
      const Scorer scorer(engine.context(), model_of(scalar, d));
      constexpr std::int64_t k_rows = 20'000;
      const Matrix<double> rows(k_rows, d);
      std::vector<std::int32_t> labels(k_rows);
      std::vector<double> distance(k_rows), margin(k_rows);
      const Scores out{labels, distance, margin};
      const auto most_of_a_call = [&](MatrixView<const double> some, const Scores& room) {
        largest = 0;
        EXPECT_FALSE(scorer.score(some, room));
        return largest.load();
      };
      const std::size_t first = most_of_a_call(rows.view(), out), second = most_of_a_call(rows.view(), out);
      const std::size_t fewer =
          most_of_a_call({rows.row(0), 500, d}, {std::span(labels).first(500), std::span(distance).first(500), {}});
      EXPECT_GE(first, static_cast<std::size_t>(k_rows * d) * sizeof(float)) << "the test sees no allocations";
      EXPECT_LT(second, static_cast<std::size_t>(k_rows)) << "less than a byte a row";
      EXPECT_LT(fewer, static_cast<std::size_t>(k_rows));
    }
  }
}

}  // namespace
}  // namespace shoal
