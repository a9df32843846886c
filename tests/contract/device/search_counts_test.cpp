// How many rows were ranked by products of low precision, and how many of those took canonical distances.
#include "cpu/kernels/targets.hpp"
#include "device/auto_device.hpp"
#include "fixture.hpp"
#if defined(SHOAL_HAS_EMULATED_DEVICE)
#include "bench/gpu/cublas/emulated/emulated_cublas_device.hpp"
#include "cuda/emulated/emulated_device.hpp"
#endif

namespace shoal::test {
namespace {

constexpr std::int64_t k_n = 157;

/// The counts after each of two assignments.
std::vector<SearchCounts> counts_on(Device& device, ThreadPool& threads, const Case& c) {
  const Problem problem = make_problem(c);
  const auto points = device.upload(threads, problem.view());
  std::vector<std::int32_t> labels(static_cast<std::size_t>(c.n));
  std::vector<SearchCounts> counts;
  for (int pass = 0; pass < 2; ++pass) {
    device.assign(threads, *points, problem.centroids.view(), {0, c.n}, {labels, {}, {}});
    counts.push_back(device.kmeans().search_counts(*points));
  }
  return counts;
}

/// Whether a device of that name ranks wide rows: a GPU, and the best that the processor can do.
bool must_rank(const std::string& name) {
  if (name == "cpu") return cpu::runnable_targets().front().kernels.product_nearest != nullptr;
  return name != "definitions" && !name.starts_with("cpu");
}

TEST_P(DeviceContract, SearchCountsAllRowsAmongTwinsAsRescored) {
  const auto counts = counts_on(*device_, one(), {k_n, 40, 32, Scalar::f32, false, Pattern::twins});
  if (must_rank(GetParam().name)) {
    EXPECT_EQ(counts[0].rows, k_n);
  }
  EXPECT_EQ(counts[0].rescored, counts[0].rows);
  EXPECT_EQ(counts[1].rows, 2 * counts[0].rows);
  EXPECT_EQ(counts[1].rescored, counts[1].rows);
}

TEST_P(DeviceContract, SearchCountsFewOrdinaryRowsAsRescored) {
  const auto counts = counts_on(*device_, one(), {k_n, 40, 33, Scalar::f32, false, Pattern::uniform});
  if (must_rank(GetParam().name)) {
    EXPECT_EQ(counts[1].rows, 2 * k_n);
  }
  EXPECT_LE(counts[1].rescored, counts[1].rows / 10);
}

TEST_P(DeviceContract, SearchCountsNothingWhereNothingIsRanked) {
  for (const Case& c :
       {Case{k_n, 3, 32, Scalar::f32, false, Pattern::uniform}, Case{k_n, 40, 32, Scalar::f64, false, Pattern::uniform},
        Case{k_n, 40, 2, Scalar::f32, false, Pattern::uniform}}) {
    EXPECT_EQ(counts_on(*device_, one(), c)[1].rows, 0) << c.name();
  }
}

#if defined(SHOAL_HAS_EMULATED_DEVICE)
/// Rows that come in chunks are ranked like those that stay, by the certified search and by cuBLAS.
TEST(SearchCounts, AreOfStreamedRowsToo) {
  ThreadPool one(1);
  const Case twins{1500, 20, 16, Scalar::f32, false, Pattern::twins};
  for (const bool cublas : {false, true}) {
    const auto device = cublas ? cuda::baseline::make_emulated_cublas_device(1024) : cuda::make_emulated_device(1024);
    const auto counts = counts_on(*device, one, twins);
    EXPECT_EQ(counts[0].rows, 1500);
    EXPECT_EQ(counts[1].rescored, 3000);
  }
}

TEST(SearchCounts, AreThoseOfTheDeviceThatAutoChose) {
  ThreadPool one(1);
  for (const std::int64_t least_values : {1, 1'000'000}) {
    const auto device = detail::make_auto_device(cuda::make_emulated_device(), make_device("cpu"), least_values);
    const auto counts = counts_on(*device, one, {k_n, 40, 32, Scalar::f32, false, Pattern::twins});
    if (least_values > 1 && !must_rank("cpu")) continue;
    EXPECT_EQ(counts[1].rows, 2 * k_n);
    EXPECT_EQ(counts[1].rescored, 2 * k_n);
  }
}
#endif

}  // namespace
}  // namespace shoal::test
