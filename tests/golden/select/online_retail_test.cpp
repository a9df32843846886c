// Sweeps over the recipes of Online Retail: reference/kmeans_metrics.csv (scikit-learn 1.2.1, nine digits) where the
// partitions agree, and the k that the rule chooses.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "number_file.hpp"
#include "retail_recipes.hpp"
#include "shared_data.hpp"
#include "shoal/preparation.hpp"
#include "shoal/sweep.hpp"

namespace shoal {
namespace {

struct Reference {
  std::int64_t k = 0;
  double inertia = 0, silhouette = 0, calinski_harabasz = 0, davies_bouldin = 0;
  std::vector<std::int64_t> sizes;
};

/// Columns recipe,n,k,inertia,silhouette,calinski_harabasz,davies_bouldin,n_iter,inertia_best_of_50,sizes.
std::vector<Reference> read_reference(const std::string& recipe) {
  std::vector<Reference> out;
  for (const auto& row : test::read_cells(test::shared_data_dir() / test::k_retail_reference / "kmeans_metrics.csv")) {
    if (row[0] != recipe) continue;
    Reference& r = out.emplace_back();
    r = {std::stoll(row[2]), std::stod(row[3]), std::stod(row[4]), std::stod(row[5]), std::stod(row[6]), {}};
    for (std::size_t c = 9; c < row.size(); ++c) r.sizes.push_back(std::stoll(row[c]));
  }
  return out;
}

SweepResult sweep(const test::Recipe& recipe, std::uint64_t seed, int bootstraps) {
  std::vector<std::int64_t> kept;
  const Matrix<float> x = to_float(Preparation::parse(recipe.preparation).fit(test::read_rfm(), kept));
  const auto device = make_device("cpu");
  ThreadPool threads(2);
  const Cancellation cancellation;
  Context context{*device, threads, no_events(), cancellation, seed};
  const auto points = device->upload(threads, x.view());
  SweepOptions options;
  options.bootstraps = bootstraps;
  return sweep_kmeans(context, *points, options);
}

/// How many k of the recipe ended in scikit-learn's own partition; their measures must be equal.
int agreeing_partitions(const test::Recipe& recipe) {
  const SweepResult found = sweep(recipe, k_default_seed, 0);
  const auto reference = read_reference(recipe.name);
  EXPECT_EQ(reference.size(), 9u);
  EXPECT_EQ(found.entries.size(), 9u);
  int agreeing = 0;
  for (std::size_t e = 0; e < std::min(reference.size(), found.entries.size()); ++e) {
    const SweepEntry& entry = found.entries[e];
    const Reference& expected = reference[e];
    // Equal sizes, and an inertia that differs by no more than float data do: the same partition.
    if (entry.fit.sizes != expected.sizes) continue;
    if (std::abs(entry.fit.inertia - expected.inertia) > 1e-6 * expected.inertia) continue;
    ++agreeing;
    EXPECT_NEAR(entry.silhouette->mean, expected.silhouette, 1e-6 * expected.silhouette) << entry.k;
    EXPECT_NEAR(entry.calinski_harabasz, expected.calinski_harabasz, 1e-6 * expected.calinski_harabasz) << entry.k;
    EXPECT_NEAR(entry.davies_bouldin, expected.davies_bouldin, 1e-6 * expected.davies_bouldin) << entry.k;
  }
  return agreeing;
}

TEST(RetailSweep, MeasuresEqualScikitLearn) {
  SHOAL_NEEDS_SHARED_DATA("online-retail/reference/kmeans_metrics.csv");
  int agreeing = 0;
  for (const test::Recipe& recipe : test::retail_recipes()) {
    SCOPED_TRACE(recipe.name);
    agreeing += agreeing_partitions(recipe);
  }
  // Of 126. The reference stops at tol = 1e-4, so most of its partitions are a few rows short of an optimum.
  EXPECT_GE(agreeing, 15);
}

TEST(RetailSweep, ChoosesThreeToFiveWhateverTheRecipeAndTheSeed) {
  SHOAL_NEEDS_SHARED_DATA("online-retail/reference/rfm.csv");
  for (const test::Recipe& recipe : test::retail_recipes()) {
    for (const std::uint64_t seed : {std::uint64_t{1}, k_default_seed}) {
      const SweepResult found = sweep(recipe, seed, 20);
      const ChosenK chosen = choose_k(found, std::ssize(found.entries.front().fit.labels));
      EXPECT_GE(chosen.k, 3) << recipe.name << ", seed " << seed;
      EXPECT_LE(chosen.k, 5) << recipe.name << ", seed " << seed;
      EXPECT_GE(chosen.reasons.size(), 2u);
    }
  }
}

}  // namespace
}  // namespace shoal
