#include "data/input/bad_rows.hpp"

#include <filesystem>
#include <fstream>
#include <string_view>

#include "data/input/csv_text.hpp"
#include "data/input/encoding.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

constexpr std::size_t k_log_buffer = std::size_t{1} << 18;
constexpr std::string_view k_header = "line,column,reason,text\n";

}  // namespace

Error bad_row_error(const std::string& name, const BadRow& row, bool can_skip) {
  std::string where = (row.file.empty() ? name : row.file) + ", " + row.unit + " " + grouped(row.place);
  if (!row.column.empty()) where += ", column " + row.column;
  std::string hint = row.hint.empty() ? std::string() : row.hint + "; ";
  hint += std::string("correct the ") + row.unit;
  if (can_skip) {
    hint += std::string(", or add --bad-rows skip to leave such ") + row.unit +
            "s out (they are counted and written to rejected.csv)";
  }
  return {ErrorCode::data, row.reason, hint, where, shown(row.text)};
}

BadRowLog::BadRowLog(std::string name, BadRows policy, std::filesystem::path rejected, CsvTexts texts)
    : name_(std::move(name)), policy_(policy), path_(std::move(rejected)), texts_(texts) {}

BadRowLog BadRowLog::strict(std::string name) {
  BadRowLog log(std::move(name), BadRows::fail, {});
  log.can_skip_ = false;
  return log;
}

void BadRowLog::add(const BadRow& row) {
  if (policy_ == BadRows::fail) throw bad_row_error(name_, row, can_skip_);
  ++count_;
  if (path_.empty()) return;
  if (!file_) {
    file_.emplace(path_);
    pending_ = k_header;
  }
  append_number(pending_, row.place);
  pending_ += ',';
  append_text(pending_, row.column, texts_);
  pending_ += ',';
  append_text(pending_, row.reason, texts_);
  pending_ += ',';
  append_text(pending_, is_utf8(row.text) ? row.text : latin1_to_utf8(row.text), texts_);
  pending_ += '\n';
  if (pending_.size() > k_log_buffer) flush();
}

void BadRowLog::flush() {
  file_->write(pending_);
  pending_.clear();
}

void BadRowLog::commit() {
  if (!file_) return;
  flush();
  file_->commit();
}

}  // namespace shoal::data

namespace shoal {

bool is_rejected_table(const std::filesystem::path& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path, failed))) return false;
  std::string begin(data::k_header.size(), '\0');
  std::ifstream(path, std::ios::binary).read(begin.data(), std::ssize(begin));
  return begin == data::k_header;
}

}  // namespace shoal
