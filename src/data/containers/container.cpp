#include "data/containers/container.hpp"

#include <algorithm>

#include "data/containers/workbook.hpp"
#include "data/containers/zip_file.hpp"
#include "data/input/input_kind.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_other(const fs::path& file, const char* what) {
  throw Error(ErrorCode::data, std::string("is ") + what, "save it as .xlsx or as CSV", file.string());
}

bool is_hidden_entry(const std::string& name) {
  const fs::path path(name);
  return std::ranges::any_of(path, [](const fs::path& step) {
    const std::string text = step.string();
    return text.starts_with('_') || text.starts_with('.');
  });
}

/// The files in a zip file.
class Archive : public Container {
 public:
  explicit Archive(ZipFile file) : Container("file"), file_(std::move(file)) {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < file_.entries().size(); ++i) {
      const std::string& name = file_.entries()[i].name;
      if (name.empty() || name.ends_with('/') || is_hidden_entry(name)) continue;
      if (is_text_name(name)) {
        add(i);
      } else {
        others.push_back(i);
      }
    }
    // One file that is called as it likes is the table.
    const bool alone = members_.empty() && others.size() == 1 && named_kind(name_of(others.front())) == InputKind::csv;
    if (alone && !name_of(others.front()).ends_with(".xlsx")) {
      add(others.front());
    } else {
      for (const std::size_t other : others) left_out_.push_back(name_of(other));
    }
    if (members_.empty()) throw_no_table();
  }

  std::unique_ptr<ByteSource> open(std::size_t member) const override { return file_.open(numbers_[member]); }

 private:
  const std::string& name_of(std::size_t entry) const { return file_.entries()[entry].name; }
  void add(std::size_t entry) {
    members_.push_back(name_of(entry));
    numbers_.push_back(entry);
  }
  [[noreturn]] void throw_no_table() const {
    constexpr std::size_t k_few = 8;
    std::vector<std::string> names = left_out_;
    names.resize(std::min(names.size(), k_few));
    throw Error(ErrorCode::data, "is a zip file without a CSV file", "unpack it, and give the files in it",
                file_.path().string(), names.empty() ? "nothing" : join(names, ", "));
  }

  ZipFile file_;
  std::vector<std::size_t> numbers_;  ///< entries of the members
};

}  // namespace

std::shared_ptr<const Container> open_container(const fs::path& path) {
  ZipFile file(path);
  if (!file.find("[Content_Types].xml")) {
    if (file.find("mimetype") && file.find("content.xml")) throw_other(path, "an OpenDocument spreadsheet");
    return std::make_shared<Archive>(std::move(file));
  }
  if (file.find("xl/workbook.bin")) throw_other(path, "a workbook in the binary form of Excel (.xlsb)");
  if (file.find("word/document.xml") || file.find("ppt/presentation.xml")) throw_other(path, "a document, not a table");
  return std::make_shared<Workbook>(std::move(file));
}

}  // namespace shoal::data
