#include "data/containers/workbook.hpp"

#include <filesystem>
#include <map>
#include <utility>

#include "data/containers/xml_reader.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

struct Relation {
  std::string type, target;  ///< the last part of the type: "worksheet"
};

/// A list of what belongs to a part, by id.
class RelationsReader : public XmlReader {
 public:
  using XmlReader::XmlReader;
  std::map<std::string, Relation> relations;

 private:
  void begin(std::string_view name, XmlAttributes attributes) override {
    if (name != "Relationship") return;
    const std::string type(attribute(attributes, "Type"));
    relations[std::string(attribute(attributes, "Id"))] = {type.substr(type.rfind('/') + 1),
                                                           std::string(attribute(attributes, "Target"))};
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

/// The names of the sheets.
class StructureReader : public XmlReader {
 public:
  using XmlReader::XmlReader;
  std::vector<std::pair<std::string, std::string>> sheets;  ///< name, id of the relation
  bool since_1904 = false;

 private:
  void begin(std::string_view name, XmlAttributes attributes) override {
    if (name == "workbookPr") {
      const std::string_view date = attribute(attributes, "date1904");
      since_1904 = date == "1" || date == "true";
    } else if (name == "sheet") {
      // Its number (sheetId) is another attribute; `id` is the relation's.
      sheets.emplace_back(attribute(attributes, "name"), attribute(attributes, "id"));
    }
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

/// The name of an entry that a relation of xl/workbook.xml leads to.
std::string entry_name(const std::string& target) {
  if (target.starts_with('/')) return target.substr(1);
  return (std::filesystem::path("xl") / target).lexically_normal().generic_string();
}

class TextsReader : public XmlReader {
 public:
  using XmlReader::XmlReader;
  SharedTexts texts;

 private:
  void begin(std::string_view name, XmlAttributes) override {
    if (name == "rPh") phonetic_ = true;
    taken_ = name == "t" && !phonetic_;
  }
  void end(std::string_view name) override {
    taken_ = false;
    if (name == "rPh") phonetic_ = false;
    if (name != "si") return;
    texts.add(text_);
    text_.clear();
  }
  void text(std::string_view part) override {
    if (taken_) text_ += part;
  }

  std::string text_;
  bool taken_ = false, phonetic_ = false;
};

}  // namespace

SharedTexts read_shared_texts(ByteSource& xml, const std::string& where) {
  TextsReader reader(where);
  reader.feed(xml);
  return std::move(reader.texts);
}

Workbook::Workbook(ZipFile file) : Container("sheet"), file_(std::move(file)) { read_structure(); }

std::unique_ptr<ByteSource> Workbook::entry(const std::string& name) const {
  const std::optional<std::size_t> at = file_.find(name);
  if (at) return file_.open(*at);
  throw Error(ErrorCode::data, "the workbook is damaged: it has no " + name,
              "open it in a spreadsheet and save it again", file_.path().string());
}

void Workbook::read_structure() {
  const std::string where = file_.path().string();
  RelationsReader relations(where);
  relations.feed(*entry("xl/_rels/workbook.xml.rels"));
  StructureReader structure(where);
  structure.feed(*entry("xl/workbook.xml"));
  parts_.since_1904 = structure.since_1904;
  for (const auto& [name, id] : structure.sheets) {
    const Relation& relation = relations.relations[id];
    if (relation.type == "worksheet") {
      const std::optional<std::size_t> at = file_.find(entry_name(relation.target));
      if (!at) entry(entry_name(relation.target));
      members_.push_back(name);
      sheets_.push_back(*at);
    } else {
      left_out_.push_back(name);  // a chart, say
    }
  }
  for (const auto& [id, relation] : relations.relations) {
    if (relation.type == "styles") parts_.formats = read_cell_formats(*entry(entry_name(relation.target)), where);
    if (relation.type == "sharedStrings") parts_.texts = read_shared_texts(*entry(entry_name(relation.target)), where);
  }
  if (members_.empty()) {
    throw Error(ErrorCode::data, "is a workbook without sheets", "give a workbook with a table", where);
  }
}

std::unique_ptr<ByteSource> Workbook::open(std::size_t member) const {
  return sheet_text(file_.open(sheets_[member]), parts_, file_.path().string() + ", sheet " + members_[member]);
}

}  // namespace shoal::data
