// The nearest centroid of each row, at any scale that doubles have.
//
// Until take_roots() the spans of BlockScores hold squared distances to the nearest and to the second nearest centroid, then the
// distances; the margin is their difference.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/at.hpp"
#include "model/kinds/kinds.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

void assign(Context& context, const Points& rows, const Matrix<double>& centroids, const BlockScores& out) {
  context.device.assign(context.threads, rows, centroids.view(), {0, rows.rows()},
                        {out.labels, out.distance, out.margin});
}

/// The squares between which a chain in T says which centroid is nearest: below, terms have lost digits or vanished.
template <class T>
constexpr double k_least_sq = static_cast<double>(std::numeric_limits<T>::min()) / std::numeric_limits<T>::epsilon();

double least_sq(Scalar scalar) { return scalar == Scalar::f32 ? k_least_sq<float> : k_least_sq<double>; }

int exponent_of_largest(const std::vector<double>& values) {
  double largest = 0.0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  int exponent = 0;
  std::frexp(largest, &exponent);
  return exponent;
}

/// Scores the `open` rows of a block anew, rows and centroids as doubles times a power of two that makes the largest of
/// them 2^500: squares of any two doubles that differ by 2^-500 of it or more are then normal numbers.
void rescore(Context& context, const Points& rows, Matrix<double> centroids, const std::vector<std::int64_t>& open,
             const BlockScores& out) {
  if (open.empty()) return;
  Matrix<double> some = std::visit([&](const auto& view) { return rows_of<double>(view, open); }, rows.host());
  const int shift = 500 - std::max(exponent_of_largest(some.values()), exponent_of_largest(centroids.values()));
  for (double& value : some.values()) value = std::ldexp(value, shift);
  for (double& value : centroids.values()) value = std::ldexp(value, shift);
  std::vector<std::int32_t> labels(open.size());
  std::vector<double> nearest(open.size()), second(open.size());
  const auto points = context.device.upload(context.threads, std::as_const(some).view());
  assign(context, *points, centroids, {labels, nearest, second});
  for (std::size_t i = 0; i < open.size(); ++i) {
    const std::size_t row = at(open[i]);
    out.labels[row] = labels[i];
    out.distance[row] = std::ldexp(std::sqrt(nearest[i]), -shift);
    out.margin[row] = std::ldexp(std::sqrt(second[i]), -shift);
  }
}

/// Distances from squared distances. Where a square overflowed, or the two smallest vanished, the nearest centroid
/// would be the first one, whichever is near: such rows are scored anew.
void take_roots(Context& context, const Points& rows, const Matrix<double>& centroids, const BlockScores& out) {
  const bool alone = centroids.rows() == 1;
  std::vector<std::int64_t> beyond, vanished;
  for (std::size_t i = 0; i < out.labels.size(); ++i) {
    const double farther = alone ? out.distance[i] : out.margin[i];
    if (!std::isfinite(farther)) {
      beyond.push_back(static_cast<std::int64_t>(i));
    } else if (farther < least_sq(rows.scalar())) {
      vanished.push_back(static_cast<std::int64_t>(i));
    }
    out.distance[i] = std::sqrt(out.distance[i]);
    out.margin[i] = std::sqrt(out.margin[i]);
  }
  rescore(context, rows, centroids, beyond, out);
  rescore(context, rows, centroids, vanished, out);
}

}  // namespace

void score(Context& context, const CentroidModel& kind, const Points& rows, const BlockScores& out) {
  const Matrix<double>& centroids = kind.centroids;
  assign(context, rows, centroids, out);
  take_roots(context, rows, centroids, out);
  for (std::size_t i = 0; i < out.labels.size(); ++i) {
    if (!std::isfinite(out.distance[i]) || (centroids.rows() > 1 && !std::isfinite(out.margin[i]))) {
      throw Error(ErrorCode::data, "the row's distance to a centroid is beyond the range of double precision",
                  "correct the row, or leave it out",
                  "row " + grouped(out.first_row + static_cast<std::int64_t>(i) + 1));
    }
    out.margin[i] -= out.distance[i];
  }
}

}  // namespace shoal::detail
