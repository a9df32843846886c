#include "data/bad_rows.hpp"

#include "data/csv_text.hpp"
#include "data/encoding.hpp"
#include "shoal/text.hpp"

namespace shoal::data {

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

BadRowLog::BadRowLog(std::string name, BadRows policy, std::filesystem::path rejected)
    : name_(std::move(name)), policy_(policy), path_(std::move(rejected)) {}

BadRowLog BadRowLog::strict(std::string name) {
  BadRowLog log(std::move(name), BadRows::fail, {});
  log.can_skip_ = false;
  return log;
}

void BadRowLog::add(const BadRow& row) {
  if (policy_ == BadRows::fail) throw bad_row_error(name_, row, can_skip_);
  ++count_;
  if (path_.empty()) return;
  std::string line;
  if (!file_) {
    file_.emplace(path_);
    line = "line,column,reason,text\n";
  }
  append_number(line, row.place);
  line += ',';
  append_field(line, row.column);
  line += ',';
  append_field(line, row.reason);
  line += ',';
  append_field(line, is_utf8(row.text) ? row.text : latin1_to_utf8(row.text));
  line += '\n';
  file_->write(line);
}

void BadRowLog::commit() {
  if (file_) file_->commit();
}

}  // namespace shoal::data
