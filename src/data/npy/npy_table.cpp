// .npy as NumPy's NEP 1 and its format documentation describe it, versions 1.0 to 3.0.
#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <functional>
#include <optional>

#include "data/input/input_bytes.hpp"
#include "data/table/table_readers.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

static_assert(std::endian::native == std::endian::little, "the numbers of a .npy file are read as they lie there");

struct NpyHeader {
  std::string type;
  bool fortran = false;
  std::int64_t rows = 0, columns = 0;
};

[[noreturn]] void throw_npy(const std::string& name, const std::string& message, const std::string& found = {}) {
  throw Error(ErrorCode::data, message, "write it anew with numpy.save: a 2-D array of float32 or float64", name,
              found);
}

/// What follows `'key':` in the header's dictionary, without blanks before it.
std::string_view value_of(std::string_view dictionary, std::string_view key) {
  const std::size_t at = dictionary.find("'" + std::string(key) + "'");
  if (at == std::string_view::npos) return {};
  dictionary.remove_prefix(at + key.size() + 2);
  const std::size_t begin = dictionary.find_first_not_of(": ");
  return begin == std::string_view::npos ? std::string_view() : dictionary.substr(begin);
}

/// "(3, 4)", "(3,)"; nothing for another text.
std::optional<std::vector<std::int64_t>> parse_shape(std::string_view text) {
  if (!text.starts_with('(') || text.find(')') == std::string_view::npos) return std::nullopt;
  std::vector<std::int64_t> shape;
  for (const std::string& part : split_list(text.substr(1, text.find(')') - 1))) {
    std::int64_t extent = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), extent);
    if (error != std::errc() || end != part.data() + part.size() || extent < 0) return std::nullopt;
    shape.push_back(extent);
  }
  return shape;
}

NpyHeader parse_header(const std::string& name, std::string_view dictionary) {
  const std::string found(dictionary.substr(0, dictionary.find_last_not_of(" \n") + 1));
  NpyHeader header;
  const std::string_view type = value_of(dictionary, "descr");
  if (!type.starts_with('\'') || type.find('\'', 1) == std::string_view::npos) {
    throw_npy(name, "does not hold plain numbers", found);
  }
  header.type = type.substr(1, type.find('\'', 1) - 1);
  const std::string_view fortran = value_of(dictionary, "fortran_order");
  if (!fortran.starts_with("True") && !fortran.starts_with("False")) throw_npy(name, "has a damaged header", found);
  header.fortran = fortran.starts_with("True");
  const auto shape = parse_shape(value_of(dictionary, "shape"));
  if (!shape) throw_npy(name, "has a damaged header", found);
  if (shape->empty() || shape->size() > 2) {
    throw_npy(name, "has " + std::to_string(shape->size()) + " dimensions; rows x columns are expected", found);
  }
  header.rows = (*shape)[0];
  header.columns = shape->size() == 2 ? (*shape)[1] : 1;
  return header;
}

template <class T>
double load(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return static_cast<double>(value);
}

struct NumberType {
  const char* name;
  std::size_t size;
  double (*load)(const char*);
};
constexpr NumberType k_types[] = {{"f4", 4, load<float>},         {"f8", 8, load<double>},
                                  {"i1", 1, load<std::int8_t>},   {"i2", 2, load<std::int16_t>},
                                  {"i4", 4, load<std::int32_t>},  {"i8", 8, load<std::int64_t>},
                                  {"u1", 1, load<std::uint8_t>},  {"u2", 2, load<std::uint16_t>},
                                  {"u4", 4, load<std::uint32_t>}, {"u8", 8, load<std::uint64_t>}};

const NumberType& number_type(const std::string& name, const std::string& type) {
  const bool one_byte = type.size() == 3 && type[2] == '1';
  const bool native = type.starts_with('<') || type.starts_with('=') || one_byte;
  for (const NumberType& known : k_types) {
    if (native && type.substr(1) == known.name) return known;
  }
  throw_npy(name,
            "holds numbers of the type " + type + "; float32, float64 or whole numbers (little-endian) are expected");
}

class NpyTable : public TableFile {
 public:
  explicit NpyTable(const std::filesystem::path& path) : input_(path) {
    name_ = input_.name();
    header_ = parse_header(name_, read_dictionary());
    type_ = &number_type(name_, header_.type);
    check_size(path);
    for (std::int64_t j = 0; j < header_.columns; ++j) {
      columns_.push_back({"x" + std::to_string(j), true});
      columns_.back().whole = type_->name[0] != 'f';
    }
  }

  ReadColumns read(ThreadPool& threads, const ColumnChoice& choice, bool allow_missing) override {
    ReadColumns read;
    if (choice.keep_float && header_.type == "<f4") {
      read_numbers(threads, choice, allow_missing, read.numbers.emplace<Matrix<float>>(), read);
    } else {
      read_numbers(threads, choice, allow_missing, read.numbers.emplace<Matrix<double>>(), read);
    }
    read.input = {name_, header_.rows, input_.stored_bytes(), input_.sha256()};
    return read;
  }

 private:
  template <class T>
  void read_numbers(ThreadPool& threads, const ColumnChoice& choice, bool allow_missing, Matrix<T>& out,
                    ReadColumns& read) {
    out = Matrix<T>(header_.rows, static_cast<std::int64_t>(choice.numbers.size()));
    if (is_copy(choice, sizeof(T))) return copy_numbers(threads, allow_missing, out);
    if (choice.text >= 0) read.text.resize(static_cast<std::size_t>(header_.rows));
    if (choice.second_text >= 0) read.second_text.resize(static_cast<std::size_t>(header_.rows));
    // Where in the result the columns of the file go.
    std::vector<std::int64_t> place(static_cast<std::size_t>(header_.columns), -1);
    for (std::int64_t j = 0; j < out.cols(); ++j)
      place[static_cast<std::size_t>(choice.numbers[static_cast<std::size_t>(j)])] = j;
    for_values(threads, [&](std::int64_t i, std::int64_t column, double value) {
      if (column == choice.text) read.text[static_cast<std::size_t>(i)] = as_text(value);
      if (column == choice.second_text) read.second_text[static_cast<std::size_t>(i)] = as_text(value);
      if (const std::int64_t j = place[static_cast<std::size_t>(column)]; j >= 0) {
        check_finite(i, column, value, allow_missing);
        out(i, j) = static_cast<T>(value);
      }
    });
  }

  /// Whether the wanted matrix lies in the file as it is wanted.
  bool is_copy(const ColumnChoice& choice, std::size_t size) const {
    return type_->name[0] == 'f' && type_->size == size && !header_.fortran && choice.text < 0 &&
           choice.second_text < 0 && std::ssize(choice.numbers) == header_.columns &&
           std::ranges::is_sorted(choice.numbers);
  }

  /// Reads straight into the matrix.
  template <class T>
  void copy_numbers(ThreadPool& threads, bool allow_missing, Matrix<T>& out) {
    constexpr std::size_t k_piece = std::size_t{1} << 16;
    auto& values = out.values();
    for (std::size_t begin = 0; begin < values.size(); begin += k_piece) {
      threads.check();
      const std::size_t count = std::min(k_piece, values.size() - begin);
      if (input_.read(reinterpret_cast<char*>(values.data() + begin), count * sizeof(T)) < count * sizeof(T)) {
        throw_wrong_size("is truncated: ");
      }
      T poison = 0;  // x - x is 0 for finite values and NaN for all others
      for (std::size_t i = begin; i < begin + count; ++i) poison += values[i] - values[i];
      for (std::size_t i = begin; poison != 0 && i < begin + count; ++i) {
        const auto at = static_cast<std::int64_t>(i);
        check_finite(at / header_.columns, at % header_.columns, static_cast<double>(values[i]), allow_missing);
      }
    }
    char beyond = 0;
    if (input_.read(&beyond, 1) > 0) throw_wrong_size("is too long: ");
  }

  void check_finite(std::int64_t row, std::int64_t column, double value, bool allow_missing) const {
    if (!(std::isfinite(value) || (allow_missing && std::isnan(value)))) throw_not_finite(row, column, value);
  }

  /// A missing value is no text.
  static std::string as_text(double value) {
    if (std::isnan(value)) return {};
    return std::floor(value) == value && std::abs(value) < 1e15 ? std::to_string(static_cast<std::int64_t>(value))
                                                                : std::to_string(value);
  }

  std::string read_exactly(std::size_t size) {
    std::string bytes(size, '\0');
    if (input_.read(bytes.data(), size) < size) throw_npy(name_, "is truncated: its header is not complete");
    return bytes;
  }

  std::string read_dictionary() {
    constexpr std::uint32_t k_longest = 1u << 20;
    char magic[8];
    const std::size_t got = input_.read(magic, sizeof magic);
    if (got == 0) throw_npy(name_, "is empty");
    if (got < sizeof magic || std::string_view(magic, 6) != "\x93NUMPY") throw_npy(name_, "is not a .npy file");
    if (magic[6] < 1 || magic[6] > 3) {
      throw_npy(name_, "has the .npy format version " + std::to_string(magic[6]) + "; 1, 2 or 3 is expected");
    }
    const std::string length = read_exactly(magic[6] == 1 ? 2 : 4);
    std::uint32_t size = 0;
    std::memcpy(&size, length.data(), length.size());
    if (size > k_longest) throw_npy(name_, "has a damaged header");
    data_begin_ = sizeof magic + length.size() + size;
    return read_exactly(size);
  }

  /// Before memory is taken for what a damaged header promises.
  void check_size(const std::filesystem::path& path) const {
    std::error_code failed;
    const auto there = static_cast<std::int64_t>(std::filesystem::file_size(path, failed));
    if (failed) throw_npy(name_, "is not a regular file");
    std::int64_t numbers = 0, bytes = 0;
    const bool overflow = __builtin_mul_overflow(header_.rows, header_.columns, &numbers) ||
                          __builtin_mul_overflow(numbers, static_cast<std::int64_t>(type_->size), &bytes);
    if (overflow) throw_wrong_size("is truncated: ");
    const std::int64_t data = data_size(path, there, bytes);
    if (bytes > data) throw_wrong_size("is truncated: ");
    if (bytes < data && !input_.packed()) throw_wrong_size("is too long: ");
  }

  /// The bytes of numbers in the file; of a packed one the most that it can hold, which is counted where it is much.
  std::int64_t data_size(const std::filesystem::path& path, std::int64_t there, std::int64_t promised) const {
    constexpr std::int64_t k_usual_packing =
        1032;  // the best that deflate does; Zstandard packs zeros thirty times better
    const auto header = static_cast<std::int64_t>(data_begin_);
    if (!input_.packed()) return there - header;
    if (promised <= there * k_usual_packing - header) return promised;
    InputBytes again(path);
    std::string piece(std::size_t{1} << 18, '\0');
    std::int64_t unpacked = 0;
    while (const std::size_t got = again.read(piece.data(), piece.size())) {
      unpacked += static_cast<std::int64_t>(got);
      if (unpacked - header >= promised) break;
    }
    return unpacked - header;
  }

  [[noreturn]] void throw_wrong_size(const char* what) const {
    throw_npy(name_, what + grouped(header_.rows) + " x " + grouped(header_.columns) + " numbers of the type " +
                         header_.type + " take another number of bytes");
  }

  /// Calls visit(row, column, value) in the order of the file.
  void for_values(ThreadPool& threads, const std::function<void(std::int64_t, std::int64_t, double)>& visit) {
    const std::int64_t count = header_.rows * header_.columns;
    std::string buffer(std::size_t{1} << 18, '\0');
    std::int64_t done = 0;
    while (const std::size_t got = input_.read(buffer.data(), buffer.size())) {
      threads.check();
      if (static_cast<std::int64_t>(got / type_->size) > count - done) throw_wrong_size("is too long: ");
      for (std::size_t at = 0; at + type_->size <= got; at += type_->size, ++done) {
        const double value = type_->load(buffer.data() + at);
        if (header_.fortran) {
          visit(done % header_.rows, done / header_.rows, value);
        } else {
          visit(done / header_.columns, done % header_.columns, value);
        }
      }
    }
    if (done < count) throw_wrong_size("is truncated: ");
  }

  [[noreturn]] void throw_not_finite(std::int64_t row, std::int64_t column, double value) const {
    throw Error(ErrorCode::data,
                std::string("the value is ") + (std::isnan(value) ? "NaN" : "infinite") + ", a finite number is needed",
                "correct it, or leave the row out",
                name_ + ", row " + grouped(row) + " (counted from 0), column " +
                    columns_[static_cast<std::size_t>(column)].name);
  }

  InputBytes input_;
  NpyHeader header_;
  const NumberType* type_ = nullptr;
  std::size_t data_begin_ = 0;
};

}  // namespace

std::unique_ptr<TableFile> open_npy_table(const std::filesystem::path& path) {
  return std::make_unique<NpyTable>(path);
}

}  // namespace shoal::data
