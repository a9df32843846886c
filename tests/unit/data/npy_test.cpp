// The .npy format as numpy.lib.format documents it; that NumPy reads and writes the same is tests/golden/data.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "errors.hpp"
#include "packed.hpp"
#include "shoal/table.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using test::error_of;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

/// As numpy.save lays a file out: the header padded with blanks to a multiple of 64.
std::string npy(const std::string& dictionary, const std::string& data, char version = 1) {
  const std::size_t before = version == 1 ? 10 : 12;
  std::string padded = dictionary + std::string((64 - (before + dictionary.size() + 1) % 64) % 64, ' ') + "\n";
  std::string file = "\x93NUMPY";
  file += {version, '\0'};
  for (std::size_t i = 0; i < before - 8; ++i) file += static_cast<char>((padded.size() >> (8 * i)) & 0xFF);
  return file + padded + data;
}

std::string described(const std::string& type, const std::string& shape, const char* fortran = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <class T>
void expect_read(const char* type) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.npy", npy(described(type, "(2, 3)"), bytes_of<T>({1, 2, 3, 4, 5, 100})));
  const FeatureTable table = read_table(path, {});
  EXPECT_EQ(table.rows(), 2) << type;
  EXPECT_THAT(table.names, ElementsAre("x0", "x1", "x2"));
  EXPECT_THAT(table.doubles().values(), ElementsAre(1, 2, 3, 4, 5, 100)) << type;
}

TEST(Npy, EveryType) {
  expect_read<float>("<f4");
  expect_read<double>("<f8");
  expect_read<std::int8_t>("|i1");
  expect_read<std::int16_t>("<i2");
  expect_read<std::int32_t>("<i4");
  expect_read<std::int64_t>("<i8");
  expect_read<std::uint8_t>("|u1");
  expect_read<std::uint16_t>("<u2");
  expect_read<std::uint32_t>("<u4");
  expect_read<std::uint64_t>("<u8");
}

TEST(Npy, EveryVersionOrderAndPacking) {
  const TemporaryFolder folder;
  const std::string data = bytes_of<double>({1, 2, 3, 4, 5, 6});
  for (const char version : {'\1', '\2', '\3'}) {
    const auto path = folder.write("t.npy", npy(described("<f8", "(2, 3)", "True"), data, version));
    EXPECT_THAT(read_table(path, {}).doubles().values(), ElementsAre(1, 3, 5, 2, 4, 6));
  }
  const std::string plain = npy(described("<f8", "(3, 2)"), data);
  EXPECT_THAT(read_table(folder.write("t.npy.gz", test::gzip(plain)), {}).doubles().values(),
              ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(read_table(folder.write("v.npy", npy(described("<f8", "(6,)"), data)), {}).doubles().values(),
              ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(Npy, ChosenColumns) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.npy", npy(described("<f8", "(2, 3)"), bytes_of<double>({1, 2, 3, 4, 5, 6})));
  ReadTableOptions options;
  options.columns = {"x2", "x0"};
  options.id_column = "x1";
  const FeatureTable table = read_table(path, options);
  EXPECT_THAT(table.doubles().values(), ElementsAre(3, 1, 6, 4));
  EXPECT_THAT(table.ids, ElementsAre("2", "5"));
}

TEST(Npy, Labels) {
  const TemporaryFolder folder;
  const auto path = folder.write("l.npy", npy(described("<i4", "(3,)"), bytes_of<std::int32_t>({2, -1, 0})));
  EXPECT_THAT(read_labels(path, "label"), ElementsAre(2, -1, 0));
}

TEST(Npy, NotFinite) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.npy", npy(described("<f4", "(2, 2)"), bytes_of<float>({1, 2, 3, NAN})));
  const Error error = error_of([&] { read_table(path, {}); });
  EXPECT_THAT(error.message(), HasSubstr("NaN"));
  EXPECT_THAT(error.where(), HasSubstr("row 1 (counted from 0), column x1"));
  ReadTableOptions options;
  options.allow_missing = true;
  EXPECT_TRUE(std::isnan(read_table(path, options).doubles()(1, 1)));
}

TEST(Npy, WhatIsRefused) {
  const TemporaryFolder folder;
  const std::string data = bytes_of<double>({1, 2, 3, 4});
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "is empty"},
      {"\x93NUMPX\1", "is not a .npy file"},
      {npy(described("<f8", "(2, 2)"), data, '\4'), "version 4"},
      {npy(described(">f8", "(2, 2)"), data), ">f8"},
      {npy(described("<f2", "(2, 2)"), data), "<f2"},
      {npy(described("|b1", "(2, 2)"), data), "|b1"},
      {npy(described("|O", "(2, 2)"), data), "|O"},
      {npy(described("<c16", "(2, 2)"), data), "<c16"},
      {npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (4,), }", data), "plain numbers"},
      {npy(described("<f8", "()"), data), "0 dimensions"},
      {npy(described("<f8", "(2, 2, 1)"), data), "3 dimensions"},
      {npy(described("<f8", "(2, x)"), data), "damaged header"},
      {npy(described("<f8", "(2, -2)"), data), "damaged header"},
      {npy(described("<f8", "(3, 2)"), data), "truncated"},
      {npy(described("<f8", "(1, 2)"), data), "too long"},
      {npy(described("<f8", "(4611686018427387904, 4)"), data), "truncated"},
      {npy(described("<f8", "(2, 2)"), data).substr(0, 20), "truncated"}};
  for (const auto& [bytes, message] : cases) {
    const Error error = error_of([&] { read_table(folder.write("t.npy", bytes), {}); });
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_THAT(error.message(), HasSubstr(message));
  }
  const std::string packed = test::gzip(npy(described("<f8", "(3, 2)"), data));
  EXPECT_THAT(error_of([&] { read_table(folder.write("t.npy.gz", packed), {}); }).message(), HasSubstr("truncated"));
}

TEST(Npy, FloatsStayFloatsWhereAskedFor) {
  const TemporaryFolder folder;
  std::vector<float> numbers(200001 * 2);  // several pieces
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i) / 3.0F;
  const auto path = folder.write("t.npy", npy(described("<f4", "(200001, 2)"), bytes_of(numbers)));
  ReadTableOptions options;
  options.keep_float = true;
  const FeatureTable table = read_table(path, options);
  EXPECT_EQ(error_of([&] { table.doubles(); }).code(), ErrorCode::internal);
  EXPECT_EQ(table.rows(), 200001);
  EXPECT_EQ(std::get<Matrix<float>>(table.values).values(), numbers);
  EXPECT_EQ(table.value(7, 1), static_cast<double>(numbers[15]));
  const FeatureTable doubles = read_table(path, {});
  EXPECT_TRUE(std::ranges::equal(doubles.doubles().values(), numbers));

  options.columns = {"x1"};
  const FeatureTable second = read_table(path, options);
  ASSERT_EQ(std::get<Matrix<float>>(second.values).rows(), 200001);
  EXPECT_EQ(std::get<Matrix<float>>(second.values)(200000, 0), numbers.back());
  EXPECT_EQ(second.select({"x1"}).values, second.values);
  numbers[300001] = INFINITY;
  EXPECT_THAT(error_of([&] {
                options.columns = {};
                read_table(folder.write("bad.npy", npy(described("<f4", "(200001, 2)"), bytes_of(numbers))), options);
              }).where(),
              HasSubstr("row 150,000 (counted from 0), column x1"));
}

/// A Zstandard frame (RFC 8878): the text in a raw block, then blocks of 128 KB zeros in four bytes each.
std::string zstd_with_zeros(const std::string& text, std::size_t blocks) {
  constexpr std::uint32_t k_raw = 0, k_repeat = 1, k_size = 128 << 10;
  const auto block = [](std::uint32_t type, std::size_t size, bool last) {
    const auto head = static_cast<std::uint32_t>(size << 3 | type << 1 | (last ? 1 : 0));
    return std::string{static_cast<char>(head & 0xFF), static_cast<char>(head >> 8 & 0xFF),
                       static_cast<char>(head >> 16)};
  };
  std::string frame("\x28\xb5\x2f\xfd\x00\x58", 6);
  frame += block(k_raw, text.size(), false) + text;
  for (std::size_t i = 0; i < blocks; ++i) frame += block(k_repeat, k_size, i + 1 == blocks) + std::string(1, '\0');
  return frame;
}

TEST(Npy, MayBePackedThirtyThousandfold) {
  const TemporaryFolder folder;
  const std::string packed = zstd_with_zeros(npy(described("<f4", "(262144, 4)"), ""), 32);  // 4 MB in 250 bytes
  EXPECT_EQ(read_table(folder.write("z.npy.zst", packed), {}).rows(), 262144);
  const std::string cut = zstd_with_zeros(npy(described("<f4", "(262145, 4)"), ""), 32);
  EXPECT_THAT(error_of([&] { read_table(folder.write("c.npy.zst", cut), {}); }).message(), HasSubstr("truncated"));
  const std::string vain = zstd_with_zeros(npy(described("<f4", "(1000000000000, 4)"), ""), 32);
  EXPECT_THAT(error_of([&] { read_table(folder.write("v.npy.zst", vain), {}); }).message(), HasSubstr("truncated"));
}

}  // namespace
}  // namespace shoal
