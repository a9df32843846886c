// The same bits whatever computes them: threads, batches of rows, devices.
#include "fixture.hpp"
#include "sanitized.hpp"
#include "tried.hpp"

namespace shoal::test {
namespace {

void expect_same(const KMeansResult& a, const KMeansResult& b, const std::string& what) {
  EXPECT_EQ(a.labels, b.labels) << what;
  EXPECT_EQ(a.centroids, b.centroids) << what;
  EXPECT_EQ(a.inertia, b.inertia) << what;
  EXPECT_EQ(a.iterations, b.iterations) << what;
  EXPECT_EQ(a.inertia_trace, b.inertia_trace) << what;
  EXPECT_EQ(a.restart, b.restart) << what;
  EXPECT_EQ(a.sizes, b.sizes) << what;
}

std::vector<KMeansOptions> cases() {
  std::vector<KMeansOptions> all;
  for (const auto init : {KMeansInit::plus_plus, KMeansInit::scalable, KMeansInit::random}) {
    all.push_back({.k = 7, .init = init, .restarts = 4, .initial = {}});
  }
  all.push_back({.k = 7, .restarts = 2, .tolerance = 1e-3, .initial = {}});
  all.push_back({.k = 5,
                 .algorithm = KMeansAlgorithm::mini_batch,
                 .restarts = 2,
                 .max_iterations = 20,
                 .mini_batch_rows = 100,
                 .initial = {}});
  return all;
}

template <class T>
class OneAnswer : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(OneAnswer, Scalars);

TYPED_TEST(OneAnswer, FromAnyNumberOfThreadsAndBatchesAndEveryDevice) {
  // Blobs that overlap, with duplicates.
  constexpr std::int64_t n = unless_sanitized(1203, 403);
  auto values = blobs<TypeParam>(n, 3, 40);
  for (std::int64_t i = 0; i < 200; ++i) std::copy_n(values.row(i), 3, values.row(n - 203 + i));
  std::vector<double> weights;
  for (std::int64_t i = 0; i < values.rows(); ++i) weights.push_back(static_cast<double>(i % 7) / 3.0);
  const std::vector<std::string> names = tried_devices();
  for (const auto& options : cases()) {
    for (const std::span<const double> with : {std::span<const double>(), std::span<const double>(weights)}) {
      Bench oracle;
      const auto expected = oracle.fit(values, options, with);
      expect_consistent(oracle, values, expected, with);
      for (const auto& name : names) {
        Bench bench(2);
        bench.device = make_device(name);
        Context context{*bench.device, bench.threads, no_events(), bench.cancellation};
        const auto points = bench.upload(values);
        expect_same(fit_kmeans(context, *points, options, with), expected, name);
      }
      for (const int threads : {1, 7}) {
        for (const std::int64_t batch_rows : {std::int64_t{1}, n - 203, std::int64_t{0}}) {
          Bench bench(threads);
          bench.device = make_device("cpu");
          Context context{*bench.device, bench.threads, no_events(), bench.cancellation};
          context.batch_rows = batch_rows;
          const auto points = bench.upload(values);
          expect_same(fit_kmeans(context, *points, options, with), expected,
                      std::to_string(threads) + " threads, batches of " + std::to_string(batch_rows));
        }
      }
    }
  }
}

}  // namespace
}  // namespace shoal::test
