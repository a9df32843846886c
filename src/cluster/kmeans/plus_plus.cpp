#include <algorithm>
#include <cmath>

#include "cluster/kmeans/rows.hpp"
#include "cluster/kmeans/seeding.hpp"

namespace shoal::kmeans {
namespace {

/// The steps of one greedy k-means++ on a state of its own.
class Greedy {
 public:
  Greedy(const Context& context, const Problem& problem, std::int64_t k, std::uint64_t seed)
      : context_(context),
        problem_(problem),
        seed_(seed),
        draws_(static_cast<std::size_t>(2 + std::floor(std::log(static_cast<double>(k))))),
        state_(context.device.begin_fit(context.threads, problem.points, problem.weights, problem.quantisation)) {}

  /// The next row after `taken` centroids, of which those in `fresh` are new since the last call; -1 when every row lies
  /// on one.
  std::int64_t next(MatrixView<const double> fresh, std::int64_t taken) {
    context_.cancellation.check();
    const auto& points = problem_.points;
    const MatrixView<const double> none{nullptr, 0, points.cols()};
    Int128 mass = 0;
    context_.device.min_update(context_.threads, points, *state_, fresh, none, {&mass, 1});
    if (mass == 0) return -1;
    std::vector<Int128> targets, masses(draws_);
    std::vector<std::int64_t> drawn(draws_);
    for (std::uint32_t lane = 0; lane < draws_; ++lane) {
      const auto bits = random_bits(seed_, Purpose::candidate, static_cast<std::uint64_t>(taken), lane);
      targets.push_back(draw_below(mass, bits));
    }
    context_.device.rows_at_mass(context_.threads, points, *state_, targets, drawn);
    const auto candidates = gather_rows(points, drawn);
    context_.device.min_update(context_.threads, points, *state_, none, candidates.view(), masses);
    return drawn[static_cast<std::size_t>(std::min_element(masses.begin(), masses.end()) - masses.begin())];
  }

 private:
  const Context& context_;
  const Problem& problem_;
  std::uint64_t seed_;
  std::size_t draws_;
  std::unique_ptr<FitState> state_;
};

}  // namespace

std::vector<std::int64_t> plus_plus(const Context& context, const Problem& problem, std::int64_t k,
                                    std::uint64_t seed) {
  std::vector<std::int64_t> rows{first_row(problem, seed)};
  Greedy greedy(context, problem, k, seed);
  while (static_cast<std::int64_t>(rows.size()) < k) {
    const auto row =
        greedy.next(gather_rows(problem.points, {&rows.back(), 1}).view(), static_cast<std::int64_t>(rows.size()));
    if (row < 0) break;
    rows.push_back(row);
  }
  fill_with_farthest(context, problem, k, rows);
  return rows;
}

std::int64_t one_more(const Context& context, const Problem& problem, MatrixView<const double> centroids,
                      std::uint64_t seed) {
  return Greedy(context, problem, centroids.rows + 1, seed).next(centroids, centroids.rows);
}

}  // namespace shoal::kmeans
