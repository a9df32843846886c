#include "cluster/kmeans/seeding.hpp"

namespace shoal::kmeans {

SeedRun plus_plus_run(const Problem& problem, std::int64_t k, std::uint64_t seed) {
  return {&problem, {}, {first_row(problem, seed)}, k, seed};
}

std::vector<std::int64_t> plus_plus(const Context& context, const Problem& problem, std::int64_t k,
                                    std::uint64_t seed) {
  SeedRun run = plus_plus_run(problem, k, seed);
  seed_runs(context, problem, {&run, 1});
  fill_with_farthest(context, problem, k, run.rows);
  return std::move(run.rows);
}

}  // namespace shoal::kmeans
