// Better starts from earlier ones, after Baldassi, "Recombinator-k-means" (2022), and Gribel and Vidal, "HG-means" (2019).
#include <algorithm>
#include <array>

#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/rows.hpp"
#include "cluster/kmeans/seeding.hpp"

namespace shoal::kmeans {
namespace {

// Generations without a better start after which it is given up, and generations at all.
constexpr int k_patience = 3;
constexpr int k_generations = 20;

/// The best different starts so far, the lowest inertia first. Equal inertia to 2^-52 is the same clustering.
class Population {
 public:
  explicit Population(std::vector<Start> starts) : capacity_(2 * starts.size()) { add(std::move(starts)); }

  void add(std::vector<Start> more) {
    std::move(more.begin(), more.end(), std::back_inserter(starts_));
    std::sort(starts_.begin(), starts_.end(), [](const Start& a, const Start& b) {
      return a.inertia != b.inertia ? a.inertia < b.inertia : a.restart < b.restart;
    });
    const auto same = [](const Start& a, const Start& b) { return a.inertia == b.inertia; };
    starts_.erase(std::unique(starts_.begin(), starts_.end(), same), starts_.end());
    if (starts_.size() > capacity_) starts_.resize(capacity_);
  }
  std::size_t size() const { return starts_.size(); }
  Start& best() { return starts_.front(); }

  /// Two different starts; each is the better of two random ones.
  std::array<const Start*, 2> parents(std::uint64_t seed) const {
    const auto n = starts_.size();
    const auto draw = [&](std::uint32_t lane) {
      return std::min(random_below(n, seed, Purpose::recombine, 0, lane),
                      random_below(n, seed, Purpose::recombine, 1, lane));
    };
    const auto one = draw(0), other = draw(1);
    return {&starts_[one], &starts_[one == other ? (one + 1) % n : other]};
  }

 private:
  std::size_t capacity_;
  std::vector<Start> starts_;
};

// `count` of the parents' centroids, by k-means++ as if each were as many rows as its cluster has.
Matrix<double> inherit(const Context& context, Scalar scalar, const std::array<const Start*, 2>& parents,
                       std::int64_t count, std::uint64_t seed) {
  std::vector<double> values, weights;
  for (const Start* parent : parents) {
    values.insert(values.end(), parent->centroids.values().begin(), parent->centroids.values().end());
    weights.insert(weights.end(), parent->sizes.begin(), parent->sizes.end());
  }
  Matrix<double> pool(static_cast<std::int64_t>(weights.size()), parents[0]->centroids.cols());
  pool.values() = std::move(values);
  const Subset points(context, scalar, pool);
  const Problem problem = make_problem(context, points.points(), KMeansOptions(), weights);
  return gather_rows(points.points(), plus_plus(context, problem, count, seed));
}

// Two centroids come from the data: without news a population soon holds only what its members have.
Start child(const Context& context, const Problem& problem, const KMeansOptions& options, const Population& population,
            int number) {
  const std::uint64_t seed = random_bits(context.seed, Purpose::recombine, static_cast<std::uint64_t>(number));
  const std::int64_t fresh = std::min<std::int64_t>(2, options.k - 1);
  auto centroids = inherit(context, problem.points.scalar(), population.parents(seed), options.k - fresh, seed);
  while (centroids.rows() < options.k) {
    const std::int64_t row = one_more(context, problem, centroids.view(), seed);
    if (row < 0) break;
    auto values = centroids.values();
    const auto added = gather_rows(problem.points, {&row, 1});
    values.insert(values.end(), added.values().begin(), added.values().end());
    centroids = Matrix<double>(centroids.rows() + 1, centroids.cols());
    centroids.values() = std::move(values);
  }
  Start start = lloyd(context, problem, options, std::move(centroids));
  start.restart = options.restarts + number;
  return start;
}

}  // namespace

Start recombine(const Context& context, const Problem& problem, const KMeansOptions& options,
                std::vector<Start> starts) {
  const auto children = static_cast<int>(starts.size());
  Population population(std::move(starts));
  if (options.algorithm != KMeansAlgorithm::lloyd || !starts_run_in_parallel(problem, options.k)) {
    return std::move(population.best());
  }
  int idle = 0;
  for (int generation = 0; generation < k_generations && idle < k_patience && population.size() > 1; ++generation) {
    std::vector<Start> born(static_cast<std::size_t>(children));
    context.threads.run(children, [&](std::int64_t task, int) {
      born[static_cast<std::size_t>(task)] =
          child(context, problem, options, population, generation * children + static_cast<int>(task));
    });
    const Int128 best = population.best().inertia;
    population.add(std::move(born));
    idle = population.best().inertia < best ? 0 : idle + 1;
  }
  return std::move(population.best());
}

}  // namespace shoal::kmeans
