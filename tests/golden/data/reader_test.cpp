// Files that pyarrow and NumPy wrote: make_files.py, with the versions in files/versions.txt.
#include <gmock/gmock.h>

#include "errors.hpp"
#include "flat_lines.hpp"
#include "shoal/files.hpp"
#include "shoal/table.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

std::filesystem::path file(const std::string& name) {
  return std::filesystem::path(SHOAL_SOURCE_DIR) / "tests/golden/data/files" / name;
}

ReadTransactionsResult read(const std::string& name, const ReadTransactionsOptions& options = {}) {
  ThreadPool threads(2);
  return read_transactions(threads, file(name), options);
}

constexpr std::int64_t k_times[] = {1291191960, 1298937599, -60};

void expect_the_lines(const Transactions& transactions) {
  const test::FlatLines lines = test::flat(transactions);
  EXPECT_THAT(test::texts(lines.invoice), ElementsAre("536365", "C536366", "7"));
  EXPECT_THAT(test::texts(lines.item), ElementsAre("85123A", "22423", "POST"));
  EXPECT_THAT(lines.quantity, ElementsAre(6, -8, 1));
  EXPECT_THAT(lines.unit_price, ElementsAre(2.55, 3.39, 18));
  EXPECT_THAT(test::texts(lines.customer), ElementsAre("17850", "", "13047"));
  EXPECT_THAT(test::texts(lines.country), ElementsAre("United Kingdom", "", "Réunion"));
  EXPECT_THAT(lines.repeat, testing::Each(0));
}

class ParquetForms : public testing::TestWithParam<const char*> {};

TEST_P(ParquetForms, GiveTheSameLines) {
  const auto result = read(std::string(GetParam()) + ".parquet");
  expect_the_lines(result.transactions);
  EXPECT_THAT(test::flat(result.transactions).time, testing::ElementsAreArray(k_times));
  EXPECT_EQ(result.input.rows, 3);
  EXPECT_EQ(result.input.sha256, sha256_file(file(std::string(GetParam()) + ".parquet")));
  EXPECT_EQ(result.columns.at("customer"), "Customer ID");
}

INSTANTIATE_TEST_SUITE_P(Types, ParquetForms,
                         testing::Values("plain", "floats", "small", "texts", "dictionaries", "times_s", "times_us_utc",
                                         "decimals", "views", "nested"));
INSTANTIATE_TEST_SUITE_P(Packings, ParquetForms,
                         testing::Values("packed_none", "packed_gzip", "packed_zstd", "packed_brotli", "packed_lz4"));

TEST(Parquet, DatesWithoutATime) {
  for (const char* name : {"days32.parquet", "days64.parquet"}) {
    EXPECT_THAT(test::flat(read(name).transactions).time, ElementsAre(1291161600, 1298851200, -86400)) << name;
  }
}

TEST(Parquet, AFolderOfParts) {
  const auto result = read("parts");
  expect_the_lines(result.transactions);
  EXPECT_EQ(result.input.sha256,
            sha256(read_file(file("parts/part-00000.parquet")) + read_file(file("parts/part-00001.parquet"))));
  EXPECT_EQ(result.input.bytes,
            static_cast<std::int64_t>(std::filesystem::file_size(file("parts/part-00000.parquet")) +
                                      std::filesystem::file_size(file("parts/part-00001.parquet"))));
}

TEST(Parquet, BadFieldsNameTheRow) {
  const Error text = error_of([] { read("bad_quantity.parquet"); });
  EXPECT_EQ(text.message(), "\"six\" is not a number");
  EXPECT_THAT(text.where(), HasSubstr("bad_quantity.parquet, row 2, column Quantity"));
  EXPECT_THAT(text.found(), HasSubstr("C536366,22423,six,"));
  const Error null = error_of([] { read("null_price.parquet"); });
  EXPECT_THAT(null.message(), HasSubstr("empty"));
  EXPECT_THAT(null.where(), HasSubstr("row 2, column Price"));
}

TEST(Parquet, BadRowsCanBeSkipped) {
  const test::TemporaryFolder folder;
  ReadTransactionsOptions options;
  options.bad_rows = BadRows::skip;
  options.rejected = folder / "rejected.csv";
  const auto result = read("bad_quantity.parquet", options);
  EXPECT_EQ(result.rejected, 1);
  EXPECT_EQ(result.input.rows, 3);
  EXPECT_THAT(test::texts(test::flat(result.transactions).invoice), ElementsAre("536365", "7"));
  EXPECT_THAT(read_file(folder / "rejected.csv"), HasSubstr("\n2,Quantity,"));
}

TEST(Parquet, TypesThatDoNotFit) {
  EXPECT_THAT(error_of([] { read("quantity_is_a_list.parquet"); }).message(), HasSubstr("list"));
  EXPECT_THAT(error_of([] { read("date_is_a_number.parquet"); }).message(), HasSubstr("\"1\" is not a date"));
}

TEST(Parquet, DamagedFiles) {
  const test::TemporaryFolder folder;
  const std::string good = read_file(file("plain.parquet"));
  ThreadPool threads(1);
  const auto message = [&](const std::string& bytes) {
    const auto path = folder.write("t.parquet", bytes);
    return error_of([&] { read_transactions(threads, path, {}); }).message();
  };
  EXPECT_EQ(message(""), "is empty");
  EXPECT_THAT(message("a,b\n1,2\n"), HasSubstr("does not begin with PAR1"));
  EXPECT_THAT(message(good.substr(0, good.size() / 2)), HasSubstr("cannot be read as Parquet"));
  EXPECT_THAT(message(good.substr(0, 4)), HasSubstr("cannot be read as Parquet"));
}

TEST(Parquet, APartThatLacksAColumn) {
  const test::TemporaryFolder folder;
  folder.write("a.parquet", read_file(file("plain.parquet")));
  write_table(folder / "b.parquet", {{"Invoice", std::vector<std::string>{"1"}}});
  ThreadPool threads(1);
  const Error error = error_of([&] { read_transactions(threads, folder.path(), {}); });
  EXPECT_THAT(error.message(), HasSubstr("lacks the column"));
  EXPECT_THAT(error.where(), HasSubstr("b.parquet"));
}

TEST(Parquet, AsATable) {
  ReadTableOptions options;
  options.allow_missing = true;
  options.columns = {"Price", "Quantity"};
  const FeatureTable table = read_table(file("plain.parquet"), options);
  EXPECT_EQ(table.id_name, "Customer ID");
  EXPECT_THAT(table.ids, ElementsAre("17850", "", "13047"));
  EXPECT_THAT(table.doubles().values(), ElementsAre(2.55, 6, 3.39, -8, 18, 1));
  const Error error = error_of([] { read_table(file("null_price.parquet"), {}); });
  EXPECT_THAT(error.where(), HasSubstr("row 2, column Price"));
}

TEST(Numpy, WhatItWrote) {
  const FeatureTable quarters = read_table(file("f4.npy"), {});
  ASSERT_EQ(quarters.rows(), 4);
  for (std::int64_t i = 0; i < 12; ++i) EXPECT_EQ(quarters.doubles()(i / 3, i % 3), static_cast<double>(i) / 4);
  EXPECT_EQ(read_table(file("version_2.npy"), {}).values, quarters.values);
  EXPECT_EQ(read_table(file("version_3.npy"), {}).values, quarters.values);
  const FeatureTable thirds = read_table(file("f8_fortran.npy"), {});
  for (std::int64_t i = 0; i < 12; ++i) EXPECT_EQ(thirds.doubles()(i / 3, i % 3), static_cast<double>(i) / 3);
  EXPECT_EQ(read_table(file("u1.npy"), {}).doubles()(3, 2), 11);
  EXPECT_THAT(read_labels(file("i8_vector.npy"), "label"), ElementsAre(2, -1, 0));
}

}  // namespace
}  // namespace shoal
