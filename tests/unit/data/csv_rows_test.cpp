#include "data/csv/csv_rows.hpp"

#include <gmock/gmock.h>

#include "data/csv/csv_parser.hpp"
#include "shoal/random.hpp"

namespace shoal::data {
namespace {

using testing::ElementsAre;

TEST(CompleteRows, EndAtTheLastLineEndOutsideQuotes) {
  const CsvFormat format;
  EXPECT_EQ(complete_rows("", format).bytes, 0u);
  EXPECT_EQ(complete_rows("a,b", format).bytes, 0u);
  EXPECT_EQ(complete_rows("a,b\nc", format).bytes, 4u);
  EXPECT_EQ(complete_rows("a,\"b\nc", format).bytes, 0u);
  EXPECT_TRUE(complete_rows("a,\"b\nc", format).open_quote);
  EXPECT_EQ(complete_rows("a,\"b\nc\"\nd", format).bytes, 8u);
  EXPECT_EQ(complete_rows("a,\"b\nc\"\nd", format).line_breaks, 2);
  EXPECT_EQ(complete_rows("a,\"b\"\"\n\"\"c\"\nd", format).bytes, 12u);
  EXPECT_EQ(complete_rows("5\" plate\nb", format).bytes, 9u);
  EXPECT_EQ(complete_rows("a\n\"b", format).quote_line, 1);
}

TEST(RowsAt, CountsAsTheTokenizerCounts) {
  const std::string text = "a,b\n\n\r\n\"x\ny\",z\r\nc,d\n";
  const auto rows = rows_at(text, CsvFormat{}, {0, 1, 2});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].text, "a,b");
  EXPECT_EQ(rows[1].text, "\"x\ny\",z");
  EXPECT_EQ(rows[1].line, 3);
  EXPECT_EQ(rows[2].text, "c,d");
  EXPECT_EQ(rows[2].line, 5);
}

/// Random text of the characters that matter.
std::string random_csv(std::uint64_t seed, std::size_t length) {
  static constexpr std::string_view k_alphabet = "ab,\"\n\r,\"\nc";
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    text += k_alphabet[random_below(k_alphabet.size(), seed, Purpose::sample, i)];
  }
  return text;
}

TEST(RowsAt, FindsTheRowsThatTheTokenizerFinds) {
  std::int64_t rows_seen = 0;
  for (std::uint64_t seed = 0; seed < 20000; ++seed) {
    std::string text = random_csv(seed, 40) + "\n";
    text.resize(complete_rows(text, CsvFormat{}).bytes);
    // No row has 99 fields, so the tokenizer reports each row.
    const CsvLayout layout{{}, 99, {}, {}, {}};
    const ParsedRows parsed(text, layout);
    std::vector<std::int64_t> numbers;
    for (const auto& row : parsed.wrong_width()) numbers.push_back(row.number);
    for (std::size_t i = 0; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], static_cast<std::int64_t>(i)) << text;
    const auto rows = rows_at(text, CsvFormat{}, numbers);
    ASSERT_EQ(rows.size(), numbers.size()) << text;
    numbers.push_back(static_cast<std::int64_t>(numbers.size()));
    ASSERT_EQ(rows_at(text, CsvFormat{}, numbers).size(), rows.size()) << text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const CsvLayout one{{}, -1, {}, {}, {}};
      const ParsedRows alone(std::string(rows[i].text) + "\n", one);
      ASSERT_EQ(alone.columns(), parsed.wrong_width()[i].fields) << text;
    }
    rows_seen += static_cast<std::int64_t>(rows.size());
  }
  EXPECT_GT(rows_seen, 20000);
}

TEST(ParsedRows, NumbersCountLeftOutRows) {
  const CsvLayout layout{{}, 2, {}, {}, {}};
  const ParsedRows rows("1\n1,2\n1,2,3\n3,4\n", layout);
  EXPECT_EQ(rows.rows(), 2);
  EXPECT_THAT(rows.numbers({0, 1}), ElementsAre(1, 3));
  EXPECT_THAT(rows.numbers({1}), ElementsAre(3));
  EXPECT_THAT(rows.column(1), ElementsAre("2", "4"));
}

TEST(FindDelimiter, TheMostFrequentOutsideQuotes) {
  EXPECT_EQ(find_delimiter("a,b,c"), ',');
  EXPECT_EQ(find_delimiter("a;b;c,d"), ';');
  EXPECT_EQ(find_delimiter("\"a,b,c\"\t\"d\""), '\t');
  EXPECT_EQ(find_delimiter("a|b"), '|');
  EXPECT_EQ(find_delimiter("alone"), ',');
}

}  // namespace
}  // namespace shoal::data
