// Rows in several places: a fit gives the bits that it gives where all rows are in one process.
#include <gtest/gtest.h>

#include <string>

#include "fixture.hpp"
#include "shoal/error.hpp"
#include "shoal/metrics.hpp"
#include "shoal/rows.hpp"
#include "shoal/sweep.hpp"
#include "thread_ranks.hpp"

namespace shoal {
namespace {

using test::Bench;
using test::blobs;
using test::matrix;

/// Where rank r of `ranks` begins: unequal parts, the last ones small.
std::int64_t start_of(std::int64_t rows, int rank, int ranks) {
  return rank == ranks ? rows : rows * (rank * (2 * ranks - rank)) / (ranks * ranks);
}

template <class T>
struct Part {
  Part(const Matrix<T>& values, std::span<const double> all_weights, int rank, int ranks)
      : begin(start_of(values.rows(), rank, ranks)),
        view{values.row(begin), start_of(values.rows(), rank + 1, ranks) - begin, values.cols()} {
    if (!all_weights.empty())
      weights = all_weights.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(view.rows));
  }
  std::int64_t begin;
  MatrixView<const T> view;
  std::span<const double> weights;
};

std::unique_ptr<Device> device_named(const std::string& name) {
  return name == "oracle" ? test::make_oracle_device() : make_device(name);
}

/// The fit of this rank's part of the rows.
template <class T>
KMeansResult fit_part(Communicator& rank, const std::string& device_name, const Matrix<T>& values,
                      const KMeansOptions& options, std::span<const double> weights) {
  const Part<T> part(values, weights, rank.rank(), rank.ranks());
  const auto device = device_named(device_name);
  const Cancellation never;
  ThreadPool threads(2, &never);
  Context context{*device, threads, no_events(), never, k_default_seed, 0, rank};
  const auto points = device->upload(threads, HostView(part.view));
  return fit_kmeans(context, *points, options, part.weights);
}

template <class T>
void expect_same(const Matrix<T>& values, const KMeansOptions& options, std::span<const double> weights = {},
                 const std::string& device = "cpu") {
  const KMeansResult wanted = fit_part(one_process(), device, values, options, weights);
  for (const int ranks : {2, 3, 5}) {
    SCOPED_TRACE(device + ", " + std::to_string(ranks) + " ranks");
    std::vector<KMeansResult> got(static_cast<std::size_t>(ranks));
    test::on_ranks(ranks, [&](Communicator& rank) {
      got[static_cast<std::size_t>(rank.rank())] = fit_part(rank, device, values, options, weights);
    });
    std::vector<std::int32_t> labels;
    for (const KMeansResult& result : got) {
      labels.insert(labels.end(), result.labels.begin(), result.labels.end());
      EXPECT_EQ(wanted.centroids, result.centroids);
      EXPECT_EQ(wanted.sizes, result.sizes);
      EXPECT_EQ(wanted.inertia, result.inertia);
      EXPECT_EQ(wanted.inertia_trace, result.inertia_trace);
      EXPECT_EQ(wanted.iterations, result.iterations);
      EXPECT_EQ(wanted.restart, result.restart);
      EXPECT_EQ(wanted.warnings, result.warnings);
    }
    EXPECT_EQ(wanted.labels, labels);
  }
}

std::vector<double> some_weights(std::int64_t rows) {
  std::vector<double> weights;
  for (std::int64_t i = 0; i < rows; ++i) {
    weights.push_back(i % 7 == 0 ? 0.0 : random_unit(9, Purpose::sample, static_cast<std::uint64_t>(i)));
  }
  return weights;
}

TEST(Ranks, GiveTheFitOfOneProcess) {
  const auto single = blobs<float>(700, 3, 6);
  const auto wide = blobs<float>(300, 20, 5);
  const auto twice = blobs<double>(400, 2, 7);
  for (const std::string device : {"cpu", "oracle"}) {
    expect_same(single, {.k = 6, .restarts = 3, .initial = {}}, {}, device);
  }
  expect_same(wide, {.k = 5, .restarts = 2, .initial = {}});
  expect_same(twice, {.k = 9, .restarts = 2, .tolerance = 1e-3, .initial = {}});
}

TEST(Ranks, GiveTheFitOfOneProcessWithWeights) {
  const auto values = blobs<float>(500, 4, 5);
  expect_same(values, {.k = 5, .restarts = 2, .initial = {}}, some_weights(500));
  expect_same(values, {.k = 5, .init = KMeansInit::random, .restarts = 2, .initial = {}}, some_weights(500));
}

TEST(Ranks, GiveTheFitOfOneProcessWhereRestartsAreTooBigToRunBesideEachOther) {
  expect_same(blobs<float>(30'000, 16, 9), {.k = 9, .restarts = 2, .initial = {}});
}

TEST(Ranks, FillEmptyClustersWithTheFarthestRowsOfAll) {
  const auto values = blobs<double>(300, 2, 4);
  KMeansOptions options{.k = 6,
                        .init = KMeansInit::given,
                        .initial = matrix<double>(2, {1, 1, 9, 9, 20, 20, 900, 900, 950, 950, 990, 990})};
  expect_same(values, options);
  expect_same(values, options, some_weights(300));
}

TEST(Ranks, AreRefusedWhereClustersAreAsPoints) {
  Matrix<double> values(60, 1);
  for (std::int64_t i = 0; i < 60; ++i) values(i, 0) = static_cast<double>(i % 4);
  try {
    test::on_ranks(
        2, [&](Communicator& rank) { fit_part(rank, "cpu", values, {.k = 6, .restarts = 2, .initial = {}}, {}); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(),
              "a fit of clusters that are points beside the width of the data needs all rows in one process, not in 2");
  }
}

TEST(Ranks, GiveTheFitOfOneProcessByEveryInitialisationAndAlgorithm) {
  const auto values = blobs<float>(600, 3, 6);
  expect_same(values, {.k = 6, .init = KMeansInit::scalable, .restarts = 2, .initial = {}}, some_weights(600));
  expect_same(values, {.k = 6, .init = KMeansInit::random, .restarts = 2, .initial = {}});
  expect_same(values,
              {.k = 6,
               .algorithm = KMeansAlgorithm::mini_batch,
               .restarts = 2,
               .max_iterations = 20,
               .mini_batch_rows = 64,
               .initial = {}},
              some_weights(600));
}

TEST(Ranks, AllLearnWhatIsWrongOnOne) {
  const auto values = blobs<float>(100, 2, 3);
  auto weights = std::vector<double>(100, 1.0);
  weights.back() = -1.0;
  std::vector<std::string> messages(3);
  test::on_ranks(3, [&](Communicator& rank) {
    try {
      fit_part(rank, "cpu", values, {.k = 2, .initial = {}}, weights);
    } catch (const Error& error) {
      messages[static_cast<std::size_t>(rank.rank())] = error.what();
    }
  });
  EXPECT_EQ(messages[0], "another rank has given up");
  EXPECT_EQ(messages[2], "weights, row 100: a weight must be a finite number not below 0");
}

TEST(Ranks, AreRefusedWhereAllRowsAreNeeded) {
  const auto values = blobs<float>(60, 2, 3);
  test::on_ranks(2, [&](Communicator& rank) {
    Bench bench;
    Context context = bench.context;
    Context shared{context.device, context.threads, context.events, context.cancellation, 1, 0, rank};
    const auto points = bench.upload(values);
    const std::vector<std::int32_t> labels(60, 0);
    const auto refused = [](const auto& call) {
      try {
        call();
        return std::string();
      } catch (const Error& error) {
        return error.message();
      }
    };
    EXPECT_EQ(refused([&] { sweep_kmeans(shared, *points, {}); }),
              "a sweep over k needs all rows in one process, not in 2");
    EXPECT_EQ(refused([&] { silhouette(shared, *points, labels, 1); }),
              "a silhouette needs all rows in one process, not in 2");
    EXPECT_EQ(refused([&] { davies_bouldin(shared, *points, labels, 1); }),
              "the dispersion of clusters needs all rows in one process, not in 2");
  });
}

TEST(Ranks, FindRowsByTheirNumber) {
  const auto values = blobs<float>(50, 3, 4);
  const std::vector<std::int64_t> rows{49, 0, 17, 17, 30, 2};
  test::on_ranks(3, [&](Communicator& rank) {
    const Part<float> part(values, {}, rank.rank(), 3);
    const Points points{HostView(part.view)};
    const Rows all(points, rank);
    EXPECT_EQ(all.count(), 50);
    EXPECT_EQ(all.offset(), part.begin);
    EXPECT_EQ(all.gather(rows), Rows(Points(HostView(values.view()))).gather(rows));
  });
}

}  // namespace
}  // namespace shoal
