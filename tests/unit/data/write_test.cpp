#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "errors.hpp"
#include "shoal/files.hpp"
#include "shoal/table.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using test::error_of;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

using Texts = std::vector<std::string>;
using Whole = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

constexpr double k_gap = std::numeric_limits<double>::quiet_NaN();

TEST(WriteTable, CsvQuotesWhatNeedsIt) {
  const TemporaryFolder folder;
  write_table(folder / "t.csv", {{"id", Texts{"a,b", "say \"hi\"", "two\nlines", " blank", ""}},
                                 {"n", Whole{1, -2, 3, 4, 5}},
                                 {"x, y", Numbers{0.1, 1e300, -0.0, k_gap, 12345678.9}}});
  EXPECT_EQ(read_file(folder / "t.csv"),
            "id,n,\"x, y\"\n\"a,b\",1,0.1\n\"say \"\"hi\"\"\",-2,1e+300\n\"two\nlines\",3,-0\n\" "
            "blank\",4,\n,5,12345678.9\n");
}

TEST(WriteTable, DoublesReadBackTheSame) {
  const TemporaryFolder folder;
  const Numbers numbers = {0.1,  1.0 / 3, 1e-310,     1.7976931348623157e308, 5e-324, 123456789012345678.0,
                           -2.5, 1e22,    8887208.894};
  for (const char* name : {"t.csv", "t.parquet", "t.npy"}) {
    write_table(folder / name, {{"v", numbers}});
    const FeatureTable table = read_table(folder / name, {});
    EXPECT_EQ(table.doubles().values(), numbers) << name;
  }
}

TEST(WriteTable, IdsSurviveParquet) {
  const TemporaryFolder folder;
  write_table(folder / "t.parquet", {{"customer_id", Texts{"17850", "x y"}}, {"n", Whole{4, 5}}, {"v", Numbers{1, 2}}});
  const FeatureTable table = read_table(folder / "t.parquet", {});
  EXPECT_EQ(table.id_name, "customer_id");
  EXPECT_THAT(table.ids, ElementsAre("17850", "x y"));
  EXPECT_THAT(table.names, ElementsAre("n", "v"));
  EXPECT_THAT(table.doubles().values(), ElementsAre(4, 1, 5, 2));
}

TEST(WriteTable, NpyTakesTheNumbersAlone) {
  const TemporaryFolder folder;
  write_table(folder / "t.npy", {{"id", Texts{"a", "b"}}, {"n", Whole{4, 5}}, {"v", Numbers{1, 2}}});
  EXPECT_EQ(std::filesystem::file_size(folder / "t.npy") % 64, 4 * 8u);
  EXPECT_THAT(read_table(folder / "t.npy", {}).doubles().values(), ElementsAre(4, 1, 5, 2));
}

TEST(WriteTable, NoRows) {
  const TemporaryFolder folder;
  write_table(folder / "t.csv", {{"id", Texts{}}, {"v", Numbers{}}});
  EXPECT_EQ(read_file(folder / "t.csv"), "id,v\n");
}

TEST(WriteTable, OutputColumnsAndBack) {
  const TemporaryFolder folder;
  FeatureTable table{{"customer_id", {"007", "x"}, {"a", "b"}}, Matrix<double>(2, 2)};
  table.doubles().values() = {1, 2.5, -3, 4};
  write_table(folder / "t.csv", output_columns(table));
  const FeatureTable back = read_table(folder / "t.csv", {});
  EXPECT_EQ(back.ids, table.ids);
  EXPECT_EQ(back.names, table.names);
  EXPECT_EQ(back.values, table.values);
}

TEST(WriteTable, ColumnsOfUnequalLengthAreOurBug) {
  EXPECT_EQ(error_of([] {
              write_table("never.csv", {{"a", Whole{1}}, {"b", Whole{1, 2}}});
            }).code(),
            ErrorCode::internal);
}

TEST(WriteTable, AFullDiskLeavesNothing) {
  for (const char* name : {"t.csv", "t.parquet", "t.npy"}) {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("/dev/full", folder / name);
    const Error error = error_of([&] { write_table(folder / name, {{"v", Numbers(1000, 1.5)}}); });
    EXPECT_EQ(error.code(), ErrorCode::data) << name;
    EXPECT_THAT(error.message(), HasSubstr("no space")) << name;
  }
}

TEST(WriteTable, AFolderThatIsNotThere) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_of([&] { write_table(folder / "no/t.parquet", {{"v", Numbers{1}}}); }).code(), ErrorCode::data);
}

/// The examples of OWASP, and what is no formula.
TEST(WriteTable, FormulasAreInertWhereThatIsAskedFor) {
  const TemporaryFolder folder;
  const Texts texts{"=1+2", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "a=b", "-5", "+4.5", "-1e3", "",
                    "\n="};
  const std::vector<OutputColumn> columns{{"=name", texts}, {"-n", Numbers(texts.size(), -1.5)}};
  write_table(folder / "t.csv", columns, {.texts = CsvTexts::inert});
  EXPECT_EQ(read_file(folder / "t.csv"),
            "'=name,'-n\n'=1+2,-1.5\n'+cmd|' /C calc'!A0,-1.5\n'-2+3,-1.5\n'@SUM(A1),-1.5\n'\tx,-1.5\n\"'\rx\",-1.5\n"
            "a=b,-1.5\n-5,-1.5\n+4.5,-1.5\n-1e3,-1.5\n,-1.5\n\"'\n=\",-1.5\n");
  write_table(folder / "u.csv", columns);
  EXPECT_EQ(read_file(folder / "u.csv").substr(0, 12), "=name,-n\n=1+");
}

}  // namespace
}  // namespace shoal
