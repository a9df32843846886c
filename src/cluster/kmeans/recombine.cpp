// Better starts from earlier ones, after Baldassi, "Recombinator-k-means" (2022), and Gribel and Vidal, "HG-means" (2019).
#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>

#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/rows.hpp"
#include "cluster/kmeans/seeding.hpp"
#include "shoal/kmeans_loops.hpp"

namespace shoal::kmeans {
namespace {

// Recombination ends after so many generations without a better start, and after so many generations in all.
constexpr int k_patience = 3;
constexpr int k_generations = 20;

/// The best different starts so far, the lowest inertia first. Equal inertia is the same clustering.
class Population {
 public:
  explicit Population(std::vector<Start> starts) : capacity_(2 * starts.size()) { add(std::move(starts)); }

  void add(std::vector<Start> more) {
    std::move(more.begin(), more.end(), std::back_inserter(starts_));
    std::sort(starts_.begin(), starts_.end(), [](const Start& a, const Start& b) {
      return a.inertia == b.inertia ? a.restart < b.restart : a.inertia < b.inertia;
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

// Chooses `count` of the parents' centroids by k-means++; each weighs as much as the rows of its cluster.
Matrix<double> inherit(const Context& context, Scalar scalar, const std::array<const Start*, 2>& parents,
                       std::int64_t count, std::uint64_t seed) {
  std::vector<double> values, weights;
  for (const Start* parent : parents) {
    values.insert(values.end(), parent->centroids.values().begin(), parent->centroids.values().end());
    weights.insert(weights.end(), parent->sizes.begin(), parent->sizes.end());
  }
  Matrix<double> pool(static_cast<std::int64_t>(weights.size()), parents[0]->centroids.cols());
  pool.values() = std::move(values);
  const Context few = context.on(context.device.for_few_rows()).alone();
  const Subset points(few, scalar, pool);
  const Problem problem = make_problem(few, points.points(), KMeansOptions(), weights);
  return problem.rows.gather(plus_plus(few, problem, count, seed));
}

/// A start to be made of two of the population's.
struct Child {
  const KMeansOptions* options;
  const Population* population;
  int number;

  std::uint64_t seed(const Context& context) const {
    return random_bits(context.seed, Purpose::recombine, static_cast<std::uint64_t>(number));
  }
};

void append_row(Matrix<double>& centroids, const Matrix<double>& row) {
  Matrix<double> longer(centroids.rows() + 1, centroids.cols());
  std::copy(centroids.values().begin(), centroids.values().end(), longer.values().begin());
  std::copy(row.values().begin(), row.values().end(), longer.row(centroids.rows()));
  centroids = std::move(longer);
}

/// To each task with fewer than k centroids adds the rows that greedy k-means++ chooses, until there are k or every row
/// lies on a centroid.
void add_fresh_rows(const Context& context, const Problem& problem, std::span<const Child> children,
                    std::vector<Matrix<double>>& centroids) {
  std::vector<std::size_t> open(children.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  const auto complete = [&](std::size_t i) { return centroids[i].rows() >= children[i].options->k; };
  for (std::erase_if(open, complete); !open.empty(); std::erase_if(open, complete)) {
    std::vector<SeedRun> runs;
    for (const std::size_t i : open) {
      runs.push_back({&problem, centroids[i].view(), {}, centroids[i].rows() + 1, children[i].seed(context)});
    }
    seed_runs(context, problem, runs);
    std::vector<std::size_t> grown;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      if (runs[r].rows.empty()) continue;
      append_row(centroids[open[r]], problem.rows.gather(runs[r].rows));
      grown.push_back(open[r]);
    }
    open = std::move(grown);
  }
}

// Two centroids come from the data: without new ones a population soon holds nothing but the same few centroids.
std::vector<Start> bear(const Context& context, const Problem& problem, std::span<const Child> children) {
  std::vector<Matrix<double>> centroids(children.size());
  context.threads.run(std::ssize(children), [&](std::int64_t i, int) {
    const Child& child = children[static_cast<std::size_t>(i)];
    const std::int64_t k = child.options->k;
    const std::uint64_t seed = child.seed(context);
    centroids[static_cast<std::size_t>(i)] = inherit(context, problem.points.scalar(), child.population->parents(seed),
                                                     k - std::min<std::int64_t>(2, k - 1), seed);
  });
  add_fresh_rows(context, problem, children, centroids);
  std::vector<StartTask> tasks;
  for (const Child& child : children) {
    tasks.push_back(task_of(context, problem, *child.options, child.options->restarts + child.number));
  }
  auto starts = lloyd(context, tasks, std::move(centroids));
  for (std::size_t i = 0; i < tasks.size(); ++i) starts[i].restart = tasks[i].restart;
  return starts;
}

/// One generation: a batch, or a task each.
std::vector<Start> bear_generation(const Context& context, const Problem& problem, std::span<const Child> children) {
  const auto k_of = [](const Child& child) { return child.options->k; };
  const KMeansOptions& largest = *std::ranges::max_element(children, {}, k_of)->options;
  if (starts_go_in_batches(context, problem, largest, largest.k)) return bear(context, problem, children);
  std::vector<Start> born(children.size());
  context.threads.run(std::ssize(children), [&](std::int64_t i, int) {
    const auto task = static_cast<std::size_t>(i);
    born[task] = std::move(bear(context, problem, children.subspan(task, 1)).front());
  });
  return born;
}

/// A family on its way.
struct Lineage {
  explicit Lineage(Family family)
      : options(family.options),
        children(static_cast<int>(family.starts.size())),
        population(std::move(family.starts)) {}

  bool goes_on(const Problem& problem) const {
    return options->algorithm == KMeansAlgorithm::lloyd && starts_run_in_parallel(problem, options->k) &&
           idle < k_patience && population.size() > 1;
  }
  void add(std::vector<Start> born) {
    const Inertia best = population.best().inertia;
    population.add(std::move(born));
    idle = population.best().inertia < best ? 0 : idle + 1;
  }

  const KMeansOptions* options;
  int children;
  Population population;
  int idle = 0;
};

}  // namespace

std::vector<Start> recombine_together(const Context& context, const Problem& problem, std::vector<Family> families) {
  std::vector<Lineage> lineages;
  for (Family& family : families) lineages.emplace_back(std::move(family));
  for (int generation = 0; generation < k_generations; ++generation) {
    std::vector<Child> children;
    std::vector<Lineage*> parents;
    for (Lineage& lineage : lineages) {
      if (!lineage.goes_on(problem)) continue;
      parents.push_back(&lineage);
      for (int i = 0; i < lineage.children; ++i) {
        children.push_back({lineage.options, &lineage.population, generation * lineage.children + i});
      }
    }
    if (parents.empty()) break;
    auto born = bear_generation(context, problem, children);
    auto next = std::make_move_iterator(born.begin());
    for (Lineage* lineage : parents) {
      lineage->add({next, next + lineage->children});
      next += lineage->children;
    }
  }
  std::vector<Start> best;
  for (Lineage& lineage : lineages) best.push_back(std::move(lineage.population.best()));
  return best;
}

Start recombine(const Context& context, const Problem& problem, const KMeansOptions& options,
                std::vector<Start> starts) {
  std::vector<Family> one(1);
  one[0] = {&options, std::move(starts)};
  return std::move(recombine_together(context, problem, std::move(one)).front());
}

}  // namespace shoal::kmeans
