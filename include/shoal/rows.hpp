// The rows of one clustering by their numbers, wherever they are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shoal/communicator.hpp"
#include "shoal/matrix.hpp"
#include "shoal/points.hpp"

namespace shoal {

/// Rows 0 .. count() - 1, of which this rank holds [offset(), offset() + local().rows()). The one place that looks a row
/// up by its number. Refers to points and communicator; the calls marked collective are those of a Communicator.
class Rows {
 public:
  /// Error{usage} when one of several ranks has no rows. Collective.
  Rows(const Points& local, Communicator& ranks = one_process());  // NOLINT(google-explicit-constructor)

  const Points& local() const { return *local_; }
  Communicator& ranks() const { return *ranks_; }
  std::int64_t count() const { return starts_.back(); }
  std::int64_t offset() const { return starts_[static_cast<std::size_t>(ranks_->rank())]; }
  bool has(std::int64_t row) const { return row >= offset() && row < offset() + local_->rows(); }

  /// The chosen rows, in that order, as doubles: exact, whatever the scalar type. All ranks ask for the same. Collective.
  Matrix<double> gather(std::span<const std::int64_t> rows) const;
  /// The same of one value a row; `values` are those of the local rows. Collective.
  std::vector<double> gather(std::span<const double> values, std::span<const std::int64_t> rows) const;
  /// Row numbers that one rank each knows, -1 where another does. Collective.
  void share(std::span<std::int64_t> rows) const;

 private:
  Matrix<double> spread(const Matrix<double>& own, std::span<const std::int64_t> rows) const;

  const Points* local_;
  Communicator* ranks_;
  std::vector<std::int64_t> starts_;  ///< of each rank, and the number of all
};

}  // namespace shoal
