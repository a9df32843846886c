// An Excel workbook (.xlsx): its sheets as CSV text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/containers/cell_formats.hpp"
#include "data/containers/container.hpp"
#include "data/containers/zip_file.hpp"

namespace shoal::data {

/// The texts that cells name by number.
class SharedTexts {
 public:
  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return {bytes_.data() + begin, ends_[i] - begin};
  }
  void add(std::string_view text) {
    bytes_ += text;
    ends_.push_back(bytes_.size());
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

/// What the sheets of a workbook have in common.
struct WorkbookParts {
  SharedTexts texts;
  std::vector<CellFormat> formats;
  bool since_1904 = false;
};

class Workbook : public Container {
 public:
  /// Reads everything but the sheets. Error{data} for a damaged workbook. Memory: the distinct texts.
  explicit Workbook(ZipFile file);
  /// A sheet as CSV in UTF-8: a line for each row, with its number in the workbook; numbers in their shortest form, dates as
  /// 2011-12-09 12:50:00 by the formats of their cells, line breaks in texts as blanks, formulas by the values that they had.
  std::unique_ptr<ByteSource> open(std::size_t member) const override;

 private:
  void read_structure();
  std::unique_ptr<ByteSource> entry(const std::string& name) const;

  ZipFile file_;
  std::vector<std::size_t> sheets_;  ///< entries
  WorkbookParts parts_;
};

/// As open() says; the parts must outlive it. `where`: what errors name.
std::unique_ptr<ByteSource> sheet_text(std::unique_ptr<ByteSource> xml, const WorkbookParts& parts, std::string where);

/// The texts out of xl/sharedStrings.xml.
SharedTexts read_shared_texts(ByteSource& xml, const std::string& where);

}  // namespace shoal::data
