// Lloyd's iterations from given centroids against scikit-learn 1.9.1:
//   X = [[((i*7919 + j*104729 + i*i*31 + i*j*j*57) % 9973) / 997.0 for j in range(4)] for i in range(200)]
//   KMeans(k, init=X[:k], n_init=1, tol=0, algorithm="lloyd").fit(X)
//   the same with init=X[1:5*k:5] and sample_weight = i % 5
// n_iter_ counts the last assignment too, so it is one more than the updates.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "shoal/kmeans.hpp"

namespace shoal::test {
namespace {

struct Expected {
  bool weighted;
  std::int64_t k;
  double inertia;
  std::int64_t n_iter;
  std::vector<std::int64_t> sizes;
  std::vector<double> first_and_last_centroid;
};

const std::vector<Expected> k_expected = {
    {false,
     1,
     6264.63958360035,
     2,
     {200},
     {4.824292878635908, 4.973726178535607, 5.0968605817452355, 5.043650952858576, 4.824292878635908, 4.973726178535607,
      5.0968605817452355, 5.043650952858576}},
    {false,
     2,
     4780.871535860562,
     7,
     {105, 95},
     {7.163184792472657, 4.038601518842241, 5.690719778382768, 5.165066628456799, 2.2392018159742384, 6.007285012933537,
      4.440489890724806, 4.90945467982896}},
    {false,
     3,
     4065.1522575005383,
     10,
     {75, 71, 54},
     {2.072845202273487, 6.64699431628218, 4.20617853560682, 5.153527248411902, 6.15767673390542, 2.984081875255396,
      5.664121995616479, 2.1571380809093945}},
    {false,
     5,
     3187.397664365615,
     17,
     {46, 45, 38, 36, 35},
     {6.873947930748768, 2.2711395054729415, 4.0945226985303735, 6.0378526885002834, 6.327238859435449,
      7.112480298036967, 3.4413239719157476, 2.7445765869035674}},
    {false,
     8,
     2330.783882827953,
     15,
     {30, 30, 29, 28, 26, 20, 19, 18},
     {7.4361417586091605, 4.93243062520896, 2.7311601471079907, 6.500702106318957, 1.915078569040455, 5.517162598907834,
      1.8495486459378139, 7.583918421932465}},
    {false,
     13,
     1670.0432650478538,
     12,
     {25, 22, 18, 18, 18, 16, 15, 14, 13, 12, 11, 11, 7},
     {7.179338014042126, 3.670290872617853, 3.1210832497492484, 7.132196589769308, 1.6496632755409086, 4.34589482733916,
      0.9775039403926069, 4.40550222094856}},
    {true,
     1,
     12259.82229939065,
     2,
     {200},
     {4.850441323971916, 5.007031093279839, 5.176642427281846, 4.909139919759278, 4.850441323971916, 5.007031093279839,
      5.176642427281846, 4.909139919759278}},
    {true,
     2,
     10096.28479491788,
     7,
     {107, 93},
     {4.331707451120485, 5.762117402435617, 7.0593424107940255, 4.614991091997454, 5.478080650792156,
      4.0934183766769925, 2.898679463805782, 5.265043750034635}},
    {true,
     3,
     8138.552827159039,
     5,
     {87, 64, 49},
     {2.2406335027181, 5.813174329618691, 4.844755260255906, 4.696104889253396, 7.140357241938581, 4.492680168164067,
      2.3773981519025162, 5.583185727394951}},
    {true,
     5,
     6084.495523758992,
     15,
     {50, 41, 39, 35, 35},
     {2.198150005572273, 5.085428001175242, 4.224380211341094, 2.6462214927611116, 8.05460977527176, 4.145815825855946,
      7.398872292553335, 3.349968825395104}},
    {true,
     8,
     4122.234043312455,
     10,
     {34, 30, 29, 27, 24, 22, 19, 15},
     {6.906658436849009, 3.468883573798318, 2.9796003394799775, 7.285518092739758, 2.699819458375125, 2.444653961885657,
      8.056008024072217, 7.530270812437312}},
    {true,
     13,
     3254.8346482251272,
     10,
     {23, 18, 18, 18, 17, 17, 17, 15, 15, 15, 13, 10, 4},
     {7.827482447342026, 2.007868048590215, 7.864304023180654, 3.612459601025298, 7.9649858666909825,
      2.3638187289140147, 0.9944378590316401, 8.403665542080788}},
};

constexpr std::int64_t k_rows = 200, k_cols = 4;

Matrix<double> data() {
  Matrix<double> values(k_rows, k_cols);
  for (std::int64_t i = 0; i < k_rows; ++i) {
    for (std::int64_t j = 0; j < k_cols; ++j) {
      values(i, j) = static_cast<double>((i * 7919 + j * 104729 + i * i * 31 + i * j * j * 57) % 9973) / 997.0;
    }
  }
  return values;
}

struct Fit {
  Cancellation cancellation;
  std::unique_ptr<Device> device = make_device("cpu");
  ThreadPool threads{1};
  Context context{*device, threads, no_events(), cancellation};
  Matrix<double> values = data();
  std::unique_ptr<Points> points = device->upload(threads, values.view());

  KMeansResult run(std::int64_t k, std::int64_t first, std::int64_t step, double tolerance,
                   std::span<const double> weights = {}) {
    KMeansOptions options;
    options.k = k;
    options.init = KMeansInit::given;
    options.tolerance = tolerance;
    options.initial = Matrix<double>(k, k_cols);
    for (std::int64_t c = 0; c < k; ++c) std::copy_n(values.row(first + c * step), k_cols, options.initial.row(c));
    return fit_kmeans(context, *points, options, weights);
  }
};

class FromGivenCentroids : public testing::TestWithParam<Expected> {};

TEST_P(FromGivenCentroids, AgreesWithScikitLearn) {
  const auto& expected = GetParam();
  std::vector<double> weights;
  for (std::int64_t i = 0; expected.weighted && i < k_rows; ++i) weights.push_back(static_cast<double>(i % 5));
  const auto result = expected.weighted ? Fit().run(expected.k, 1, 5, 0.0, weights) : Fit().run(expected.k, 0, 1, 0.0);
  EXPECT_TRUE(result.converged);
  EXPECT_EQ(result.iterations, expected.n_iter - 1);
  EXPECT_EQ(result.sizes, expected.sizes);
  // scikit-learn adds up at most n values of at most 10.01 (weight 4) in double: n roundings of the mean.
  constexpr double eps = std::numeric_limits<double>::epsilon();
  for (std::int64_t j = 0; j < k_cols; ++j) {
    const auto column = static_cast<std::size_t>(j);
    EXPECT_NEAR(result.centroids(0, j), expected.first_and_last_centroid[column], k_rows * eps * 10.01);
    EXPECT_NEAR(result.centroids(expected.k - 1, j), expected.first_and_last_centroid[column + k_cols],
                k_rows * eps * 10.01);
  }
  // Ours rounds each squared distance to 2^-52 of the squared diameter (4 * 10.01^2, weight 4), half a unit each.
  EXPECT_NEAR(result.inertia, expected.inertia, k_rows * eps * (expected.inertia + 4.0 * 401.0));
}

INSTANTIATE_TEST_SUITE_P(KMeans, FromGivenCentroids, testing::ValuesIn(k_expected), [](const auto& info) {
  return (info.param.weighted ? "weighted" : "plain") + std::to_string(info.param.k);
});

// KMeans(5, init=X[:5], n_init=1, tol=tol).fit(X).n_iter_ is 17 for 1e-4, where the labels come to rest first, and 5 for
// 1e-2, where the shift does.
TEST(Tolerance, MeansWhatItMeansInScikitLearn) {
  const auto strict = Fit().run(5, 0, 1, 1e-4);
  EXPECT_EQ(strict.iterations, 17 - 1);
  const auto loose = Fit().run(5, 0, 1, 1e-2);
  EXPECT_EQ(loose.iterations, 5);
  EXPECT_TRUE(strict.converged && loose.converged);
}

}  // namespace
}  // namespace shoal::test
