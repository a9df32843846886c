#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "batching_device.hpp"
#include "shoal/error.hpp"
#include "shoal/random.hpp"
#include "shoal/sweep.hpp"

namespace shoal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Counts what it is told.
struct Listener : Events {
  void progress(std::string_view, std::int64_t done, std::int64_t total, std::string_view unit) override {
    EXPECT_EQ(unit, "fits");
    if (done == 0) last = 0;  // another sweep
    EXPECT_GE(done, last);
    EXPECT_LE(done, total);
    last = done;
    of = total;
  }
  std::int64_t last = 0, of = -1;
};

/// `groups` round groups of `each` rows in the plane, 20 apart, of radius about 1.
Matrix<float> round_groups(std::int64_t groups, std::int64_t each) {
  Matrix<float> x(groups * each, 2);
  for (std::int64_t i = 0; i < x.rows(); ++i) {
    for (std::int64_t j = 0; j < 2; ++j) {
      double sum = -3.0;  // of six uniform numbers: nearly normal
      for (std::uint32_t u = 0; u < 6; ++u) {
        sum += random_unit(5, Purpose::generate, static_cast<std::uint64_t>(2 * i + j), u);
      }
      x(i, j) = static_cast<float>(sum + 20.0 * static_cast<double>(j == 0 ? (i % groups) % 3 : (i % groups) / 3));
    }
  }
  return x;
}

class SweepTest : public testing::Test {
 protected:
  std::unique_ptr<Device> device = test::make_oracle_device();
  ThreadPool threads{1};
  Cancellation cancellation;
  Listener events;
  Context context{*device, threads, events, cancellation};

  static SweepOptions options(std::int64_t k_max, int bootstraps = 3) {
    SweepOptions out;
    out.k_max = k_max;
    out.bootstraps = bootstraps;
    out.kmeans.restarts = 3;
    return out;
  }
  SweepResult sweep(const Matrix<float>& x, const SweepOptions& how, std::span<const double> weights = {}) {
    const auto points = device->upload(threads, x.view());
    return sweep_kmeans(context, *points, how, weights);
  }
};

void expect_same(const SweepResult& a, const SweepResult& b) {
  EXPECT_EQ(a.inertia_one, b.inertia_one);
  EXPECT_EQ(a.warnings, b.warnings);
  ASSERT_EQ(a.entries.size(), b.entries.size());
  for (std::size_t e = 0; e < a.entries.size(); ++e) {
    const SweepEntry &one = a.entries[e], &other = b.entries[e];
    EXPECT_EQ(one.k, other.k);
    EXPECT_EQ(one.fit.labels, other.fit.labels);
    EXPECT_EQ(one.fit.centroids, other.fit.centroids);
    EXPECT_EQ(one.fit.inertia, other.fit.inertia);
    EXPECT_EQ(one.silhouette->widths, other.silhouette->widths);
    EXPECT_EQ(one.calinski_harabasz, other.calinski_harabasz);
    EXPECT_EQ(one.davies_bouldin, other.davies_bouldin);
    EXPECT_EQ(one.stability, other.stability);
    EXPECT_EQ(one.cluster_stability, other.cluster_stability);
    EXPECT_EQ(one.cluster_recovered, other.cluster_recovered);
  }
}

TEST_F(SweepTest, FindsTheGroupsAndChoosesThem) {
  for (const std::int64_t groups : {2, 3, 5}) {
    const Matrix<float> x = round_groups(groups, 40);
    const SweepResult found = sweep(x, options(8));
    const ChosenK chosen = choose_k(found, x.rows());
    EXPECT_EQ(chosen.k, groups);
    EXPECT_EQ(chosen.elbow, groups);
    const SweepEntry& entry = found.entries[static_cast<std::size_t>(groups - 2)];
    EXPECT_EQ(entry.stability, 1.0);
    EXPECT_EQ(entry.cluster_recovered, std::vector<int>(static_cast<std::size_t>(groups), 3));
    EXPECT_EQ(entry.smallest, 40);
  }
}

TEST_F(SweepTest, EachKIsTheFitThatFitKmeansGives) {
  const Matrix<float> x = round_groups(4, 25);
  const SweepOptions how = options(6);
  const SweepResult found = sweep(x, how);
  const auto points = device->upload(threads, x.view());
  ASSERT_EQ(found.entries.size(), 5u);
  for (const SweepEntry& entry : found.entries) {
    KMeansOptions kmeans = how.kmeans;
    kmeans.k = entry.k;
    const KMeansResult fit = fit_kmeans(context, *points, kmeans);
    EXPECT_EQ(entry.fit.labels, fit.labels);
    EXPECT_EQ(entry.fit.centroids, fit.centroids);
    EXPECT_EQ(entry.fit.inertia, fit.inertia);
    EXPECT_EQ(entry.silhouette->mean, silhouette(context, *points, fit.labels, entry.k).mean);
    EXPECT_EQ(entry.calinski_harabasz, calinski_harabasz(context, *points, fit.labels, entry.k));
    EXPECT_EQ(entry.davies_bouldin, davies_bouldin(context, *points, fit.labels, entry.k));
  }
  KMeansOptions one;
  one.k = 1;
  EXPECT_EQ(found.inertia_one, fit_kmeans(context, *points, one).inertia);
}

TEST_F(SweepTest, ThreadsChangeNoBit) {
  const Matrix<float> x = round_groups(3, 50);
  const SweepResult first = sweep(x, options(5, 5));
  for (const int count : {2, 7}) {
    ThreadPool pool(count);
    Context other{*device, pool, no_events(), cancellation};
    const auto points = device->upload(pool, x.view());
    expect_same(first, sweep_kmeans(other, *points, options(5, 5)));
  }
}

TEST_F(SweepTest, BatchesChangeNoBit) {
  test::BatchingDevice batching;
  Context other = context.on(batching);
  std::vector<double> weights(150, 1.5);
  weights[3] = 0.0;
  for (const std::int64_t groups : {1, 3}) {
    const Matrix<float> x = round_groups(groups, 150 / groups);
    const auto points = batching.upload(threads, x.view());
    for (const std::span<const double> own : {std::span<const double>(), std::span<const double>(weights)}) {
      const SweepResult tasks = sweep(x, options(7), own);
      EXPECT_EQ(events.last, events.of);
      const SweepResult batches = sweep_kmeans(other, *points, options(7), own);
      EXPECT_EQ(events.last, events.of);
      expect_same(tasks, batches);
    }
  }
  EXPECT_EQ(batching.largest_batch(), 3 * 6 * 3);  // starts of all resamples of all k
}

TEST_F(SweepTest, TheSeedMatters) {
  const Matrix<float> x = round_groups(1, 200);
  const auto points = device->upload(threads, x.view());
  Context other = context.with_seed(43);
  const SweepResult a = sweep_kmeans(context, *points, options(4)), b = sweep_kmeans(other, *points, options(4));
  EXPECT_NE(a.entries.back().cluster_stability, b.entries.back().cluster_stability);
  expect_same(a, sweep_kmeans(context, *points, options(4)));
}

TEST_F(SweepTest, ProgressEndsAtItsTotal) {
  sweep(round_groups(2, 20), options(5));
  EXPECT_EQ(events.of, 4 * (3 + 3));
  EXPECT_EQ(events.last, events.of);
}

TEST_F(SweepTest, ProgressEndsAtItsTotalWhenRowsRunOut) {
  Matrix<float> x(12, 1);
  for (std::int64_t i = 0; i < 12; ++i) x(i, 0) = static_cast<float>(i % 3);
  const SweepResult found = sweep(x, options(6));
  EXPECT_EQ(events.last, events.of);
  ASSERT_EQ(found.entries.size(), 2u);
  EXPECT_EQ(found.entries.back().fit.inertia, 0.0);
  EXPECT_THAT(found.warnings, ElementsAre(HasSubstr("the sweep ends at k = 3: only 3 distinct rows")));
  EXPECT_EQ(choose_k(found, 12).k, 3);
}

TEST_F(SweepTest, KIsCutToTheRows) {
  Matrix<float> x(5, 1);
  for (std::int64_t i = 0; i < 5; ++i) x(i, 0) = static_cast<float>(i * i);
  const SweepResult found = sweep(x, options(10));
  EXPECT_EQ(found.entries.back().k, 4);
  EXPECT_THAT(found.warnings, ElementsAre("the sweep ends at k = 4: there are 5 rows"));
  EXPECT_GE(choose_k(found, 5).k, 2);
}

TEST_F(SweepTest, NothingToTellApart) {
  for (const std::int64_t rows : {0, 1, 2}) {
    EXPECT_THROW(sweep(Matrix<float>(rows, 2), options(4)), Error) << rows;
  }
  try {
    sweep(Matrix<float>(50, 2), options(4));
    FAIL() << "equal rows were clustered";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_THAT(error.message(), HasSubstr("all rows are equal"));
  }
}

TEST_F(SweepTest, OptionsThatNoDataCouldMeet) {
  const Matrix<float> x = round_groups(2, 10);
  SweepOptions from_one = options(4);
  from_one.k_min = 1;
  SweepOptions backwards = options(4);
  backwards.k_min = 5;
  SweepOptions given = options(2);
  given.kmeans.init = KMeansInit::given;
  given.kmeans.initial = Matrix<double>(2, 2);
  for (const SweepOptions& wrong : {from_one, backwards, given, options(4, -1)}) {
    try {
      sweep(x, wrong);
      FAIL() << "taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
    }
  }
}

TEST_F(SweepTest, ARowWithoutWeightIsNotThere) {
  const Matrix<float> x = round_groups(3, 30);
  Matrix<float> with_strays(x.rows() + 2, 2);
  std::copy(x.values().begin(), x.values().end(), with_strays.values().begin());
  for (std::int64_t i : {0, 1}) with_strays(x.rows() + i, 0) = 25.0f + static_cast<float>(i);
  std::vector<double> weights(static_cast<std::size_t>(with_strays.rows()), 1.0);
  weights[static_cast<std::size_t>(x.rows())] = weights.back() = 0.0;
  const SweepResult found = sweep(with_strays, options(4), weights);
  EXPECT_EQ(found.entries[1].stability, 1.0);
  EXPECT_EQ(found.entries[1].fit.inertia, sweep(x, options(4)).entries[1].fit.inertia);
}

TEST_F(SweepTest, CosineAndMiniBatchAreTheFitsOfFitKmeans) {
  Matrix<float> x(120, 2);  // three bundles of directions
  for (std::int64_t i = 0; i < 120; ++i) {
    const double angle =
        2.0 * static_cast<double>(i % 3) + 0.3 * random_unit(9, Purpose::generate, static_cast<std::uint64_t>(i));
    x(i, 0) = static_cast<float>(std::cos(angle));
    x(i, 1) = static_cast<float>(std::sin(angle));
  }
  const auto points = device->upload(threads, x.view());
  SweepOptions cosine = options(4), batches = options(4);
  cosine.kmeans.metric = Metric::cosine;
  batches.kmeans.algorithm = KMeansAlgorithm::mini_batch;
  batches.kmeans.mini_batch_rows = 64;
  for (SweepOptions& how : {std::ref(cosine), std::ref(batches)}) {
    const SweepResult found = sweep_kmeans(context, *points, how);
    how.kmeans.k = 3;
    const KMeansResult fit = fit_kmeans(context, *points, how.kmeans);
    EXPECT_EQ(found.entries[1].fit.labels, fit.labels);
    EXPECT_EQ(found.entries[1].fit.inertia, fit.inertia);
    EXPECT_EQ(choose_k(found, 120).k, 3);
  }
}

TEST_F(SweepTest, OneRowHoldsAllTheWeight) {
  std::vector<double> weights(30, 0.0);
  weights[7] = 1.0;
  EXPECT_THROW(sweep(round_groups(3, 10), options(4), weights), Error);
}

TEST_F(SweepTest, MeasuresCanBeLeftOut) {
  SweepOptions how = options(4, 0);
  how.silhouette = false;
  const SweepResult found = sweep(round_groups(3, 20), how);
  EXPECT_EQ(found.bootstraps, 0);
  for (const SweepEntry& entry : found.entries) {
    EXPECT_FALSE(entry.silhouette);
    EXPECT_FALSE(entry.stability);
  }
  EXPECT_EQ(choose_k(found, 60).k, 3);
}

TEST_F(SweepTest, ARaisedCancellationEndsIt) {
  Cancellation raised;
  raised.raise();
  ThreadPool pool(2, &raised);
  Context other{*device, pool, no_events(), raised};
  const Matrix<float> x = round_groups(3, 20);
  const auto points = device->upload(threads, x.view());
  EXPECT_THROW(sweep_kmeans(other, *points, options(4)), Error);
}

}  // namespace
}  // namespace shoal
