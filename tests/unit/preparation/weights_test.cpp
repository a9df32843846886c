// A row of weight 3 is fitted on as three rows are, bit for bit.
#include <gtest/gtest.h>

#include <cmath>

#include "base/weights.hpp"
#include "errors.hpp"
#include "shoal/preparation.hpp"
#include "shoal/random.hpp"

namespace shoal {
namespace {

using Weights = std::vector<double>;

/// Values of three scales, none below 0.
FeatureTable random_table(std::int64_t rows, std::uint64_t seed) {
  Matrix<double> values(rows, 3);
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < 3; ++j) {
      const double u = random_unit(seed, Purpose::generate, static_cast<std::uint64_t>(3 * i + j));
      values(i, j) = (u < 0.03 ? 40.0 : 1.0) * (std::exp(3.0 * u) - 1.0) * std::pow(100.0, static_cast<double>(j));
    }
  }
  return {{"", {}, {"a", "b", "c"}}, std::move(values)};
}

Weights random_counts(std::int64_t rows, std::uint64_t seed) {
  Weights weights;
  for (std::int64_t i = 0; i < rows; ++i) {
    weights.push_back(static_cast<double>(random_below(5, seed, Purpose::sample, static_cast<std::uint64_t>(i))));
  }
  return weights;
}

FeatureTable repeated(const FeatureTable& table, const Weights& weights) {
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    rows.insert(rows.end(), static_cast<std::size_t>(weights[i]), static_cast<std::int64_t>(i));
  }
  return rows_of(table, rows);
}

TEST(Weights, CountRowsInEveryStep) {
  for (const char* text :
       {"standardise", "min-max", "robust", "winsorise:0.05,standardise", "log1p,robust", "drop-z:2,standardise",
        "drop-iqr:1.5@b,min-max", "drop-z:1,drop-iqr:1,standardise", "impute,standardise,unit-length"}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const FeatureTable table = random_table(137, seed);
      const Weights weights = random_counts(137, seed);
      Preparation weighted = Preparation::parse(text), plain = Preparation::parse(text);
      std::vector<std::int64_t> kept;
      weighted.fit(table, kept, weights);
      plain.fit(repeated(table, weights), kept);
      for (std::size_t s = 0; s < plain.steps().size(); ++s) {
        EXPECT_EQ(weighted.steps()[s].first, plain.steps()[s].first) << text << " " << seed;
        EXPECT_EQ(weighted.steps()[s].second, plain.steps()[s].second) << text << " " << seed;
      }
    }
  }
}

TEST(Weights, CountRowsOfFloatsToo) {
  const FeatureTable table = random_table(500, 3);
  const Weights weights = random_counts(500, 3);
  Matrix<float> floats = to_float(table.doubles());
  const FeatureTable rounded{{"", {}, {"a", "b", "c"}},
                             Matrix<double>(500, 3, {floats.values().begin(), floats.values().end()})};
  Preparation in_floats = Preparation::parse("winsorise:0.1,standardise"), plain = in_floats;
  std::vector<std::int64_t> kept;
  in_floats.fit(std::move(floats), table, kept, weights);
  plain.fit(repeated(rounded, weights), kept);
  EXPECT_EQ(in_floats.steps()[0].first, plain.steps()[0].first);
  EXPECT_EQ(in_floats.steps()[1].second, plain.steps()[1].second);
}

/// Only ratios matter to means and deviations.
TEST(Weights, OfAnySizeStandardise) {
  const FeatureTable table = random_table(50, 1);
  Weights weights = random_counts(50, 1);
  std::vector<std::int64_t> kept;
  const Matrix<double> wanted = Preparation::parse("standardise").fit(table, kept, weights);
  for (const double unit : {0x1p-1040, 0x1p-3, 0x1p900}) {
    Weights scaled;
    for (const double weight : weights) scaled.push_back(weight * unit);
    EXPECT_EQ(Preparation::parse("standardise").fit(table, kept, scaled), wanted) << unit;
  }
}

TEST(Weights, ThatAreNoNumbersOfRowsHaveNoQuantiles) {
  const FeatureTable table = random_table(4, 1);
  std::vector<std::int64_t> kept;
  for (const char* text : {"robust", "standardise,winsorise:0.1", "drop-iqr:1.5", "impute"}) {
    const Error error = test::error_of([&] { Preparation::parse(text).fit(table, kept, Weights{1, 0.5, 2, 1}); });
    EXPECT_EQ(error.code(), ErrorCode::data) << text;
    EXPECT_EQ(error.where(), "weights, row 2") << text;
    EXPECT_FALSE(error.hint().empty());
  }
  EXPECT_NO_THROW(Preparation::parse("drop-z:3,min-max").fit(table, kept, Weights{1, 0.5, 2, 1}));
}

TEST(Weights, ThatCannotBeAreRefused) {
  const FeatureTable table = random_table(3, 1);
  std::vector<std::int64_t> kept;
  const auto refused = [&](const Weights& weights) {
    return test::error_of([&] { Preparation::parse("standardise").fit(table, kept, weights); }).message();
  };
  EXPECT_EQ(refused({1, -1, 1}), "a weight must be a finite number not below 0");
  EXPECT_EQ(refused({1, NAN, 1}), "a weight must be a finite number not below 0");
  EXPECT_EQ(refused({0, 0, 0}), "all weights are 0");
  EXPECT_EQ(refused({1, 1}), "2 weights for 3 rows");
}

TEST(SpreadDraws, GiveEachRowItsShare) {
  const Weights counts = random_counts(1000, 5);
  std::vector<std::int64_t> wanted;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    wanted.insert(wanted.end(), static_cast<std::size_t>(counts[i]), static_cast<std::int64_t>(i));
  }
  EXPECT_EQ(spread_draws(counts, counted_rows(counts, 1000)), wanted);
  Weights weights;
  double sum = 0.0;
  for (std::uint64_t i = 0; i < 300; ++i) sum += weights.emplace_back(1e-300 * random_unit(1, Purpose::sample, i));
  const std::vector<std::int64_t> drawn = spread_draws(weights, 10'000);
  ASSERT_EQ(drawn.size(), 10'000u);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto times = std::ranges::count(drawn, static_cast<std::int64_t>(i));
    EXPECT_NEAR(static_cast<double>(times), weights[i] / sum * 10'000, 1.0) << i;
  }
}

}  // namespace
}  // namespace shoal
