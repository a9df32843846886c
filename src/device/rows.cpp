#include "shoal/rows.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "shoal/error.hpp"

namespace shoal {

Rows::Rows(const Points& local, Communicator& ranks) : local_(&local), ranks_(&ranks), starts_{0} {
  const std::int64_t own = local.rows();
  for (const std::int64_t count : shoal::gather(ranks, std::span(&own, 1))) starts_.push_back(starts_.back() + count);
  if (!ranks.alone() && std::ranges::adjacent_find(starts_) != starts_.end()) {
    throw Error(ErrorCode::usage, "a rank has no rows", "take fewer ranks, or give each at least one row");
  }
}

Matrix<double> Rows::gather(std::span<const std::int64_t> rows) const {
  std::vector<std::int64_t> here;
  for (const std::int64_t row : rows) {
    if (has(row)) here.push_back(row - offset());
  }
  Matrix<double> own = std::visit([&](const auto& host) { return rows_of<double>(host, here); }, local_->host());
  return ranks_->alone() ? own : spread(own, rows);
}

std::vector<double> Rows::gather(std::span<const double> values, std::span<const std::int64_t> rows) const {
  std::vector<double> here;
  for (const std::int64_t row : rows) {
    if (has(row)) here.push_back(values[static_cast<std::size_t>(row - offset())]);
  }
  if (ranks_->alone()) return here;
  const auto count = std::ssize(here);
  return std::move(spread(Matrix<double>(count, 1, std::move(here)), rows).values());
}

/// Each rank's own come in the order in which they were asked for.
Matrix<double> Rows::spread(const Matrix<double>& own, std::span<const std::int64_t> rows) const {
  const auto of_rank = [&](std::int64_t row) {
    return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), row) - starts_.begin()) - 1;
  };
  std::vector<std::int64_t> next(starts_.size());  // where the rows of each rank go on in `all`
  for (const std::int64_t row : rows) ++next[of_rank(row) + 1];
  for (std::size_t r = 1; r < next.size(); ++r) next[r] += next[r - 1];
  const std::vector<double> all = shoal::gather(*ranks_, std::span<const double>(own.values()));
  Matrix<double> out(std::ssize(rows), own.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(all.data() + next[of_rank(rows[i])]++ * own.cols(), own.cols(), out.row(static_cast<std::int64_t>(i)));
  }
  return out;
}

void Rows::share(std::span<std::int64_t> rows) const {
  if (ranks_->alone()) return;
  std::vector<Int128> known(rows.begin(), rows.end());
  for (Int128& row : known) ++row;  // what another rank knows counts 0 here
  ranks_->sum(known);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(known[i]) - 1;
}

}  // namespace shoal
