// The XML of a workbook: as a sheet, its texts and its formats.
#include "data/containers/workbook.hpp"
#include "input.hpp"

namespace {

class Text : public shoal::data::ByteSource {
 public:
  explicit Text(std::string_view text) : text_(text) {}
  std::size_t read(char* out, std::size_t size) override {
    const std::size_t count = text_.copy(out, size);
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace shoal::data;
  const std::string_view text = shoal::fuzz::text_of(bytes, size);
  WorkbookParts parts;
  for (const char* word : {"a", "b,\"c\"", "_x000D_"}) parts.texts.add(word);
  parts.formats = {CellFormat::number, CellFormat::date, CellFormat::time, CellFormat::date_time};
  parts.since_1904 = size % 2 == 1;
  shoal::fuzz::try_to([&] {
    const auto sheet = sheet_text(std::make_unique<Text>(text), parts, "sheet");
    char piece[4096];
    while (sheet->read(piece, sizeof piece) == sizeof piece) {
    }
  });
  shoal::fuzz::try_to([&] {
    Text xml(text);
    read_shared_texts(xml, "texts");
  });
  shoal::fuzz::try_to([&] {
    Text xml(text);
    read_cell_formats(xml, "formats");
  });
  return 0;
}
