// Labels of the certified search against canonical distances to all centroids.
#include <random>

#include "searching.hpp"

namespace shoal::cuda {
namespace {

using test::Case;
using test::Pattern;

void expect_canonical(const Gpu& gpu, const Case& which, RowRange range) {
  SCOPED_TRACE(which.name() + " sm_" + std::to_string(gpu.architecture));
  const test::Problem problem = make_problem(which);
  EXPECT_EQ(search(gpu, problem.narrow, problem.centroids, range).labels,
            oracle_labels(problem.narrow, problem.centroids, range));
}

TEST(CertifiedSearch, FindsCanonicalLabelsAtEveryEdgeOfItsTiles) {
  for (const int architecture : {75, 80, 90}) {
    for (const Case& c : {uniform(1, 17, 1), uniform(127, 17, 127), uniform(128, 64, 128), uniform(129, 65, 129),
                          uniform(257, 48, 2), uniform(61, 100, 300), uniform(131, 63, 257), uniform(5, 257, 16),
                          uniform(19, 784, 31), uniform(13, 1000, 130)}) {
      expect_canonical(gpu_of(architecture), c, {0, c.n});
    }
  }
}

TEST(CertifiedSearch, FindsCanonicalLabelsOfEveryPattern) {
  for (int p = 0; p <= static_cast<int>(Pattern::twins); ++p) {
    for (const std::int64_t d : {17, 40}) {
      for (const std::int64_t k : {2, 33, 150}) {
        expect_canonical(gpu_of(80), {157, d, k, Scalar::f32, false, static_cast<Pattern>(p)}, {0, 157});
      }
    }
  }
}

TEST(CertifiedSearch, FindsTheSameWhenTensorCoresErrAsFarAsTheyMay) {
  const MmaError error(k_worst_mma);
  for (int p = 0; p <= static_cast<int>(Pattern::twins); ++p) {
    for (const std::int64_t d : {17, 130}) {
      expect_canonical(gpu_of(80), {101, d, 33, Scalar::f32, false, static_cast<Pattern>(p)}, {0, 101});
    }
  }
}

TEST(CertifiedSearch, TakesPartOfTheRows) {
  for (const RowRange range : {RowRange{0, 0}, RowRange{7, 7}, RowRange{3, 140}, RowRange{200, 301}}) {
    expect_canonical(gpu_of(80), uniform(301, 20, 40), range);
  }
}

TEST(CertifiedSearch, TakesCentroidsFarBeyondTheRows) {
  test::Problem problem = make_problem(uniform(90, 24, 40));
  for (std::int64_t c = 0; c < 40; ++c) {
    const double factor = c % 4 == 0 ? 1e30 : c % 4 == 1 ? 40.0 : c % 4 == 2 ? -3.0 : 1e4;
    for (std::int64_t j = 0; j < 24; ++j)
      problem.centroids(c, j) = static_cast<float>(factor * problem.centroids(c, j));
  }
  EXPECT_EQ(search(gpu_of(80), problem.narrow, problem.centroids, {0, 90}).labels,
            oracle_labels(problem.narrow, problem.centroids, {0, 90}));
}

TEST(CertifiedSearch, ProvesMostRowsOfGroupsAndComparesAFewCentroidsOfTheRest) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  Matrix<float> points(400, 64);
  Matrix<double> centroids(150, 64);
  for (std::int64_t c = 0; c < 150; ++c)
    for (std::int64_t j = 0; j < 64; ++j) centroids(c, j) = static_cast<double>(normal(random));
  for (std::int64_t i = 0; i < 400; ++i)
    for (std::int64_t j = 0; j < 64; ++j) points(i, j) = normal(random);
  const Found found = search(gpu_of(80), points, centroids, {0, 400});
  EXPECT_EQ(found.labels, oracle_labels(points, centroids, {0, 400}));
  EXPECT_LT(found.counts.uncertain, 40);
  EXPECT_GE(found.counts.candidates, static_cast<unsigned long long>(found.counts.uncertain));
  EXPECT_LE(found.counts.candidates, 4ull * static_cast<unsigned long long>(found.counts.uncertain));
  EXPECT_EQ(found.counts.rescans, 0);
}

TEST(CertifiedSearch, RescansRowsAmongManyEqualCentroids) {
  Matrix<float> points(30, 20);
  Matrix<double> centroids(40, 20);
  for (std::int64_t i = 0; i < 30; ++i)
    for (std::int64_t j = 0; j < 20; ++j) points(i, j) = static_cast<float>(i + j);
  for (std::int64_t c = 0; c < 40; ++c)
    for (std::int64_t j = 0; j < 20; ++j) centroids(c, j) = static_cast<double>(j + (c < 20 ? 3 : 20));
  const Found found = search(gpu_of(80), points, centroids, {0, 30});
  EXPECT_EQ(found.labels, oracle_labels(points, centroids, {0, 30}));
  EXPECT_EQ(found.counts.uncertain, 30);
  EXPECT_EQ(found.counts.rescans, 30);
}

}  // namespace
}  // namespace shoal::cuda
