#include <fmt/format.h>

#include <cmath>

#include "shoal/error.hpp"
#include "shoal/preparation.hpp"
#include "shoal/text.hpp"

namespace shoal {

Matrix<float> to_float(const Matrix<double>& values, std::int64_t first_row) {
  Matrix<float> out;
  to_float(values, out, first_row);
  return out;
}

void to_float(const Matrix<double>& values, Matrix<float>& out, std::int64_t first_row) {
  out.reshape(values.rows(), values.cols());
  for (std::int64_t i = 0; i < values.rows(); ++i) {
    for (std::int64_t j = 0; j < values.cols(); ++j) {
      out(i, j) = static_cast<float>(values(i, j));
      if (std::isfinite(out(i, j))) continue;
      throw Error(ErrorCode::data, "the value does not fit into single precision",
                  "scale the column (standardise), or compute in double precision",
                  "row " + grouped(first_row + i + 1) + ", column " + grouped(j + 1), fmt::format("{}", values(i, j)));
    }
  }
}

}  // namespace shoal
