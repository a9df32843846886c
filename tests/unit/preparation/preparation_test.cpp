// Expected numbers of the quantile cases: numpy.quantile 2.4.6 on the values written here.
#include "shoal/preparation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "shoal/error.hpp"
#include "shoal/random.hpp"

namespace shoal::test {
namespace {

FeatureTable table_of(std::vector<std::string> names, const std::vector<double>& values) {
  FeatureTable table{{"", {}, std::move(names)}, {}};
  const auto d = static_cast<std::int64_t>(table.names.size());
  table.values = Matrix<double>(static_cast<std::int64_t>(values.size()) / d, d);
  table.doubles().values() = values;
  return table;
}

std::vector<double> prepared(const std::string& text, const FeatureTable& table, Preparation* fitted = nullptr) {
  auto preparation = Preparation::parse(text);
  std::vector<std::int64_t> kept;
  auto values = preparation.fit(table, kept).values();
  if (fitted != nullptr) *fitted = preparation;
  return values;
}

/// The error that the preparation of the table ends with.
Error error_of(const std::string& text, const FeatureTable& table) {
  try {
    prepared(text, table);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << text << " was accepted";
  return Error(ErrorCode::internal, "");
}

Error parse_error(const std::string& text) {
  try {
    Preparation::parse(text);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << text << " was accepted";
  return Error(ErrorCode::internal, "");
}

TEST(PreparationText, ComesBackAsItWasRead) {
  for (const std::string text :
       {"none", "log1p,standardise", "winsorise:0.01,min-max", "drop-iqr:1.5@Frequency+TotalSpend,standardise",
        "impute,robust,unit-length", "drop-z:3,standardise@a"}) {
    EXPECT_EQ(Preparation::parse(text).text(), text);
  }
  EXPECT_EQ(Preparation::parse("").text(), "none");
  EXPECT_EQ(Preparation::parse(" standardize , minmax").text(), "standardise,min-max");
  EXPECT_EQ(Preparation::parse("winsorise,drop-z,drop-iqr").text(), "winsorise:0.01,drop-z:3,drop-iqr:1.5");
}

TEST(PreparationText, SuggestsAndListsTheSteps) {
  const auto error = parse_error("log1p,standardize1");
  EXPECT_EQ(error.code(), ErrorCode::usage);
  EXPECT_EQ(error.message(), "unknown preparation step \"standardize1\"; did you mean \"standardise\"?");
  EXPECT_EQ(error.found(),
            "log1p, winsorise, drop-z, drop-iqr, standardise, min-max, robust, unit-length, impute, none");
}

TEST(PreparationText, RefusesBadParameters) {
  for (const std::string text : {"winsorise:0.5", "winsorise:-0.1", "winsorise:x", "winsorise:", "drop-z:0",
                                 "drop-z:nan", "drop-iqr:-1", "drop-iqr:1.5x", "log1p:2", "drop-z:3@", "drop-z:inf"}) {
    EXPECT_EQ(parse_error(text).code(), ErrorCode::usage) << text;
  }
}

TEST(Steps, DoWhatTheirDefinitionSays) {
  const auto table = table_of({"a"}, {4, 1, 3, 2, 10});
  EXPECT_EQ(prepared("none", table), (std::vector<double>{4, 1, 3, 2, 10}));
  EXPECT_EQ(prepared("min-max", table), (std::vector<double>{3.0 / 9, 0, 2.0 / 9, 1.0 / 9, 1}));
  EXPECT_EQ(prepared("robust", table), (std::vector<double>{0.5, -1, 0, -0.5, 3.5}));
  EXPECT_EQ(prepared("winsorise:0.1", table), (std::vector<double>{4, 1.4, 3, 2, 7.6000000000000005}));
  EXPECT_EQ(prepared("drop-iqr:1.5", table), (std::vector<double>{4, 1, 3, 2}));
  EXPECT_EQ(prepared("drop-z:1.5", table), (std::vector<double>{4, 1, 3, 2}));
  EXPECT_EQ(prepared("log1p", table)[1], std::log1p(1.0));
  // Mean 4 and population variance 10.
  EXPECT_EQ(prepared("standardise", table), (std::vector<double>{0, -3 / std::sqrt(10.0), -1 / std::sqrt(10.0),
                                                                 -2 / std::sqrt(10.0), 6 / std::sqrt(10.0)}));
  EXPECT_EQ(prepared("unit-length", table_of({"a", "b"}, {3, 4, 0, -2})), (std::vector<double>{0.6, 0.8, 0, -1}));
}

TEST(Steps, TakeQuantilesAsNumpyDoes) {
  const auto table = table_of({"a"}, {0.3, 1.7, 2.9, 11.1, 40.03, 41.9, 77.7});
  Preparation fitted;
  prepared("winsorise:0.01", table, &fitted);
  EXPECT_EQ(fitted.steps()[0].first[0], 0.384);
  EXPECT_EQ(fitted.steps()[0].second[0], 75.55199999999998);
  prepared("robust", table, &fitted);
  EXPECT_EQ(fitted.steps()[0].first[0], 11.1);
  EXPECT_EQ(fitted.steps()[0].second[0], 40.965 - 2.3);
}

TEST(Steps, TouchOnlyTheColumnsNamed) {
  const auto table = table_of({"a", "b"}, {0, 5, 2, 7});
  EXPECT_EQ(prepared("min-max@b", table), (std::vector<double>{0, 0, 2, 1}));
  EXPECT_EQ(prepared("standardise@b+a", table), (std::vector<double>{-1, -1, 1, 1}));
}

TEST(Steps, MakeConstantColumnsZero) {
  // 0.1 n times does not add up to n / 10, yet the column is constant.
  const auto table = table_of({"a"}, std::vector<double>(7, 0.1));
  for (const std::string step : {"standardise", "min-max", "robust"}) {
    EXPECT_EQ(prepared(step, table), std::vector<double>(7, 0.0)) << step;
  }
  EXPECT_EQ(prepared("drop-z:3,drop-iqr", table), std::vector<double>(7, 0.1));
}

/// Sums of as many parts as there are columns in a share table, in double: 1 up to rounding.
std::vector<double> sums_of_shares(std::int64_t rows, int parts) {
  std::vector<double> sums;
  for (std::int64_t i = 0; i < rows; ++i) {
    std::vector<double> shares;
    double total = 0.0, sum = 0.0;
    for (int p = 0; p < parts; ++p) {
      shares.push_back(random_unit(3, Purpose::generate, static_cast<std::uint64_t>(i * parts + p)));
      total += shares.back();
    }
    for (const double share : shares) sum += share / total;
    sums.push_back(sum);
  }
  return sums;
}

TEST(Steps, TakeWhatDiffersFromAConstantByRoundingAsConstant) {
  for (const int parts : {2, 5, 52, 400, 3000}) {
    auto sums = sums_of_shares(200, parts);
    ASSERT_LT(*std::ranges::min_element(sums), *std::ranges::max_element(sums));
    for (const double scale : {1.0, -3e-200, 7e250}) {
      auto scaled = sums;
      for (double& sum : scaled) sum *= scale;
      const auto table = table_of({"total"}, scaled);
      for (const std::string step : {"standardise", "min-max", "robust"}) {
        Preparation fitted;
        EXPECT_EQ(prepared(step, table, &fitted), std::vector<double>(200, 0.0)) << step << parts;
        EXPECT_EQ(fitted.constant_to_rounding(), std::vector<std::string>{"total"});
      }
      EXPECT_EQ(prepared("drop-z:1,drop-iqr:0.1", table), scaled);
    }
  }
}

TEST(Steps, TakeQuartilesThatDifferByRoundingAsEqual) {
  auto sums = sums_of_shares(200, 52);
  sums[3] = 5.0;
  const auto table = table_of({"total"}, sums);
  Preparation fitted;
  const auto robust = prepared("robust", table, &fitted);
  EXPECT_TRUE(fitted.constant_to_rounding().empty());
  for (std::size_t i = 0; i < robust.size(); ++i) EXPECT_NEAR(robust[i], i == 3 ? 4.0 : 0.0, 1e-12);
  EXPECT_EQ(prepared("drop-iqr", table).size(), 199u);
}

TEST(Steps, KeepSmallDifferencesThatAreNotRounding) {
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) values.push_back(1e9 + 1e-3 * (i % 7));
  Preparation fitted;
  const auto standardised = prepared("standardise", table_of({"a"}, values), &fitted);
  EXPECT_TRUE(fitted.constant_to_rounding().empty());
  EXPECT_NEAR(standardised[6] - standardised[0], 3.0, 0.1);
}

TEST(SinglePrecision, IsTooShortForSmallDifferencesOfLargeValues) {
  const auto lost = [](const auto& value_of, std::int64_t rows = 400) {
    Matrix<double> values(rows, 2);
    for (std::int64_t i = 0; i < rows; ++i) {
      values(i, 0) = random_unit(1, Purpose::generate, static_cast<std::uint64_t>(i));
      values(i, 1) = value_of(i, random_unit(2, Purpose::generate, static_cast<std::uint64_t>(i)));
    }
    return lost_in_single(values, {"a", "b"});
  };
  const std::string apart = "it cannot tell the values of column b apart";
  for (const double offset : {1e6, 1e8, -1e12}) {
    EXPECT_EQ(lost([&](auto, double u) { return offset + u; }), apart) << offset;
    // A gap in place of some values does not make the others apart.
    EXPECT_EQ(lost([&](auto i, double u) { return i % 9 == 0 ? 0.0 : offset + u; }), apart) << offset;
    EXPECT_EQ(lost([&](auto i, double u) { return i % 2 == 0 ? 0.0 : offset + u; }), apart) << offset;
  }
  // Unix times of one hour.
  EXPECT_EQ(lost([](auto, double u) { return 1.7e9 + std::floor(3600 * u); }), apart);
  EXPECT_EQ(lost([](auto, double u) { return 1e-30 * u; }), "");  // beside a column of usual size
  EXPECT_EQ(lost([](auto, double u) { return 1e25 * u; }), "values are too large to be squared in it");
  for (const double offset : {0.0, 1.0, 100.0}) {
    EXPECT_EQ(lost([&](auto, double u) { return offset + u; }, 30'000), "") << offset;
  }
  EXPECT_EQ(lost([](auto i, double) { return static_cast<double>(i % 3); }), "");
  EXPECT_EQ(lost([](auto i, double u) { return i % 10 == 0 ? 1e5 * u : 0.0; }), "");
  EXPECT_EQ(lost([](auto i, double) { return 0.1 * static_cast<double>(i % 3) * 3.0; }), "");
  const auto sums = sums_of_shares(400, 52);
  EXPECT_EQ(lost([&](auto i, double) { return sums[static_cast<std::size_t>(i)]; }), "");
}

TEST(Steps, StandardiseHugeAndTinyValues) {
  for (const double scale : {1e-300, 5e-324, 1e-160, 1e200, 1e307}) {
    const auto values = prepared("standardise", table_of({"a"}, {-scale, scale}));
    EXPECT_EQ(values, (std::vector<double>{-1, 1})) << scale;
  }
  const auto error = error_of("standardise", table_of({"a"}, {1.5e308, 1.7e308, 1.6e308}));
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_EQ(error.where(), "column a");
  EXPECT_EQ(error_of("min-max", table_of({"a"}, {1.5e308, -1.7e308})).code(), ErrorCode::data);
}

TEST(Impute, FillsGapsWithTheMedian) {
  const double gap = std::numeric_limits<double>::quiet_NaN();
  Preparation fitted;
  EXPECT_EQ(prepared("impute", table_of({"a"}, {1, gap, 4, 3}), &fitted), (std::vector<double>{1, 3, 4, 3}));
  EXPECT_EQ(fitted.apply(table_of({"a"}, {gap})).values(), (std::vector<double>{3}));
  EXPECT_EQ(error_of("impute", table_of({"a"}, {gap, gap})).where(), "column a");
}

TEST(Values, ThatAStepCannotTakeAreNamed) {
  const double gap = std::numeric_limits<double>::quiet_NaN();
  auto table = table_of({"a", "b"}, {1, 2, 3, gap});
  for (const std::string text : {"none", "standardise", "log1p", "drop-z:3", "impute@a"}) {
    const auto error = error_of(text, table);
    EXPECT_EQ(error.code(), ErrorCode::data) << text;
    EXPECT_EQ(error.where(), "row 2, column b") << text;
  }
  table = table_of({"a"}, {1, -1});
  table.id_name = "customer_id";
  table.ids = {"x", "y"};
  EXPECT_EQ(error_of("log1p", table).where(), "row 2 (customer_id y), column a");
  EXPECT_EQ(error_of("log1p", table).found(), "-1");
  EXPECT_EQ(error_of("unit-length", table_of({"a", "b"}, {1, 0, 0, 0})).where(), "row 2");
  EXPECT_EQ(error_of("standardise", table_of({"a"}, {})).message(), "there are no rows to prepare");
  const auto misspelt = error_of("standardise@frequancy", table_of({"recency", "frequency"}, {1, 2}));
  EXPECT_EQ(misspelt.message(), "no column \"frequancy\"");
  EXPECT_EQ(misspelt.hint(), "did you mean \"frequency\"?");
}

TEST(Apply, TakesColumnsByNameInAnyOrder) {
  Preparation fitted;
  prepared("standardise", table_of({"a", "b"}, {0, 5, 2, 7}), &fitted);
  const auto other = table_of({"extra", "b", "a"}, {9, 5, 0, 9, 6, 2});
  EXPECT_EQ(fitted.apply(other).values(), (std::vector<double>{-1, -1, 1, 0}));
  EXPECT_THROW(fitted.apply(table_of({"a", "c"}, {1, 2})), Error);
}

TEST(Apply, KeepsRowsThatFittingDropped) {
  Preparation fitted;
  prepared("drop-iqr:1.5,min-max", table_of({"a"}, {4, 1, 3, 2, 10}), &fitted);
  EXPECT_EQ(fitted.apply(table_of({"a"}, {10})).values(), (std::vector<double>{3}));
}

TEST(Restore, TakesBackWhatWasFitted) {
  Preparation fitted;
  const auto table = table_of({"a", "b"}, {0, 5, 2, 7, 3, 3});
  const auto values = prepared("impute,winsorise:0.1@b,log1p,standardise,unit-length", table, &fitted);
  const auto restored = Preparation::restore(fitted.columns(), fitted.steps());
  EXPECT_EQ(restored.apply(table).values(), values);
  auto steps = fitted.steps();
  steps[1].second.clear();
  EXPECT_THROW(Preparation::restore(fitted.columns(), steps), Error);
  EXPECT_THROW(Preparation::restore({"a"}, fitted.steps()), Error);
  EXPECT_THROW(Preparation::restore({}, {}), Error);
}

TEST(Splitting, GivesEachRowToOnePartBySeed) {
  const auto split = split_rows(10000, 0.8, 42);
  std::vector<int> seen(10000);
  for (const auto row : split.train) ++seen[static_cast<std::size_t>(row)];
  for (const auto row : split.test) ++seen[static_cast<std::size_t>(row)];
  EXPECT_EQ(seen, std::vector<int>(10000, 1));
  // Five standard deviations of a binomial count.
  EXPECT_NEAR(static_cast<double>(split.train.size()), 8000, 5 * std::sqrt(10000 * 0.8 * 0.2));
  EXPECT_EQ(split_rows(5000, 0.8, 42).train.back() < 5000, true);
  EXPECT_NE(split_rows(10000, 0.8, 43).train, split.train);
  EXPECT_TRUE(std::equal(split.train.begin(), split.train.begin() + 4000, split_rows(20000, 0.8, 42).train.begin()));
  for (const double share : {0.0, 1.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(split_rows(10, share, 1), Error);
  }
}

TEST(ToFloat, RoundsToNearestAndNamesWhatDoesNotFit) {
  Matrix<double> values(2, 2);
  values.values() = {1.0, 1.0 + 0x1p-24 + 0x1p-50, 1e-50, 3e38};
  EXPECT_EQ(to_float(values).values(), (std::vector<float>{1.0F, 1.0F + 0x1p-23F, 0.0F, 3e38F}));
  values(1, 0) = 1e39;
  try {
    to_float(values);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "row 2, column 1");
    EXPECT_EQ(error.found(), "1e+39");
  }
}

/// Positive floats of three columns, with a gap where asked for.
Matrix<float> some_floats(bool with_gap) {
  Matrix<float> floats(20011, 3);  // more than two blocks of the float path
  std::uint32_t state = 1;
  for (float& value : floats.values()) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(state >> 8) * 1e-5F;
  }
  if (with_gap) floats(17, 1) = std::numeric_limits<float>::quiet_NaN();
  return floats;
}

FeatureTable as_table(RealMatrix values) { return {{"", {}, {"a", "b", "c"}}, std::move(values)}; }

FeatureTable with_doubles(const Matrix<float>& floats) {
  return as_table(Matrix<double>(floats.rows(), floats.cols(), {floats.values().begin(), floats.values().end()}));
}

TEST(Floats, ArePreparedAsTheirDoublesWouldBe) {
  for (const char* text :
       {"none", "standardise", "log1p,standardise", "winsorise:0.1,min-max", "impute,log1p@c+a,robust",
        "robust@b,standardise", "drop-z:1.5,standardise", "standardise,unit-length"}) {
    const Matrix<float> floats = some_floats(std::string(text).starts_with("impute"));
    const FeatureTable table = as_table(floats), doubles = with_doubles(floats);
    auto in_doubles = Preparation::parse(text), in_floats = Preparation::parse(text);
    std::vector<std::int64_t> kept_doubles, kept_floats;
    const Matrix<float> want = to_float(in_doubles.fit(doubles, kept_doubles));
    EXPECT_EQ(std::get<Matrix<float>>(in_floats.fit(table.values, table, kept_floats)), want) << text;
    EXPECT_EQ(kept_floats, kept_doubles) << text;
    for (std::size_t s = 0; s < in_doubles.steps().size(); ++s) {
      EXPECT_EQ(in_floats.steps()[s].first, in_doubles.steps()[s].first) << text;
      EXPECT_EQ(in_floats.steps()[s].second, in_doubles.steps()[s].second) << text;
    }
    EXPECT_EQ(to_float(in_doubles.apply(table)), to_float(in_doubles.apply(doubles))) << text;
  }
}

TEST(Floats, AreRefusedAsTheirDoublesWouldBe) {
  Matrix<float> floats = some_floats(true);
  floats(3, 2) = -2.0F;
  const FeatureTable table = as_table(floats);
  for (const char* text : {"none", "standardise", "log1p", "log1p@a+c"}) {
    const Error want = error_of(text, with_doubles(floats));
    auto preparation = Preparation::parse(text);
    std::vector<std::int64_t> kept;
    try {
      preparation.fit(table.values, table, kept);
      ADD_FAILURE() << text << " was accepted";
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(), want.what()) << text;
    }
  }
}

}  // namespace
}  // namespace shoal::test
