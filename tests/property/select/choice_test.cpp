// What was put in is found, and nothing is found where nothing was put in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "sanitized.hpp"
#include "shoal/random.hpp"
#include "shoal/sweep.hpp"
#include "told_truth.hpp"
#include "tried.hpp"

namespace shoal {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;

double uniform(std::uint64_t seed, std::int64_t index, std::uint32_t lane) {
  return random_unit(seed, Purpose::generate, static_cast<std::uint64_t>(index), lane);
}

/// Box and Muller 1958.
double normal(std::uint64_t seed, std::int64_t index, std::uint32_t lane) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform(seed, index, 2 * lane)));
  return radius * std::cos(2.0 * std::numbers::pi * uniform(seed, index, 2 * lane + 1));
}

class ChoiceTest : public testing::Test {
 protected:
  std::unique_ptr<Device> device = make_device("cpu");
  ThreadPool threads{2};
  Cancellation cancellation;

  SweepResult sweep(const Matrix<double>& x, const SweepOptions& options = {}) {
    Context context{*device, threads, no_events(), cancellation};
    const auto points = device->upload(threads, x.view());
    SweepResult found = sweep_kmeans(context, *points, options);
    EXPECT_EQ(test::first_falsehood(found, x.rows(), choose_k(found, x.rows())), "");
    return found;
  }
};

/// k round clusters of deviation 1, their centres at least 7 apart, of sizes that differ up to fourfold.
Matrix<double> separate_clusters(std::int64_t k, std::int64_t d, std::uint64_t seed) {
  Matrix<double> centres(k, d);
  const double half = 4.0 * std::max(2.0, std::pow(static_cast<double>(k), 1.0 / static_cast<double>(d)));
  std::int64_t draw = 0;
  for (std::int64_t c = 0; c < k;) {
    for (std::int64_t j = 0; j < d; ++j) centres(c, j) = half * (2.0 * uniform(seed, draw++, 0) - 1.0);
    bool apart = true;
    for (std::int64_t other = 0; other < c; ++other) {
      double sq = 0.0;
      for (std::int64_t j = 0; j < d; ++j) sq += std::pow(centres(c, j) - centres(other, j), 2);
      apart = apart && sq >= 49.0;
    }
    if (apart) ++c;
  }
  std::vector<std::int64_t> cluster;
  for (std::int64_t c = 0; c < k; ++c) {
    const auto size = static_cast<std::size_t>(100.0 + 300.0 * uniform(seed, c, 1));
    cluster.insert(cluster.end(), size, c);
  }
  Matrix<double> x(std::ssize(cluster), d);
  for (std::int64_t i = 0; i < x.rows(); ++i) {
    for (std::int64_t j = 0; j < d; ++j) {
      x(i, j) = centres(cluster[static_cast<std::size_t>(i)], j) + normal(seed + 1000, i * d + j, 0);
    }
  }
  return x;
}

TEST_F(ChoiceTest, SeparateClustersAreCounted) {
  for (const std::int64_t k : {2, 3, 5, 8}) {
    for (const std::int64_t d : {2, 3, 8}) {
      if (test::k_sanitized && d != (k < 4 ? 3 : 8)) continue;  // each k once
      for (std::uint64_t seed = 0; seed < test::unless_sanitized(3u, 1u); ++seed) {
        const Matrix<double> x = separate_clusters(k, d, seed);
        const SweepResult found = sweep(x);
        const ChosenK chosen = choose_k(found, x.rows());
        EXPECT_EQ(chosen.k, k) << "d = " << d << ", seed " << seed;
        EXPECT_EQ(chosen.elbow, k) << "d = " << d << ", seed " << seed;
        EXPECT_GT(*found.entries[static_cast<std::size_t>(k - 2)].stability, 0.95);
      }
    }
  }
}

TEST_F(ChoiceTest, NoiseHasNeitherElbowNorGroups) {
  const auto value = [](int kind, std::uint64_t seed, std::int64_t index) {
    if (kind == 0) return uniform(seed, index, 0);
    return kind == 1 ? normal(seed, index, 0) : std::exp(normal(seed, index, 0));
  };
  for (const int kind : {0, 1, 2}) {
    for (const std::int64_t d : {1, 2, 3, 8}) {
      for (const std::int64_t rows : {300, 2000}) {
        if (test::k_sanitized && rows > 300) continue;
        for (std::uint64_t seed = 0; seed < test::unless_sanitized(2u, 1u); ++seed) {
          Matrix<double> x(rows, d);
          for (std::int64_t i = 0; i < rows * d; ++i) {
            x.values()[static_cast<std::size_t>(i)] = value(kind, seed + 10 * static_cast<std::uint64_t>(kind), i);
          }
          const ChosenK chosen = choose_k(sweep(x), rows);
          SCOPED_TRACE(testing::Message()
                       << "kind " << kind << ", d = " << d << ", rows " << rows << ", seed " << seed);
          EXPECT_FALSE(chosen.elbow);
          EXPECT_THAT(chosen.reasons, Contains(AnyOf(HasSubstr("No k that was tried has clear valleys"),
                                                     HasSubstr("no group structure"))));
        }
      }
    }
  }
}

TEST_F(ChoiceTest, TheRightKMayBeTheLastTried) {
  for (const std::int64_t k : {2, 3, 5, 8}) {
    SweepOptions options;
    options.k_max = k;
    const Matrix<double> x = separate_clusters(k, 3, 5);
    const ChosenK chosen = choose_k(sweep(x, options), x.rows());
    EXPECT_EQ(chosen.k, k);
    EXPECT_THAT(chosen.reasons, Contains(HasSubstr("groups of k = " + std::to_string(k) + " are apart")));
    EXPECT_THAT(chosen.reasons, Contains(HasSubstr("is the last that was tried")));
  }
}

TEST_F(ChoiceTest, AWideGroupIsNotHalved) {
  // The most inertia is to be had from the wide one.
  Matrix<double> x(2080, 2);
  for (std::int64_t i = 0; i < x.rows(); ++i) {
    const bool small = i < 80;
    for (std::int64_t j = 0; j < 2; ++j) x(i, j) = (small ? 0.3 : 3.0) * normal(17, 2 * i + j, 0);
    x(i, 0) += small ? 16.0 : 0.0;
  }
  const ChosenK chosen = choose_k(sweep(x), x.rows());
  EXPECT_EQ(chosen.k, 2);
  EXPECT_THAT(chosen.reasons.front(), HasSubstr("are apart"));
}

TEST_F(ChoiceTest, GroupsInTwoOfTwentyColumns) {
  // Few starts miss them, and most resamples with few starts.
  Matrix<double> x(450, 22);
  for (std::int64_t i = 0; i < x.rows(); ++i) {
    for (std::int64_t j = 0; j < x.cols(); ++j) x(i, j) = normal(23, i * x.cols() + j, 0);
    // A triangle, each column of it of deviation 1.
    x(i, 0) = 0.25 * x(i, 0) + (i % 3 == 0 ? 1.4 : -0.7);
    x(i, 1) = 0.25 * x(i, 1) + (i % 3 == 0 ? 0.0 : i % 3 == 1 ? 1.2 : -1.2);
  }
  const ChosenK chosen = choose_k(sweep(x), x.rows());
  EXPECT_EQ(chosen.k, 3);
  EXPECT_THAT(chosen.reasons.front(), HasSubstr("are apart"));
}

TEST_F(ChoiceTest, EveryDeviceChoosesTheSameForTheSameReasons) {
  const Matrix<double> wide = separate_clusters(3, 4, 11);
  Matrix<float> x(wide.rows(), wide.cols());
  std::copy(wide.values().begin(), wide.values().end(), x.values().begin());
  std::vector<ChosenK> choices;
  std::vector<std::vector<double>> stabilities;
  for (const std::string& name : test::tried_devices()) {
    const auto other = make_device(name);
    Context context{*other, threads, no_events(), cancellation};
    const auto points = other->upload(threads, MatrixView<const float>(x.view()));
    SweepOptions options;
    options.k_max = test::unless_sanitized(10, 4);
    const SweepResult found = sweep_kmeans(context, *points, options);
    choices.push_back(choose_k(found, x.rows()));
    auto& stability = stabilities.emplace_back();
    for (const SweepEntry& entry : found.entries) stability.push_back(*entry.stability);
  }
  for (std::size_t i = 1; i < choices.size(); ++i) {
    EXPECT_EQ(choices[i].k, choices[0].k);
    EXPECT_EQ(choices[i].reasons, choices[0].reasons);
    EXPECT_EQ(stabilities[i], stabilities[0]);
  }
}

TEST_F(ChoiceTest, ScaleAndPlaceDoNotMatter) {
  const Matrix<double> x = separate_clusters(4, 3, 7);
  const SweepResult plain = sweep(x);
  Matrix<double> moved = x;
  for (double& v : moved.values()) v = v * 1024.0 + 65536.0;
  const SweepResult shifted = sweep(moved);
  EXPECT_EQ(choose_k(plain, x.rows()).k, 4);
  EXPECT_EQ(choose_k(shifted, x.rows()).k, 4);
  EXPECT_NEAR(*plain.entries[2].stability, *shifted.entries[2].stability, 0.01);
}

TEST_F(ChoiceTest, DuplicatesOfAFewRows) {
  for (const std::int64_t distinct : {2, 3, 6}) {
    Matrix<double> x(90, 2);
    for (std::int64_t i = 0; i < 90; ++i) {
      x(i, 0) = static_cast<double>((i % distinct) * (i % distinct));
      x(i, 1) = static_cast<double>(i % distinct);
    }
    const SweepResult found = sweep(x);
    EXPECT_EQ(found.entries.back().k, distinct);
    EXPECT_EQ(found.entries.back().fit.inertia, 0.0);
    EXPECT_EQ(choose_k(found, 90).k, distinct);
  }
}

TEST_F(ChoiceTest, ExtremeValuesAreMeasured) {
  // Squared distances must fit into a double.
  for (const double unit : {0x1p-480, 0x1p480}) {
    Matrix<double> x = separate_clusters(3, 2, 4);
    for (double& v : x.values()) v *= unit;
    EXPECT_EQ(choose_k(sweep(x), x.rows()).k, 3) << unit;
  }
}

}  // namespace
}  // namespace shoal
