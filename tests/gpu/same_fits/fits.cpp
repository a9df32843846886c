// Whole fits of the main job are the same on the CUDA device, run by the emulator, as on the CPU: bit for bit.
#if defined(SHOAL_HAS_EMULATED_DEVICE)
#include <gtest/gtest.h>

#include <cmath>

#include "cluster/kmeans/seeding.hpp"
#include "cuda/emulated/emulated_device.hpp"
#include "retail_recipes.hpp"
#include "shared_data.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/metrics.hpp"
#include "shoal/preparation.hpp"
#include "shoal/random.hpp"

namespace shoal::test {
namespace {

/// All that a fit and its seeding decide.
struct Work {
  KMeansResult fit;
  std::vector<std::int64_t> picks;  ///< of k-means++, under the fit's seed
  Silhouette widths;
};

Work work_on(Device& device, const Matrix<float>& values, std::int64_t k) {
  ThreadPool threads(1);
  const Cancellation never;
  Context context{device, threads, no_events(), never};
  const auto points = device.upload(threads, values.view());
  const KMeansOptions options{.k = k, .restarts = 3, .initial = {}};
  Work work;
  work.fit = fit_kmeans(context, *points, options);
  work.picks = kmeans::plus_plus(context, kmeans::make_problem(context, *points, options, {}), k, context.seed);
  work.widths = silhouette(context, *points, work.fit.labels, work.fit.centroids.rows());
  return work;
}

void expect_same(const Work& wanted, const Work& got) {
  EXPECT_EQ(wanted.picks, got.picks);
  EXPECT_EQ(wanted.fit.labels, got.fit.labels);
  EXPECT_EQ(wanted.fit.centroids, got.fit.centroids);
  EXPECT_EQ(wanted.fit.sizes, got.fit.sizes);
  EXPECT_EQ(wanted.fit.iterations, got.fit.iterations);
  EXPECT_EQ(wanted.fit.restart, got.fit.restart);
  EXPECT_EQ(wanted.fit.inertia, got.fit.inertia);
  EXPECT_EQ(wanted.fit.inertia_trace, got.fit.inertia_trace);
  EXPECT_NEAR(wanted.widths.mean, got.widths.mean, 1e-6);
  ASSERT_EQ(wanted.widths.widths.size(), got.widths.widths.size());
  for (std::size_t i = 0; i < wanted.widths.widths.size(); ++i) {
    ASSERT_NEAR(wanted.widths.widths[i], got.widths.widths[i], 1e-6) << "row " << i;
  }
}

/// k = 2..6 as the device likes it (all starts in one launch), and one k in chunks of 1,024 rows, pass after pass.
void compare(const Matrix<float>& values) {
  const auto cpu = make_device("cpu");
  const auto resident = cuda::make_emulated_device(), streamed = cuda::make_emulated_device(1024);
  for (std::int64_t k = 2; k <= 6; ++k) {
    SCOPED_TRACE(testing::Message() << "k = " << k);
    const Work wanted = work_on(*cpu, values, k);
    EXPECT_GT(wanted.fit.iterations, 1);
    ASSERT_EQ(std::ssize(wanted.picks), k);
    expect_same(wanted, work_on(*resident, values, k));
    if (k == 4) expect_same(wanted, work_on(*streamed, values, k));
  }
}

TEST(SameFits, OfOnlineRetail) {
  SHOAL_NEEDS_SHARED_DATA(k_retail_reference + "rfm.csv");
  std::vector<std::int64_t> kept;
  const Matrix<float> values = to_float(Preparation::parse("log1p,standardise").fit(read_rfm(), kept));
  ASSERT_EQ(values.rows(), 4338);
  ASSERT_EQ(values.cols(), 3);
  compare(values);
}

/// Skewed like customers: long tails, and many rows that are equal.
TEST(SameFits, OfGeneratedCustomers) {
  Matrix<float> values(1'801, 3);
  for (std::int64_t i = 0; i < values.rows(); ++i) {
    for (std::int64_t j = 0; j < 3; ++j) {
      const double u = random_unit(1, Purpose::generate, static_cast<std::uint64_t>(i * 3 + j));
      values(i, j) = static_cast<float>(std::log1p(std::floor(-40.0 * static_cast<double>(j + 1) * std::log1p(-u))));
    }
  }
  compare(values);
}

}  // namespace
}  // namespace shoal::test
#endif
