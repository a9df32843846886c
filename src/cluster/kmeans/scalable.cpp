#include <algorithm>
#include <cmath>

#include "cluster/kmeans/rows.hpp"
#include "cluster/kmeans/seeding.hpp"
#include "shoal/kmeans_loops.hpp"

namespace shoal::kmeans {
namespace {

constexpr int k_rounds = 5;

// Rows drawn by their mass, with repetition: draws then need no order, and no pass that throws a coin for each row.
std::vector<std::int64_t> oversample(const Problem& problem, SeedMasses& masses, std::int64_t k, std::uint64_t seed) {
  std::vector<std::int64_t> rows{first_row(problem, seed)};
  std::vector<std::int64_t> fresh = rows;
  for (int round = 0; round < k_rounds; ++round) {
    const Int128 mass = masses.choose(problem.rows.gather(fresh).view());
    if (mass == 0) break;
    std::vector<Int128> targets(static_cast<std::size_t>(2 * k));
    for (std::size_t lane = 0; lane < targets.size(); ++lane) {
      targets[lane] = draw_below(mass, random_bits(seed, Purpose::oversample, static_cast<std::uint64_t>(round),
                                                   static_cast<std::uint32_t>(lane)));
    }
    fresh.resize(targets.size());
    masses.rows_at(targets, fresh);
    std::sort(fresh.begin(), fresh.end());
    fresh.erase(std::unique(fresh.begin(), fresh.end()), fresh.end());
    rows.insert(rows.end(), fresh.begin(), fresh.end());
  }
  return rows;
}

// The weight of the rows nearest to each candidate.
std::vector<double> candidate_weights(const Context& context, const Problem& problem, KMeansState& state,
                                      std::span<const std::int64_t> rows) {
  const auto candidates = problem.rows.gather(rows);
  ClusterSums sums(candidates.rows(), candidates.cols());
  lloyd_pass(context.device.kmeans(), context.threads, problem.rows, state, problem.batch_rows, candidates.view(),
             sums);
  std::vector<double> weights;
  for (std::int64_t c = 0; c < sums.k(); ++c) {
    weights.push_back(std::ldexp(static_cast<double>(sums.weight(c)), -problem.quantisation.weight_exponent));
  }
  return weights;
}

}  // namespace

std::vector<std::int64_t> scalable(const Context& context, const Problem& problem, std::int64_t k, std::uint64_t seed) {
  SeedMasses masses(context.device.kmeans(), context.threads, problem.rows, problem);
  auto rows = oversample(problem, masses, k, seed);
  if (static_cast<std::int64_t>(rows.size()) > k) {
    const auto weights = candidate_weights(context, problem, masses.state(), rows);
    const Context own = context.alone();
    const Subset candidates(own, problem.points.scalar(), problem.rows.gather(rows));
    const Problem smaller = make_problem(own, candidates.points(), KMeansOptions(), weights);
    const std::uint64_t second_seed = random_bits(seed, Purpose::oversample, k_rounds);
    std::vector<std::int64_t> taken;
    for (const std::int64_t c : plus_plus(own, smaller, k, second_seed)) {
      taken.push_back(rows[static_cast<std::size_t>(c)]);
    }
    rows = std::move(taken);
  }
  fill_with_farthest(context, problem, k, rows);
  return rows;
}

}  // namespace shoal::kmeans
