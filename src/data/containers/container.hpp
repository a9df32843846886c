// A file that holds several tables: the sheets of a workbook, the files in a zip file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/input/byte_source.hpp"

namespace shoal::data {

class Container {
 public:
  virtual ~Container() = default;
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;

  /// The names of what may be tables, in the order of the file.
  const std::vector<std::string>& members() const { return members_; }
  /// "sheet" or "file".
  const char* noun() const { return noun_; }
  /// What is no table: "notes.pdf".
  const std::vector<std::string>& left_out() const { return left_out_; }
  /// The text of a table; lives no longer than this object.
  virtual std::unique_ptr<ByteSource> open(std::size_t member) const = 0;

 protected:
  explicit Container(const char* noun) : noun_(noun) {}
  std::vector<std::string> members_, left_out_;

 private:
  const char* noun_;
};

/// What the zip file is. Error{data} for a damaged one, for workbooks of other programs, and where nothing in it is a table.
std::shared_ptr<const Container> open_container(const std::filesystem::path& file);

}  // namespace shoal::data
