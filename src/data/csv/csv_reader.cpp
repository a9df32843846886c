#include "data/csv/csv_reader.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <utility>

#include "data/input/encoding.hpp"
#include "data/input/turnstile.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Between two looks at a raised cancellation (the pool looks between tasks), and the work that one barrier waits for.
constexpr std::int64_t k_blocks_per_round = 64;

/// One block on its way.
struct Converted {
  std::unique_ptr<ParsedRows> rows;
  std::unique_ptr<CsvPart> part;
  std::vector<BadRow> bad;  ///< in file order
  std::int64_t total = 0;
  std::size_t number = 0;  ///< of the part of the table
  bool utf8 = true;
  std::exception_ptr failure;  ///< of reading the stream; comes after all rows before it
};

class Run {
 public:
  Run(CsvParts& parts, CsvSink& sink, BadRowLog& log) : parts_(parts), sink_(sink), log_(log) {}

  CsvTotals operator()(ThreadPool& threads) {
    totals_.part_rows.resize(parts_.size());
    while (!ended_) threads.run(k_blocks_per_round, [this](std::int64_t, int) { one_block(); });
    return totals_;
  }

 private:
  void one_block() {
    CsvBlock block;
    Converted converted;
    std::int64_t ticket = 0;
    {
      const std::lock_guard lock(reading_);
      if (ended_) return;
      try {
        if (!parts_.next(block)) ended_ = true;
      } catch (...) {
        converted.failure = std::current_exception();
        ended_ = true;
      }
      if (ended_ && !converted.failure) return;
      ticket = tickets_++;
    }
    try {
      if (!converted.failure) convert(block, converted);
      finish(converted, ticket);
    } catch (...) {
      ended_ = true;
      turns_.fail();
      throw;
    }
  }

  void convert(const CsvBlock& block, Converted& out) const {
    out.utf8 = is_utf8(block.text);
    out.rows = std::make_unique<ParsedRows>(block.text, *block.layout);
    out.number = block.layout->number;
    out.part = sink_.convert(*out.rows);
    out.total = out.rows->rows() + static_cast<std::int64_t>(out.rows->wrong_width().size());
    if (block.text.find('\0') != std::string::npos) mark_nul(*out.rows, *out.part);
    if (!out.part->marked.empty()) find_marked(block, out);
    if (!out.part->bad.empty() || !out.rows->wrong_width().empty()) set_apart(block, out);
  }

  void mark_nul(const ParsedRows& rows, CsvPart& part) const {
    for (std::int32_t column = 0; column < rows.columns(); ++column) {
      const auto fields = rows.column(column);
      for (std::size_t row = 0; row < fields.size(); ++row) {
        if (fields[row].find('\0') == std::string_view::npos) continue;
        part.bad.push_back({static_cast<std::int32_t>(row), column, "the field holds a NUL byte", {}});
      }
    }
  }

  void find_marked(const CsvBlock& block, Converted& out) const {
    std::ranges::sort(out.part->marked);
    const std::string file = block.layout->file.empty() ? "" : block.layout->file + ", ";
    for (const RowText& row : rows_at(block.text, block.layout->format, out.rows->numbers(out.part->marked))) {
      out.part->marked_places.push_back(file + "line " + grouped(block.line + row.line));
    }
  }

  /// Takes the bad rows out of the part and looks their lines up.
  void set_apart(const CsvBlock& block, Converted& out) const {
    std::map<std::int64_t, BadRow> by_number = rows_of_wrong_width(*out.rows, *block.layout);
    const std::vector<BadField> fields = first_of_each_row(std::move(out.part->bad));
    std::vector<std::int32_t> dropped;
    dropped.reserve(fields.size());
    for (const BadField& field : fields) dropped.push_back(field.row);
    out.part->drop(dropped);
    const std::vector<std::int64_t> dropped_numbers = out.rows->numbers(dropped);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      BadRow& bad = by_number[dropped_numbers[i]];
      bad.column = parts_.columns()[static_cast<std::size_t>(fields[i].column)];
      bad.reason = fields[i].reason;
      bad.hint = fields[i].hint;
    }
    std::vector<std::int64_t> numbers;
    numbers.reserve(by_number.size());
    for (const auto& [number, bad] : by_number) numbers.push_back(number);
    const std::vector<RowText> places = rows_at(block.text, block.layout->format, numbers);
    if (places.size() != numbers.size()) throw Error(ErrorCode::internal, "a bad CSV row was not found again");
    for (auto& [number, bad] : by_number) {
      bad.place = block.line + places[out.bad.size()].line;
      bad.text = places[out.bad.size()].text;
      bad.file = block.layout->file;
      out.bad.push_back(std::move(bad));
    }
  }

  static std::map<std::int64_t, BadRow> rows_of_wrong_width(const ParsedRows& rows, const CsvLayout& layout) {
    std::map<std::int64_t, BadRow> bad;
    for (const auto& wrong : rows.wrong_width()) {
      bad[wrong.number].reason = "the line has " + grouped(std::int64_t{wrong.fields}) + " fields, the header has " +
                                 grouped(std::int64_t{layout.fields});
      bad[wrong.number].hint = "put a field that holds the delimiter into quotes";
    }
    return bad;
  }

  /// The leftmost bad field of each row, row ascending.
  static std::vector<BadField> first_of_each_row(std::vector<BadField> fields) {
    std::stable_sort(fields.begin(), fields.end(), [](const BadField& a, const BadField& b) {
      return std::pair(a.row, a.column) < std::pair(b.row, b.column);
    });
    const auto same_row = [](const BadField& a, const BadField& b) { return a.row == b.row; };
    fields.erase(std::unique(fields.begin(), fields.end(), same_row), fields.end());
    return fields;
  }

  void finish(Converted& converted, std::int64_t ticket) {
    if (!turns_.wait(ticket)) return;
    if (converted.failure) std::rethrow_exception(converted.failure);
    for (const BadRow& bad : converted.bad) log_.add(bad);
    sink_.append(*converted.part);
    totals_.rows += converted.total;
    totals_.part_rows[converted.number] += converted.total;
    totals_.utf8 = totals_.utf8 && converted.utf8;
    turns_.pass();
  }

  CsvParts& parts_;
  CsvSink& sink_;
  BadRowLog& log_;
  std::mutex reading_;
  std::int64_t tickets_ = 0;         // guarded by reading_
  std::atomic<bool> ended_ = false;  // nothing is left to read
  Turnstile turns_;
  CsvTotals totals_;  // of the blocks that had their turn
};

}  // namespace

CsvTotals read_csv(ThreadPool& threads, CsvParts& parts, CsvSink& sink, BadRowLog& log) {
  return Run(parts, sink, log)(threads);
}

}  // namespace shoal::data
