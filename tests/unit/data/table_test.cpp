#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

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

const double k_nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> values(const FeatureTable& table) { return table.doubles().values(); }

TEST(ReadTable, CsvWithIdsAndTextColumns) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.csv", "customer_id,country,a,b\n17850,UK,1,2.5\n13047.0,France,-3,4e2\n");
  InputInfo info;
  const FeatureTable table = read_table(path, {}, &info);
  EXPECT_EQ(table.id_name, "customer_id");
  EXPECT_THAT(table.ids, ElementsAre("17850", "13047"));
  EXPECT_THAT(table.names, ElementsAre("a", "b"));
  EXPECT_THAT(values(table), ElementsAre(1, 2.5, -3, 400));
  EXPECT_EQ(info.rows, 2);
  EXPECT_EQ(info.bytes, static_cast<std::int64_t>(std::filesystem::file_size(path)));
  EXPECT_EQ(info.sha256, sha256_file(path));
}

TEST(ReadTable, ColumnsByNameInThatOrder) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.csv", "id,a,b,c\nx,1,2,3\ny,4,5,6\n");
  ReadTableOptions options;
  options.columns = {"c", "a"};
  const FeatureTable table = read_table(path, options);
  EXPECT_THAT(table.names, ElementsAre("c", "a"));
  EXPECT_THAT(values(table), ElementsAre(3, 1, 6, 4));
  options.columns = {"id"};
  options.id_column = "a";
  EXPECT_EQ(error_of([&] { read_table(path, options); }).message(), "\"x\" is not a number");
}

TEST(ReadTable, AnAbsentColumnSuggestsTheNearest) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.csv", "id,recency,frequency\nx,1,2\n");
  ReadTableOptions options;
  options.columns = {"recencey"};
  const Error error = error_of([&] { read_table(path, options); });
  EXPECT_EQ(error.code(), ErrorCode::usage);
  EXPECT_THAT(error.hint(), HasSubstr("\"recency\""));
  EXPECT_THAT(error.found(), HasSubstr("id, recency, frequency"));
}

TEST(ReadTable, AFirstLineOfNumbersIsAQuestion) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.csv", "2019,2020\r\n3,4\r\n5,6\r\n");
  const Error error = error_of([&] { read_table(path, {}); });
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_EQ(error.where(), path.string() + ", line 1");
  EXPECT_EQ(error.found(), "2019, 2020");
  EXPECT_THAT(error.hint(), HasSubstr("--header"));
  const FeatureTable data = read_table(path, {.first_line = FirstLine::data});
  EXPECT_THAT(data.names, ElementsAre("x0", "x1"));
  EXPECT_THAT(values(data), ElementsAre(2019, 2020, 3, 4, 5, 6));
  const FeatureTable named = read_table(path, {.first_line = FirstLine::names});
  EXPECT_THAT(named.names, ElementsAre("2019", "2020"));
  EXPECT_THAT(values(named), ElementsAre(3, 4, 5, 6));
  // What is wrong further down is found at its own line.
  const auto broken = folder.write("b.csv", "\n1,2\n3,4\n5,x\n");
  EXPECT_EQ(error_of([&] { read_table(broken, {.first_line = FirstLine::data}); }).where(),
            broken.string() + ", line 4, column x1");
}

TEST(ReadTable, WhichFirstLinesAreAQuestion) {
  const TemporaryFolder folder;
  for (const char* text : {"1.5,2.5\n3,4\n", "c1,7,8\nc2,5,6\n", "NA,2\n1,2\n", ",1\n2,3\n", "0,1,2\n4,5,6\n", "5\n6\n",
                           "7,8\n", "\"1\";\"2\"\n\"3\";\"4\"\n", "2020-01-01,5\n2020-01-02,6\n"}) {
    EXPECT_THAT(error_of([&] { read_table(folder.write("q.csv", text), {}); }).hint(), HasSubstr("--header")) << text;
  }
  // A text above numbers, a name of ids, and pandas' line are names.
  for (const char* text : {"id,2019,2020\nc1,2,3\nc2,2,4\n", "age,2019\n3,4\n", ",0,1\n0,5,6\n1,7,8\n"}) {
    EXPECT_EQ(read_table(folder.write("n.csv", text), {}).names.back().size() % 3, 1u) << text;
  }
}

TEST(ReadTable, ALabelsFileOfNumbersAloneIsDataUnlessItIsSaidToHaveAName) {
  const TemporaryFolder folder;
  const auto path = folder.write("l.csv", "0\n1\n1\n");
  EXPECT_THAT(read_labels(path, "label"), ElementsAre(0, 1, 1));
  ThreadPool one(1);
  EXPECT_THAT(read_label_table(one, path, "label", {}, FirstLine::names).labels, ElementsAre(1, 1));
}

TEST(ReadTable, OneMistypedNumberIsAnErrorNotALostColumn) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.csv", "id,a\nx,1\ny,2\nz,tree\n");
  const Error error = error_of([&] { read_table(path, {}); });
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_EQ(error.where(), path.string() + ", line 4, column a");
  EXPECT_EQ(error.message(), "\"tree\" is not a number");
  EXPECT_EQ(error.found(), "z,tree");
  EXPECT_THAT(error.hint(), testing::Not(HasSubstr("--bad-rows")));
}

TEST(ReadTable, MissingValuesAreRefusedOrNan) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.csv", "a,b\n1,\n,2\nNaN,3\n4,NA\n");
  const Error error = error_of([&] { read_table(path, {}); });
  EXPECT_EQ(error.where(), path.string() + ", line 2, column b");
  EXPECT_THAT(error.message(), HasSubstr("empty"));
  ReadTableOptions options;
  options.allow_missing = true;
  EXPECT_THAT(
      values(read_table(path, options)),
      testing::Pointwise(testing::NanSensitiveDoubleEq(), std::vector<double>{1, k_nan, k_nan, 2, k_nan, 3, 4, k_nan}));
}

TEST(ReadTable, InfinityIsRefusedEvenWhereMissingIsAllowed) {
  const TemporaryFolder folder;
  ReadTableOptions options;
  options.allow_missing = true;
  const auto path = folder.write("t.csv", "a\n1\ninf\n");
  EXPECT_THAT(error_of([&] { read_table(path, options); }).message(), HasSubstr("infinite"));
}

TEST(ReadTable, AColumnNamedTwiceIsRefused) {
  const TemporaryFolder folder;
  const auto path = folder.write("t.csv", "a,a\n1,2\n");
  EXPECT_THAT(error_of([&] { read_table(path, {}); }).message(), HasSubstr("two columns"));
}

TEST(ReadTable, NothingToRead) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of([&] { read_table(folder.write("e.csv", ""), {}); }).message(), "is empty");
  EXPECT_THAT(error_of([&] { read_table(folder.write("h.csv", "id,a\n"), {}); }).code(), ErrorCode::data);
  EXPECT_THAT(error_of([&] { read_table(folder.write("t.csv", "id,name\n1,x\n"), {}); }).message(),
              HasSubstr("no column of numbers"));
  EXPECT_THAT(error_of([&] { read_table(folder / "absent.csv", {}); }).message(), HasSubstr("no such file"));
}

TEST(ReadTable, ManyThreadsGiveTheSameTable) {
  const TemporaryFolder folder;
  std::string text = "id,a,b\n";
  for (int i = 0; i < 300000; ++i) text += std::to_string(i) + "," + std::to_string(i * 0.5) + ",7\n";
  const auto path = folder.write("big.csv", text);
  ThreadPool one(1), five(5);
  const FeatureTable a = read_table(one, path, {}), b = read_table(five, path, {});
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.ids, b.ids);
  ASSERT_EQ(a.rows(), 300000);
  EXPECT_EQ(a.doubles()(299999, 0), 149999.5);
  EXPECT_EQ(a.ids[299999], "299999");
}

TEST(ReadTable, AHeaderLongerThanABlock) {
  constexpr int k_columns = 300000;
  std::string header = "id", row = "7";
  for (int j = 0; j < k_columns; ++j) {
    header += ",column" + std::to_string(j);
    row += "," + std::to_string(j % 10);
  }
  const TemporaryFolder folder;
  ReadTableOptions options;
  const auto path = folder.write("wide.csv", header + "\n" + row + "\n");
  EXPECT_EQ(read_table(path, {}).doubles().cols(), k_columns);
  options.columns = {"column299999", "column3"};
  const FeatureTable table = read_table(path, options);
  EXPECT_THAT(values(table), ElementsAre(9, 3));
}

TEST(ReadTable, LongFilesWithEveryLineEnd) {
  const TemporaryFolder folder;
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    std::string text = "a,b" + end;
    for (int i = 0; i < 300000; ++i) text += std::to_string(i) + ",\"2\"" + end;
    text += "tree,3";
    const auto path = folder.write("t.csv", text);
    EXPECT_EQ(error_of([&] { read_table(path, {}); }).where(), path.string() + ", line 300,002, column a");
    const FeatureTable table = read_table(folder.write("t.csv", text.substr(0, text.size() - 6)), {});
    ASSERT_EQ(table.rows(), 300000);
    EXPECT_EQ(table.doubles()(299999, 0), 299999);
  }
}

TEST(FeatureTable, SelectsAndSuggests) {
  FeatureTable table{{"id", {"p", "q"}, {"alpha", "beta"}}, Matrix<double>(2, 2)};
  table.doubles().values() = {1, 2, 3, 4};
  EXPECT_THAT(values(table.select({"beta"})), ElementsAre(2, 4));
  EXPECT_THAT(table.columns({"beta", "alpha"}), ElementsAre(1, 0));
  const Error error = error_of([&] { table.columns({"alhpa"}); });
  EXPECT_EQ(error.code(), ErrorCode::usage);
  EXPECT_THAT(error.hint(), HasSubstr("alpha"));
}

TEST(ColumnNames, OfEveryKind) {
  const TemporaryFolder folder;
  EXPECT_THAT(column_names(folder.write("t.csv", "\xef\xbb\xbfInvoice,\"Customer, ID\"\n1,2\n")),
              ElementsAre("Invoice", "Customer, ID"));
  write_table(folder / "t.parquet", {{"a", std::vector<double>{1}}, {"b", std::vector<std::string>{"x"}}});
  EXPECT_THAT(column_names(folder / "t.parquet"), ElementsAre("a", "b"));
}

TEST(ReadLabels, WholeNumbersAreKept) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_labels(folder.write("l.csv", "id,label\na,2\nb,-1\nc,\nd,0\ne,3.0\n"), "label"),
              ElementsAre(2, -1, -1, 0, 3));
}

TEST(ReadLabels, TextsAreNumberedByFirstAppearance) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_labels(folder.write("l.csv", "id,kind\na,red\nb,blue\nc,red\nd,\ne,7\n"), "kind"),
              ElementsAre(0, 1, 0, -1, 2));
}

TEST(ReadLabels, MissingOnesAreNoise) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_labels(folder.write("n.csv", "id,label\na,7\nb,NA\nc,nan\nd,1e2\n"), "label"),
              ElementsAre(7, -1, -1, 100));
  EXPECT_THAT(read_labels(folder.write("t.csv", "id,kind\na,red\nb,NA\nc,blue\n"), "kind"), ElementsAre(0, -1, 1));
}

/// A column that looks like numbers at first may end otherwise.
TEST(ReadLabels, OneThatIsNoWholeNumberMakesTextsOfAll) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_labels(folder.write("x.csv", "id,label\na,5\nb,3\nc,x\nd,5\n"), "label"), ElementsAre(0, 1, 2, 0));
  EXPECT_THAT(read_labels(folder.write("h.csv", "id,label\na,5\nb,3\nc,0.5\nd,5\n"), "label"), ElementsAre(0, 1, 2, 0));
}

/// A pipe is read as texts, a file as numbers first.
TEST(ReadLabels, FromAPipeAreThoseOfTheFile) {
  const TemporaryFolder folder;
  const auto pipe = folder / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string text : {"label\n7\n1e2\n3.0\n\nNA\n", "label\n2\n0.5\n2\n", "label\n1\ninf\n"}) {
    const auto file = folder.write("l.csv", text);
    std::thread writer([&] { std::ofstream(pipe) << text; });
    const auto piped = read_labels(pipe, "label");
    writer.join();
    EXPECT_EQ(piped, read_labels(file, "label")) << text;
  }
}

TEST(ReadLabels, CarryTheIdsBesideThem) {
  const TemporaryFolder folder;
  const auto numbers = folder.write("n.csv", "label,id\n2,17.0\n5, b \n");
  const auto texts = folder.write("t.csv", "kind,label,id\nred,1,a\nblue,2,b\n");
  ThreadPool threads(2);
  EXPECT_THAT(read_label_table(threads, numbers, "label", "").ids, ElementsAre("17", "b"));
  EXPECT_THAT(read_label_table(threads, numbers, "label", "").labels, ElementsAre(2, 5));
  EXPECT_THAT(read_label_table(threads, texts, "kind", "").ids, ElementsAre("a", "b"));
  EXPECT_THAT(read_label_table(threads, texts, "kind", "label").ids, ElementsAre("1", "2"));
  EXPECT_THAT(read_label_table(threads, texts, "id", "").ids, ElementsAre());
  write_table(folder / "t.parquet",
              {{"id", std::vector<std::string>{"a", "b"}}, {"label", std::vector<std::string>{"x", "y"}}});
  const LabelTable stored = read_label_table(threads, folder / "t.parquet", "label", "");
  EXPECT_EQ(stored.id_name, "id");
  EXPECT_THAT(stored.ids, ElementsAre("a", "b"));
  EXPECT_THAT(stored.labels, ElementsAre(0, 1));
}

TEST(ReadLabels, AFileOfOneColumnNeedsNoName) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_labels(folder.write("l.csv", "1\n2\n1\n"), "label"), ElementsAre(1, 2, 1));
}

TEST(ReadLabels, Errors) {
  const TemporaryFolder folder;
  const auto path = folder.write("l.csv", "id,lable\na,2\n");
  EXPECT_THAT(error_of([&] { read_labels(path, "label"); }).hint(), HasSubstr("lable"));
  const auto below = folder.write("b.csv", "id,label\na,2\nb,-2\n");
  EXPECT_THAT(error_of([&] { read_labels(below, "label"); }).message(), HasSubstr("-2"));
}

}  // namespace
}  // namespace shoal
