// Arrays of a model folder: .npy version 1.0, little-endian, row-major, as numpy.save writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shoal/matrix.hpp"

namespace shoal::detail {

/// The bytes of a float64 .npy file of a matrix.
std::string npy_bytes(MatrixView<const double> matrix);

/// Length of such a file.
std::uintmax_t npy_size(std::int64_t rows, std::int64_t cols);

/// The matrix in the bytes of a float64 .npy file of that shape; `problem` receives the reason when it is not one (the
/// matrix is then empty).
Matrix<double> parse_npy(std::string_view bytes, std::int64_t rows, std::int64_t cols, std::string& problem);

}  // namespace shoal::detail
