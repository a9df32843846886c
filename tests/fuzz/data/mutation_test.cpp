// Deterministic random damage to files of every kind: a reader gives a result or an Error, never anything else.
#include <gmock/gmock.h>

#include <iterator>
#include <map>

#include "mutated.hpp"
#include "packed.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/table.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

constexpr std::string_view k_tokens[] = {
    ",",    "\"", "\n",    "\r\n", "\r",  "\"\"", ";",   "\t",           std::string_view("\0", 1),
    "\xff", "-",  "1e999", "nan",  "inf", "0",    "9/9", "\xef\xbb\xbf", "2011-02-29"};

std::string mutated(std::string bytes, std::uint64_t seed) { return test::mutated(std::move(bytes), seed, k_tokens); }

/// What the readers said, counted: both results and errors must occur, or the mutations test nothing.
struct Tally {
  int results = 0, errors = 0;
};

/// Reads files in each way that is open to users; anything but a result or an Error fails the test.
class Reader {
 public:
  explicit Reader(int threads = 1) : threads_(threads) {}
  void transactions(const std::string& name, const std::string& bytes, BadRows bad_rows) {
    const auto path = folder_.write(name, bytes);
    ReadTransactionsOptions options;
    options.bad_rows = bad_rows;
    attempt(bytes, [&] {
      const auto result = read_transactions(threads_, path, options);
      check(result.transactions);
      clean(result.transactions, CleanOptions{false, true, false, false, true});
    });
  }
  void table(const std::string& name, const std::string& bytes, bool allow_missing) {
    const auto path = folder_.write(name, bytes);
    ReadTableOptions options;
    options.allow_missing = allow_missing;
    attempt(bytes, [&] {
      const FeatureTable table = read_table(threads_, path, options);
      EXPECT_EQ(static_cast<std::int64_t>(table.names.size()), table.cols());
    });
    attempt(bytes, [&] { read_labels(path, "label"); });
  }
  const Tally& tally() const { return tally_; }

 private:
  template <class Call>
  void attempt(const std::string& bytes, const Call& call) {
    try {
      call();
      ++tally_.results;
    } catch (const Error& error) {
      ++tally_.errors;
      EXPECT_NE(error.code(), ErrorCode::internal) << error.what() << "\n" << testing::PrintToString(bytes);
      EXPECT_FALSE(error.message().empty());
    } catch (const std::exception& problem) {
      ADD_FAILURE() << problem.what() << "\n" << testing::PrintToString(bytes);
    }
  }

  static void check(const Transactions& lines) {
    const auto n = static_cast<std::size_t>(lines.rows());
    ASSERT_EQ(lines.repeat.size(), n);
    for (const std::int32_t kind : lines.kind) ASSERT_LT(static_cast<std::size_t>(kind), lines.kinds.size());
    std::size_t line = 0;
    for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
      ASSERT_EQ(lines.lines_of(r).begin, line);
      ASSERT_LT(line, lines.lines_of(r).end);
      ASSERT_LT(static_cast<std::size_t>(lines.receipts[r].invoice), lines.invoice.size());
      line = lines.lines_of(r).end;
    }
    ASSERT_EQ(line, n);
  }

  test::TemporaryFolder folder_;
  ThreadPool threads_;
  Tally tally_;
};

std::string sample_csv() {
  std::string text =
      "\xef\xbb\xbfInvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,Till\r\n";
  for (int i = 0; i < 12; ++i) {
    const std::string n = std::to_string(i), day = std::to_string(2 * i);  // 0 is none, and some are no months
    text += "53636" + n + ",85123A,\"HEART, \"\"RED\"\"\nof glass\"," + n + ",12/" + day + "/2010 8:26,2.5" + n +
            ",1785" + n + ",R\xc3\xa9union,x\r\n";
  }
  return text;
}

const std::uint64_t k_rounds = test::fuzz_rounds(1500);

void expect_both(const Tally& tally) {
  EXPECT_GT(tally.results, 0);
  EXPECT_GT(tally.errors, 0);
}

TEST(Mutations, TransactionCsv) {
  Reader reader(2);
  for (std::uint64_t seed = 0; seed < k_rounds; ++seed) {
    const std::string bytes = mutated(sample_csv(), seed);
    reader.transactions("t.csv", bytes, BadRows::fail);
    reader.transactions("t.csv", bytes, BadRows::skip);
  }
  expect_both(reader.tally());
}

TEST(Mutations, PackedCsv) {
  Reader reader;
  for (std::uint64_t seed = 0; seed < k_rounds; ++seed) {
    reader.transactions("t.csv.gz", mutated(test::gzip(sample_csv()), seed), BadRows::skip);
    reader.transactions("t.csv.zst", mutated(test::zstd(sample_csv()), seed), BadRows::skip);
  }
  expect_both(reader.tally());
}

/// The entries of a workbook: ids, prices and dates as numbers, two shared texts, the others within cells.
std::map<std::string, std::string> sample_workbook() {
  const std::string head = "<?xml version=\"1.0\"?>",
                    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  std::map<std::string, std::string> entries;
  entries["[Content_Types].xml"] = head + "<Types/>";
  entries["xl/workbook.xml"] =
      head + "<workbook><sheets><sheet name=\"A\" r:id=\"r1\" xmlns:r=\"r\"/></sheets></workbook>";
  entries["xl/_rels/workbook.xml.rels"] = head + "<Relationships><Relationship Id=\"r1\" Type=\"" + types +
                                          "worksheet\" Target=\"s.xml\"/><Relationship Id=\"r2\" Type=\"" + types +
                                          "styles\" Target=\"styles.xml\"/><Relationship Id=\"r3\" Type=\"" + types +
                                          "sharedStrings\" Target=\"/xl/t.xml\"/></Relationships>";
  entries["xl/styles.xml"] = head +
                             "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"d/m/yy "
                             "h:mm\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf "
                             "numFmtId=\"164\"/></cellXfs></styleSheet>";
  entries["xl/t.xml"] = head + "<sst><si><t>Reunion</t></si><si><r><t>Ma</t></r><r><t>yotte</t></r></si></sst>";
  std::string sheet = head + "<worksheet><sheetData><row r=\"1\">";
  for (const char* name : {"InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"}) {
    sheet += std::string("<c t=\"inlineStr\"><is><t>") + name + "</t></is></c>";
  }
  for (int i = 2; i < 12; ++i) {
    const std::string n = std::to_string(i);
    sheet += "</row><row r=\"" + n + "\"><c r=\"A" + n + "\"><v>53636" + n +
             "</v></c><c t=\"str\"><v>8512</v></c><c><v>" + n + "</v></c><c s=\"1\"><v>4051" + n +
             ".35</v></c><c><v>2.5" + n + "</v></c><c><v>1785" + n + "</v></c><c r=\"G" + n + "\" t=\"s\"><v>" +
             std::to_string(i % 2) + "</v></c>";
  }
  entries["xl/s.xml"] = sheet + "</row></sheetData></worksheet>";
  return entries;
}

TEST(Mutations, WorkbooksAndZipFiles) {
  const std::map<std::string, std::string> whole = sample_workbook();
  Reader reader;
  for (std::uint64_t seed = 0; seed < k_rounds; ++seed) {
    auto entries = whole;
    auto& [name, bytes] = *std::next(entries.begin(), static_cast<std::ptrdiff_t>(seed % entries.size()));
    bytes = mutated(bytes, seed);
    reader.transactions("t.xlsx", test::zip(entries), BadRows::skip);
    reader.transactions("t.xlsx", mutated(test::zip(whole), seed), BadRows::skip);
    reader.transactions("t.zip", test::zip({{"t.csv", mutated(sample_csv(), seed)}}), BadRows::skip);
  }
  expect_both(reader.tally());
}

TEST(Mutations, TableCsv) {
  std::string text = "id,label,a,b\n";
  for (int i = 0; i < 20; ++i) text += std::to_string(i) + "," + std::to_string(i % 3) + ",1.5,-2e3\n";
  Reader reader;
  for (std::uint64_t seed = 0; seed < k_rounds; ++seed) reader.table("t.csv", mutated(text, seed), seed % 2 == 0);
  expect_both(reader.tally());
}

/// Files that NumPy and pyarrow wrote (tests/golden/data/make_files.py).
std::string golden(const std::string& name) {
  return read_file(std::filesystem::path(SHOAL_SOURCE_DIR) / "tests/golden/data/files" / name);
}

TEST(Mutations, Npy) {
  Reader reader;
  for (std::uint64_t seed = 0; seed < k_rounds; ++seed) {
    for (const char* name : {"f4.npy", "f8_fortran.npy", "version_2.npy", "i8_vector.npy"}) {
      reader.table("t.npy", mutated(golden(name), seed), seed % 2 == 0);
    }
  }
  expect_both(reader.tally());
}

TEST(Mutations, Parquet) {
  Reader reader;
  const char* const names[] = {"plain.parquet",  "texts.parquet",       "dictionaries.parquet",
                               "nested.parquet", "packed_gzip.parquet", "decimals.parquet"};
  for (std::uint64_t seed = 0; seed < k_rounds; ++seed) {
    const std::string bytes = mutated(golden(names[seed % std::size(names)]), seed);
    reader.transactions("t.parquet", bytes, seed % 2 == 0 ? BadRows::fail : BadRows::skip);
    reader.table("t.parquet", bytes, seed % 2 == 0);
  }
  expect_both(reader.tally());
}

}  // namespace
}  // namespace shoal
