// The first two principal components, for the scatter of the report.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "shoal/matrix.hpp"

namespace shoal::app {

struct PrincipalComponents {
  std::vector<double> mean;                      ///< d
  std::array<std::vector<double>, 2> direction;  ///< d each, unit length, the largest entry positive; zero where d = 1
  std::array<double, 2> share{};                 ///< of the total variance

  /// Coordinates of a row of d values.
  std::array<double, 2> project(const double* row) const;
};

/// Eigenvectors of the covariance matrix. O(n d^2 + d^3); n >= 1, d >= 1.
PrincipalComponents principal_components(MatrixView<const double> rows);

}  // namespace shoal::app
