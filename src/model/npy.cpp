#include "model/npy.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace shoal::detail {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are stored as they lie in memory");

// Magic and version (8 bytes), length of the rest (2), then a Python literal padded to a multiple of 64.
std::string header(std::int64_t rows, std::int64_t cols) {
  std::string dictionary = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", rows, cols);
  constexpr std::size_t fixed = 10;
  while ((fixed + dictionary.size() + 1) % 64 != 0) dictionary += ' ';
  dictionary += '\n';
  const auto length = static_cast<std::uint16_t>(dictionary.size());
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(length & 0xFF);
  bytes += static_cast<char>(length >> 8);
  return bytes + dictionary;
}

}  // namespace

std::string npy_bytes(MatrixView<const double> matrix) {
  std::string bytes = header(matrix.rows, matrix.cols);
  if (matrix.size() > 0) {
    bytes.append(reinterpret_cast<const char*>(matrix.data), static_cast<std::size_t>(matrix.size()) * sizeof(double));
  }
  return bytes;
}

std::uintmax_t npy_size(std::int64_t rows, std::int64_t cols) {
  return header(rows, cols).size() +
         sizeof(double) * static_cast<std::uintmax_t>(rows) * static_cast<std::uintmax_t>(cols);
}

Matrix<double> parse_npy(std::string_view bytes, std::int64_t rows, std::int64_t cols, std::string& problem) {
  // Only what npy_bytes writes is read, so the header needs no parser.
  const std::string expected = header(rows, cols);
  if (bytes.size() != npy_size(rows, cols) || bytes.substr(0, expected.size()) != expected) {
    problem = fmt::format("it is not a .npy file of {} x {} float64 values", rows, cols);
    return {};
  }
  bytes.remove_prefix(expected.size());
  Matrix<double> matrix(rows, cols);
  std::memcpy(matrix.values().data(), bytes.data(), bytes.size());
  return matrix;
}

}  // namespace shoal::detail
