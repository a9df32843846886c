// The recipes of the Online Retail reference, against numpy 2.4.6. For each recipe `M, mask` of reference/
// make_reference.py on rfm.csv: mask.sum(), numpy.nonzero(mask)[0].sum(), M[-1], and per column
// math.fsum(abs(M[:, j])). Means and deviations: StandardScaler and RobustScaler of scikit-learn 1.9.1.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "number_file.hpp"
#include "retail_recipes.hpp"
#include "shared_data.hpp"
#include "shoal/preparation.hpp"

namespace shoal::test {
namespace {

constexpr double k_eps = std::numeric_limits<double>::epsilon();

struct Expected {
  std::int64_t kept, sum_of_kept;
  std::array<double, 3> last_row, sum_of_magnitudes;
};

const std::vector<Expected> k_expected = {
    {4338,
     9406953,
     {-0.49535114444083134, -0.16525873616450468, -0.023531111247862942},
     {3508.764223386863, 1957.611382820044, 1081.6887263144597}},
    {4338,
     9406953,
     {-0.034731738315937795, 0.05960546552681911, 0.7375257247543262},
     {3590.43660839428, 3456.113029076822, 3440.5786904736715}},
    {4338,
     9406953,
     {-0.4954870070634384, -0.20743842003624616, 0.0877449557413027},
     {3510.181308004181, 2749.46713000819, 2390.0982981742086}},
    {4338,
     9406953,
     {-0.5007271926328919, -0.18096018833565727, 0.35004475189025863},
     {3564.086811909918, 3302.206825445698, 3210.5420154507597}},
    {4274,
     9275008,
     {-0.5056418846129037, -0.1707814587418421, 0.21110375783489102},
     {3463.3676745626954, 2918.870879023831, 2492.30712653653}},
    {3710,
     8117226,
     {-0.5309131355291382, 0.07558109340590928, 1.1768114340219664},
     {3044.3445652374517, 2878.065996390387, 2894.4062891182907}},
    {3864,
     8468362,
     {-0.5690532222085508, 0.10764960149616401, 1.212630644576073},
     {3182.5528567425886, 2998.790185621938, 3004.067024580523}},
    {4338,
     9406953,
     {0.1126005361930295, 0.009615384615384616, 0.006543594382729305},
     {1064.5710455764074, 68.24038461538461, 31.65906326883076}},
    {4338,
     9406953,
     {0.5905947776278073, 0.14893706185882832, 0.5424092334176439},
     {2600.578177189146, 608.140920142951, 1986.4974953292472}},
    {4338,
     9406953,
     {0.11413043478260869, 0.06896551724137931, 0.09048327042349817},
     {1078.6141304347825, 450.0689655172414, 338.7241282641872}},
    {4274,
     9275008,
     {0.1126005361930295, 0.07692307692307693, 0.06377415795836991},
     {1060.8016085790885, 438.61538461538464, 205.15855293638063}},
    {3710, 8117226, {0.12883435582822086, 0.2, 0.49822695517253557}, {1015.4539877300614, 680.6, 886.6001108662513}},
    {4338, 9406953, {43.0, 3.0, 1837.28}, {401423.0, 18532.0, 8887208.894}},
    {3710, 8117226, {43.0, 3.0, 1837.28}, {334748.0, 10516.0, 3276698.434}},
};

// numpy adds n values one after the other: n roundings of the mean, which a deviation divides.
double tolerance(const Preparation& preparation, std::size_t column, double value, std::int64_t n) {
  double offset = 0.0;
  if (!preparation.steps().empty()) {
    const auto& last = preparation.steps().back();
    if (last.kind == StepKind::standardise) offset = std::abs(last.first[column] / last.second[column]);
  }
  return 2.0 * static_cast<double>(n) * k_eps * (std::abs(value) + offset);
}

class Recipes : public testing::TestWithParam<std::size_t> {};

TEST_P(Recipes, EqualNumpy) {
  SHOAL_NEEDS_SHARED_DATA(k_retail_reference + "rfm.csv");
  const auto table = read_rfm();
  const auto& expected = k_expected[GetParam()];
  auto preparation = Preparation::parse(retail_recipes()[GetParam()].preparation);
  std::vector<std::int64_t> kept;
  const auto values = preparation.fit(table, kept);
  ASSERT_EQ(values.rows(), expected.kept);
  EXPECT_EQ(std::accumulate(kept.begin(), kept.end(), std::int64_t{0}), expected.sum_of_kept);
  for (std::int64_t j = 0; j < 3; ++j) {
    const auto column = static_cast<std::size_t>(j);
    const double last = values(values.rows() - 1, j);
    EXPECT_NEAR(last, expected.last_row[column], tolerance(preparation, column, last, values.rows()));
    long double sum = 0;
    for (std::int64_t i = 0; i < values.rows(); ++i) sum += std::abs(values(i, j));
    const double mean = static_cast<double>(sum) / static_cast<double>(values.rows());
    EXPECT_NEAR(mean, expected.sum_of_magnitudes[column] / static_cast<double>(values.rows()),
                tolerance(preparation, column, mean, values.rows()));
  }
}

TEST_P(Recipes, GiveTheKeptRowsTheSameBitsAgain) {
  SHOAL_NEEDS_SHARED_DATA(k_retail_reference + "rfm.csv");
  const auto table = read_rfm();
  auto preparation = Preparation::parse(retail_recipes()[GetParam()].preparation);
  std::vector<std::int64_t> kept;
  const auto values = preparation.fit(table, kept);
  const auto again = preparation.apply(table);
  ASSERT_EQ(again.rows(), table.rows());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    for (std::int64_t j = 0; j < 3; ++j) ASSERT_EQ(values(static_cast<std::int64_t>(i), j), again(kept[i], j));
  }
}

INSTANTIATE_TEST_SUITE_P(OnlineRetail, Recipes, testing::Range(std::size_t{0}, std::size_t{14}),
                         [](const auto& info) { return retail_recipes()[info.param].name; });

TEST(Scalers, EqualScikitLearn) {
  SHOAL_NEEDS_SHARED_DATA(k_retail_reference + "rfm.csv");
  const auto table = read_rfm();
  std::vector<std::int64_t> kept;
  auto standardise = Preparation::parse("standardise"), robust = Preparation::parse("robust");
  standardise.fit(table, kept);
  robust.fit(table, kept);
  const std::vector<double> mean = {92.53642231443061, 4.272014753342554, 2048.688080682342};
  const std::vector<double> deviation = {100.00264028934252, 7.697110499963787, 8984.194518290831};
  for (std::size_t j = 0; j < 3; ++j) {
    // Both are the exact value (by fractions) rounded once; ours may be two roundings off.
    EXPECT_NEAR(standardise.steps()[0].first[j], mean[j], 2.0 * k_eps * mean[j]);
    EXPECT_NEAR(standardise.steps()[0].second[j], deviation[j], 2.0 * k_eps * deviation[j]);
  }
  EXPECT_EQ(robust.steps()[0].first, (std::vector<double>{51.0, 2.0, 668.5699999999999}));
  EXPECT_EQ(robust.steps()[0].second, (std::vector<double>{124.0, 4.0, 1354.1150000000002}));
}

TEST(Log1pStandardise, EqualsTheReferenceMatrix) {
  SHOAL_NEEDS_SHARED_DATA(k_retail_reference + "matrix_b_log1p_std.csv.gz");
  const auto reference = read_numbers(shared_data_dir() / k_retail_reference / "matrix_b_log1p_std.csv.gz", 1);
  const auto table = read_rfm();
  auto preparation = Preparation::parse("log1p,standardise");
  std::vector<std::int64_t> kept;
  const auto values = preparation.fit(table, kept);
  ASSERT_EQ(values.rows(), static_cast<std::int64_t>(reference.size()));
  for (std::int64_t i = 0; i < values.rows(); ++i) {
    const auto& row = reference[static_cast<std::size_t>(i)];
    for (std::int64_t j = 0; j < 3; ++j) {
      const double expected = row[row.size() - 3 + static_cast<std::size_t>(j)];
      ASSERT_NEAR(values(i, j), expected, tolerance(preparation, static_cast<std::size_t>(j), expected, values.rows()));
    }
  }
}

}  // namespace
}  // namespace shoal::test
