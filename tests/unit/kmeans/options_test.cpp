#include <cmath>
#include <limits>

#include "fixture.hpp"
#include "shoal/error.hpp"

namespace shoal::test {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

Error fit_error(const KMeansOptions& options, std::span<const double> weights = {}) {
  Bench bench;
  try {
    bench.fit(blobs<float>(10, 2, 2), options, weights);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "accepted";
  return Error(ErrorCode::internal, "");
}

KMeansOptions with(void (*change)(KMeansOptions&)) {
  KMeansOptions options;
  options.k = 2;
  change(options);
  return options;
}

TEST(Options, OutOfRangeAreRefused) {
  const auto none = fit_error(with([](auto& o) { o.k = 0; }));
  EXPECT_STREQ(none.what(), "k: expected a whole number from 1 to 2,147,483,647");
  EXPECT_EQ(none.found(), "\"0\"");
  const auto many = fit_error(with([](auto& o) { o.k = 11; }));
  EXPECT_EQ(many.message(), "k = 11 clusters cannot be made from 10 rows");
  EXPECT_EQ(many.hint(), "ask for at most 10 clusters");
  for (const auto change :
       {+[](KMeansOptions& o) { o.k = -3; }, +[](KMeansOptions& o) { o.restarts = 0; },
        +[](KMeansOptions& o) { o.max_iterations = 0; }, +[](KMeansOptions& o) { o.tolerance = -1; },
        +[](KMeansOptions& o) { o.tolerance = std::nan(""); }, +[](KMeansOptions& o) { o.tolerance = k_infinity; },
        +[](KMeansOptions& o) { o.mini_batch_rows = 0; },
        +[](KMeansOptions& o) { o.k = std::numeric_limits<std::int64_t>::max(); }}) {
    EXPECT_EQ(fit_error(with(change)).code(), ErrorCode::usage);
  }
}

TEST(Options, InitialCentroidsMustFit) {
  auto options = with([](auto& o) {
    o.init = KMeansInit::given;
    o.initial = Matrix<double>(3, 2);
  });
  EXPECT_EQ(fit_error(options).message(), "the initial centroids are 3 x 2, not k x columns = 2 x 2");
  options.initial = Matrix<double>(2, 2);
  for (const double wrong : {std::nan(""), k_infinity, 1e39}) {
    options.initial(1, 0) = wrong;
    const auto error = fit_error(options);
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_EQ(error.where(), "initial centroids, row 2, column 1");
  }
}

TEST(Options, WeightsMustBeNumbersNotBelowZero) {
  std::vector<double> weights(10, 1.0);
  for (const double wrong : {-1.0, std::nan(""), k_infinity}) {
    weights[3] = wrong;
    const auto error = fit_error(with([](auto&) {}), weights);
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_EQ(error.where(), "weights, row 4");
  }
  EXPECT_EQ(fit_error(with([](auto&) {}), std::vector<double>(10, 0.0)).message(), "all weights are 0");
  EXPECT_EQ(fit_error(with([](auto&) {}), std::vector<double>(9, 1.0)).code(), ErrorCode::usage);
}

TEST(Options, NoRowsIsAnError) {
  Bench bench;
  const Matrix<float> none(0, 2);
  EXPECT_THROW(bench.fit(none, {.k = 1, .initial = {}}), Error);
}

TEST(Cancelling, EndsAFit) {
  for (const auto algorithm : {KMeansAlgorithm::lloyd, KMeansAlgorithm::mini_batch}) {
    Bench bench(2);
    const auto values = blobs<float>(100, 2, 3);
    const auto points = bench.upload(values);
    bench.cancellation.raise();
    try {
      fit_kmeans(bench.context, *points, {.k = 3, .algorithm = algorithm, .initial = {}});
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::cancelled);
    }
  }
}

}  // namespace
}  // namespace shoal::test
