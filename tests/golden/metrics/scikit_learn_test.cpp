// Values of scikit-learn 1.9.1 (NumPy 2.4.6), printed with "%.17g" by:
//
//   i = np.arange(503)[:, None]; j = np.arange(3)[None]
//   x = ((i*37 + j*101 + i*i*(j+3)) % 211) / 8.0 + (i % 5) * 6.0 * (j == 0)
//   n = np.arange(503); mod5 = n % 5; squares = np.unique(n*n % 7, return_inverse=True)[1]
//   single = np.where(n == 0, 0, 1 + n % 2)
//   for l in (mod5, squares, single):
//       silhouette_score(x, l), calinski_harabasz_score(x, l), davies_bouldin_score(x, l)
//   s = silhouette_samples(x, mod5); [(s[mod5 == c].mean(), (s[mod5 == c] < 0).sum()) for c in range(5)]
//   adjusted_rand_score(a, b), normalized_mutual_info_score(a, b)         for the pairs below
//
// x holds multiples of 1/8, so float and double data are the same numbers.
#include <gtest/gtest.h>

#include <vector>

#include "oracle_device.hpp"
#include "shoal/metrics.hpp"

namespace shoal {
namespace {

constexpr std::int64_t k_rows = 503;

template <class T>
Matrix<T> sample() {
  Matrix<T> x(k_rows, 3);
  for (std::int64_t i = 0; i < k_rows; ++i) {
    for (std::int64_t j = 0; j < 3; ++j) {
      const auto eighths = (i * 37 + j * 101 + i * i * (j + 3)) % 211;
      x(i, j) = static_cast<T>(static_cast<double>(eighths) / 8.0 + (j == 0 ? static_cast<double>(i % 5) * 6.0 : 0.0));
    }
  }
  return x;
}

std::vector<std::int32_t> labels_of(std::int64_t rows, std::int32_t (*label)(std::int64_t)) {
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < rows; ++i) labels.push_back(label(i));
  return labels;
}

std::int32_t mod5(std::int64_t i) { return static_cast<std::int32_t>(i % 5); }
std::int32_t single(std::int64_t i) { return i == 0 ? 0 : 1 + static_cast<std::int32_t>(i % 2); }
std::int32_t squares(std::int64_t i) {
  const std::int32_t rank[] = {0, 1, 2, -1, 3};
  return rank[i * i % 7];
}

template <class T>
class ScikitLearn : public testing::Test {
 protected:
  std::unique_ptr<Device> device = test::make_oracle_device();
  ThreadPool threads{2};
  Cancellation cancellation;
  Context context{*device, threads, no_events(), cancellation};
  Matrix<T> values = sample<T>();
  std::unique_ptr<Points> points = device->upload(threads, MatrixView<const T>(values.view()));

  void expect(std::int32_t (*label)(std::int64_t), std::int64_t k, double width, double ratio, double overlap) {
    const auto labels = labels_of(k_rows, label);
    // Distances of float data are rounded to float: one part in 2^23 a distance, and a width is a difference of two.
    const double eps = sizeof(T) == 4 ? 0x1p-22 : 0x1p-48;
    EXPECT_NEAR(silhouette(context, *points, labels, k).mean, width, eps);
    EXPECT_NEAR(calinski_harabasz(context, *points, labels, k), ratio, 1e-12 * ratio);
    EXPECT_NEAR(davies_bouldin(context, *points, labels, k), overlap, 1e-12 * overlap);
  }
};

using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(ScikitLearn, Scalars);

TYPED_TEST(ScikitLearn, FiveClusters) {
  this->expect(mod5, 5, -0.028510351180800503, 58.912599925468179, 4.1751861198391156);
}

TYPED_TEST(ScikitLearn, UnequalClusters) {
  this->expect(squares, 4, -0.020322326459383519, 0.24204005329439102, 45.239063255189393);
}

TYPED_TEST(ScikitLearn, ClusterOfOne) {
  this->expect(single, 3, -0.069409458370598434, 1.5678253193478688, 41.954902477790625);
}

TYPED_TEST(ScikitLearn, AnEmptyClusterNumberChangesNothing) {
  this->expect([](std::int64_t i) { return mod5(i) + (mod5(i) > 1 ? 2 : 0); }, 8, -0.028510351180800503,
               58.912599925468179, 4.1751861198391156);
}

TYPED_TEST(ScikitLearn, SilhouettePerCluster) {
  const Silhouette found = silhouette(this->context, *this->points, labels_of(k_rows, mod5), 5);
  const double means[] = {0.039583021876490515, -0.05660978610912297, -0.087798691980028098, -0.059491007289234898,
                          0.021957651624595537};
  const std::int64_t negative[] = {43, 74, 77, 72, 41}, sizes[] = {101, 101, 101, 100, 100};
  ASSERT_EQ(found.clusters.size(), 5u);
  for (std::size_t c = 0; c < 5; ++c) {
    EXPECT_NEAR(found.clusters[c].mean, means[c], 0x1p-22);
    EXPECT_EQ(found.clusters[c].size, sizes[c]);
    EXPECT_DOUBLE_EQ(found.clusters[c].share_negative,
                     static_cast<double>(negative[c]) / static_cast<double>(sizes[c]));
  }
  EXPECT_DOUBLE_EQ(found.share_negative, 307.0 / 503.0);
}

/// silhouette_score(x[r], mod5[r]) of the rows r that Philox draws, by the shuffle of draw_distinct.hpp written anew in
/// Python.
TYPED_TEST(ScikitLearn, SilhouetteOfASample) {
  struct Case {
    std::uint64_t seed;
    std::int64_t count;
    std::vector<std::int64_t> first_rows;
    double width;
  };
  for (const Case& wanted :
       {Case{42, 100, {7, 17, 21, 25}, -0.052566906795753307}, Case{7, 250, {0, 1, 2, 3}, -0.041399250717014578},
        Case{1, 20, {4, 24, 27, 35}, -0.11477660460188917}}) {
    Context context = this->context.with_seed(wanted.seed);
    const auto found = sampled_silhouette(context, *this->points, labels_of(k_rows, mod5), 5, wanted.count);
    EXPECT_EQ(std::vector(found.rows.begin(), found.rows.begin() + 4), wanted.first_rows);
    EXPECT_NEAR(found.sample.mean, wanted.width, 0x1p-22);
    EXPECT_GT(found.standard_error, 0.0);
  }
}

struct Pair {
  std::vector<std::int32_t> a, b;
  double rand, info;
};

TEST(ScikitLearnPairs, EdgeCases) {
  const std::vector<Pair> pairs = {
      {{}, {}, 1.0, 1.0},
      {{3}, {9}, 1.0, 1.0},
      {{0, 0, 0, 0}, {4, 4, 4, 4}, 1.0, 1.0},
      {{0, 0, 0, 0}, {0, 1, 2, 3}, 0.0, 0.0},
      {{0, 1, 2, 3}, {3, 2, 1, 0}, 1.0, 1.0},
      {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, 0.0, 0.46275642631951835},
      {{0, 0, 1, 2}, {0, 0, 1, 1}, 0.5714285714285714, 0.79999999999999993},
      {{0, 0, 1, 1}, {0, 1, 0, 1}, -0.5, 0.0},
  };
  for (const Pair& pair : pairs) {
    EXPECT_DOUBLE_EQ(adjusted_rand(pair.a, pair.b), pair.rand);
    EXPECT_DOUBLE_EQ(adjusted_rand(pair.b, pair.a), pair.rand);
    EXPECT_NEAR(normalized_mutual_info(pair.a, pair.b), pair.info, 1e-15);
    EXPECT_NEAR(normalized_mutual_info(pair.b, pair.a), pair.info, 1e-15);
  }
}

TEST(ScikitLearnPairs, Samples) {
  const auto a = labels_of(k_rows, mod5);
  const auto residues = labels_of(k_rows, [](std::int64_t i) { return static_cast<std::int32_t>(i * i % 7); });
  const auto blocks = labels_of(k_rows, [](std::int64_t i) { return static_cast<std::int32_t>(i / 101); });
  const auto nudged = labels_of(k_rows, [](std::int64_t i) { return i % 11 == 0 ? (mod5(i) + 1) % 5 : mod5(i); });
  // The mutual information of near-independent labels is a sum of terms that cancel: its error is absolute.
  EXPECT_DOUBLE_EQ(adjusted_rand(a, residues), -0.0063934591579905501);
  EXPECT_NEAR(normalized_mutual_info(a, residues), 0.00020609329412787106, 1e-15);
  EXPECT_DOUBLE_EQ(adjusted_rand(a, blocks), -0.0079380638725753752);
  EXPECT_NEAR(normalized_mutual_info(a, blocks), 0.00011473554279109047, 1e-15);
  EXPECT_DOUBLE_EQ(adjusted_rand(a, nudged), 0.79061362239421706);
  EXPECT_NEAR(normalized_mutual_info(a, nudged), 0.80998898322308976, 1e-15);
}

}  // namespace
}  // namespace shoal
