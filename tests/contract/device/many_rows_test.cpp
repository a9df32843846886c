// More rows in one cluster than a float counts: 2^24 and some.
#include "fixture.hpp"

namespace shoal::test {
namespace {

constexpr std::int64_t k_rows = (std::int64_t{1} << 24) + 5;
constexpr std::int64_t k_far = 3;  // rows of the other cluster, the last ones

/// 0, 1, 2, 3, 0, ...; the last ones far away.
Matrix<float> counting() {
  Matrix<float> values(k_rows, 1);
  for (std::int64_t i = 0; i < k_rows; ++i) values(i, 0) = i < k_rows - k_far ? static_cast<float>(i % 4) : 1000.0f;
  return values;
}

Quantisation scales() {
  ColumnStats stats;
  stats.min = {0.0};
  stats.max = stats.weighted_abs_max = {1000.0};
  return make_quantisation(stats, Scalar::f32, false);
}

/// 2^24 + 2 near rows: 2^22 times 0 + 1 + 2 + 3, then 0 and 1.
void expect_exact(ClusterSums& sums, const Quantisation& quantisation) {
  const Int128 unit = Int128{1} << quantisation.value_exponent[0];
  EXPECT_TRUE(sums.count(0) == k_rows - k_far);
  EXPECT_TRUE(sums.weight(0) == k_rows - k_far);
  EXPECT_TRUE(sums.total(0, 0) == ((Int128{6} << 22) + 1) * unit);
  EXPECT_TRUE(sums.count(1) == k_far);
  EXPECT_TRUE(sums.total(1, 0) == 3000 * unit);
}

/// An emulated GPU takes twenty seconds: one of them takes part. Under a sanitizer a processor takes as long.
bool takes_part(const DeviceFactory& factory) { return !k_sanitized && factory.every <= 7; }

TEST_P(DeviceContract, CountsPast2To24AreExact) {
  if (!takes_part(GetParam()))
    GTEST_SKIP() << "takes minutes here; the CPU and one emulated GPU run it without a sanitizer";
  const Matrix<float> values = counting();
  const Quantisation quantisation = scales();
  const auto points = device_->upload(one(), HostView(values.view()));
  const auto state = device_->kmeans().begin_fit(one(), *points, {}, quantisation);
  Matrix<double> centroids(2, 1, {1.5, 900.0});
  ClusterSums sums(2, 1);
  device_->kmeans().lloyd_step(one(), *points, *state, centroids.view(), {0, k_rows}, sums);
  expect_exact(sums, quantisation);
  EXPECT_TRUE(sums.changed() == k_rows);
}

/// The sums of the passes that move rows, which wide points and many clusters take.
TEST_P(DeviceContract, LabelSumsPast2To24AreExact) {
  if (!takes_part(GetParam()))
    GTEST_SKIP() << "takes minutes here; the CPU and one emulated GPU run it without a sanitizer";
  const Matrix<float> values = counting();
  const Quantisation quantisation = scales();
  const auto points = device_->upload(one(), HostView(values.view()));
  std::vector<std::int32_t> labels(static_cast<std::size_t>(k_rows));
  for (std::int64_t i = 0; i < k_far; ++i) labels[static_cast<std::size_t>(k_rows - 1 - i)] = 1;
  ClusterSums sums(2, 1);
  device_->labels().label_sums(one(), *points, labels, quantisation, sums);
  expect_exact(sums, quantisation);
}

}  // namespace
}  // namespace shoal::test
