#include "data/csv/csv_parts.hpp"

#include <algorithm>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {

/// A part that is being read.
struct CsvParts::Open {
  explicit Open(const InputPart& part) : bytes(part.open()), blocks(*bytes) {}
  std::unique_ptr<InputBytes> bytes;
  CsvBlocks blocks;
};

CsvParts::~CsvParts() = default;

CsvParts::CsvParts(InputParts input, const Usable& usable) : input_(std::move(input)) {
  choose_tables(input_, usable);
  layouts_.resize(input_.parts.size());
  open_.resize(input_.parts.size());
  for (std::size_t i = 0; i < input_.parts.size(); ++i) {
    open_[i] = std::make_unique<Open>(input_.parts[i]);
    add_columns(i, open_[i]->blocks);
    // Of a thousand files two are open at a time.
    if (i > 0) open_[i].reset();
  }
  complete_layouts();
}

/// The fields of a part, each to the column of its name. A name that a part has twice is two columns of the table.
void CsvParts::add_columns(std::size_t part, const CsvBlocks& blocks) {
  CsvLayout& layout = layouts_[part];
  layout.format = blocks.format();
  layout.fields = static_cast<std::int32_t>(blocks.columns().size());
  layout.number = part;
  if (input_.parts.size() > 1 || input_.parts[part].container != nullptr) layout.file = input_.parts[part].name();
  layout.field_of.assign(columns_.size(), -1);
  for (std::int32_t field = 0; field < layout.fields; ++field) {
    const std::string& name = blocks.columns()[static_cast<std::size_t>(field)];
    std::int32_t column = part == 0 ? -1 : column_called(name);
    if (column < 0 || layout.field_of[static_cast<std::size_t>(column)] >= 0) {
      column = static_cast<std::int32_t>(columns_.size());
      columns_.push_back(name);
      folded_.push_back(folded_name(name));
      layout.field_of.push_back(-1);
    }
    layout.field_of[static_cast<std::size_t>(column)] = field;
  }
}

std::int32_t CsvParts::column_called(const std::string& name) {
  auto at = std::ranges::find(columns_, name);
  if (at != columns_.end()) return static_cast<std::int32_t>(at - columns_.begin());
  at = std::ranges::find(folded_, folded_name(name));
  return at == folded_.end() ? -1 : static_cast<std::int32_t>(at - folded_.begin());
}

/// Keys of folders become columns, and every layout gets a place for each column.
void CsvParts::complete_layouts() {
  for (std::size_t i = 0; i < layouts_.size(); ++i) {
    CsvLayout& layout = layouts_[i];
    for (const auto& [name, value] : input_.parts[i].keys) {
      std::int32_t column = column_called(name);
      if (column < 0) {
        column = static_cast<std::int32_t>(columns_.size());
        columns_.push_back(name);
        folded_.push_back(folded_name(name));
      }
      const auto at = static_cast<std::size_t>(column);
      layout.constants.resize(std::max(layout.constants.size(), at + 1));
      layout.constants[at] = value;
    }
  }
  for (CsvLayout& layout : layouts_) {
    layout.field_of.resize(columns_.size(), -1);
    layout.constants.resize(columns_.size());
  }
}

CsvBlocks& CsvParts::first() { return open_.front()->blocks; }

void CsvParts::take_header_as_data() {
  if (input_.parts.size() > 1) {
    throw Error(ErrorCode::data, "are several files without names of columns",
                "write a line of names above each, so that columns can be matched", name());
  }
  first().take_header_as_data();
  columns_ = first().columns();
}

ParsedRows CsvParts::sample() { return ParsedRows(first().sample(), layouts_.front()); }

bool CsvParts::has(std::size_t part, std::size_t column) const {
  if (layouts_[part].field_of[column] >= 0) return true;
  return std::ranges::any_of(input_.parts[part].keys,
                             [&](const FolderKey& key) { return folded_name(key.name) == folded_[column]; });
}

void CsvParts::require(std::int32_t column) const {
  const auto at = static_cast<std::size_t>(column);
  for (std::size_t i = 0; i < layouts_.size(); ++i) {
    if (has(i, at)) continue;
    std::vector<std::string> names;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (has(i, c)) names.push_back(columns_[c]);
    }
    throw Error(ErrorCode::data, "the file lacks the column \"" + columns_[at] + "\" of the others",
                "give it the name that it has there, or leave the file out: name the others one by one",
                layouts_[i].file, "columns: " + join(names, ", "));
  }
}

bool CsvParts::next(CsvBlock& block) {
  for (; now_ < open_.size(); ++now_) {
    if (open_[now_] == nullptr) open_[now_] = std::make_unique<Open>(input_.parts[now_]);
    if (open_[now_]->blocks.next(block)) {
      block.layout = &layouts_[now_];
      return true;
    }
    if (open_.size() > 1) open_[now_].reset();
  }
  return false;
}

InputInfo CsvParts::info(const std::vector<std::int64_t>& rows, const ThreadPool& threads) {
  if (open_.size() > 1 || input_.parts.front().container != nullptr) return files_info(input_, rows, threads);
  InputBytes& bytes = *open_.front()->bytes;
  return {name(), rows.empty() ? 0 : rows.front(), bytes.stored_bytes(), bytes.sha256(), {}};
}

std::vector<Decision> CsvParts::decisions() const {
  std::vector<Decision> decisions = input_.decisions;
  std::vector<std::string> keys, gaps;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const auto in_file = [&](const CsvLayout& layout) { return layout.field_of[c] >= 0; };
    if (std::ranges::none_of(layouts_, in_file)) keys.push_back(columns_[c]);
    std::int64_t lacking = 0;
    for (std::size_t i = 0; i < layouts_.size(); ++i) lacking += has(i, c) ? 0 : 1;
    if (lacking > 0) gaps.push_back(columns_[c] + " (not in " + grouped(lacking) + ")");
  }
  if (!keys.empty()) decisions.push_back({"folders", "columns of their own: " + join(keys, ", "), {}});
  if (!gaps.empty()) decisions.push_back({"columns", "empty where a file lacks them: " + join(gaps, ", "), {}});
  return decisions;
}

}  // namespace shoal::data
