#include <bit>
#include <string>

#include "data/table/table_writers.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"

namespace shoal::data {
namespace {

static_assert(std::endian::native == std::endian::little, "the bytes of a double are written as they lie in memory");

/// Magic, version 1.0, length of the dictionary, the dictionary padded so that the data start at a multiple of 64.
std::string npy_header(std::size_t rows, std::size_t columns) {
  std::string dictionary = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                           std::to_string(columns) + "), }";
  constexpr std::size_t k_before = 10;
  const std::size_t unpadded = k_before + dictionary.size() + 1;
  dictionary.append((64 - unpadded % 64) % 64, ' ');
  dictionary += '\n';
  std::string header = "\x93NUMPY";
  header += {'\1', '\0', static_cast<char>(dictionary.size() & 0xFF), static_cast<char>(dictionary.size() >> 8)};
  return header + dictionary;
}

void append_bytes(std::string& out, double value) { out.append(reinterpret_cast<const char*>(&value), sizeof value); }

}  // namespace

void write_npy(OutputFile& file, const std::vector<OutputColumn>& columns) {
  std::vector<const OutputColumn*> numeric;
  for (const OutputColumn& column : columns) {
    if (!std::holds_alternative<std::vector<std::string>>(column.values)) numeric.push_back(&column);
  }
  const auto rows = static_cast<std::size_t>(columns.empty() ? 0 : column_rows(columns.front()));
  file.write(npy_header(rows, numeric.size()));
  std::string bytes;
  for (std::size_t row = 0; row < rows; ++row) {
    for (const OutputColumn* column : numeric) {
      const auto* whole = std::get_if<std::vector<std::int64_t>>(&column->values);
      append_bytes(bytes, whole != nullptr ? static_cast<double>((*whole)[row])
                                           : std::get<std::vector<double>>(column->values)[row]);
    }
    if (bytes.size() < (std::size_t{1} << 20)) continue;
    file.write(bytes);
    bytes.clear();
  }
  file.write(bytes);
}

}  // namespace shoal::data
