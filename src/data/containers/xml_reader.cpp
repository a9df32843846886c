#include "data/containers/xml_reader.hpp"

#include <expat.h>

#include <new>
#include <utility>
#include <vector>

#include "data/input/byte_source.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

constexpr int k_most_levels = 64;
constexpr std::size_t k_xml_piece = std::size_t{1} << 16;

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string_view attribute(XmlAttributes attributes, std::string_view name) {
  for (; attributes[0] != nullptr; attributes += 2) {
    if (local_name(attributes[0]) == name) return attributes[1];
  }
  return {};
}

struct XmlReader::Parser {
  Parser() : handle(XML_ParserCreate(nullptr)) {
    if (handle == nullptr) throw std::bad_alloc();
  }
  ~Parser() { XML_ParserFree(handle); }
  XML_Parser handle;
};

/// What expat calls. It is C: what is thrown waits until it has returned.
struct XmlReader::Calls {
  template <class Call>
  static void guarded(void* data, const Call& call) {
    auto& reader = *static_cast<XmlReader*>(data);
    if (reader.failure_) return;
    try {
      call(reader);
    } catch (...) {
      reader.failure_ = std::current_exception();
      XML_StopParser(reader.parser_->handle, XML_FALSE);
    }
  }
  static void begin(void* data, const char* name, const char** attributes) {
    guarded(data, [&](XmlReader& reader) {
      if (++reader.depth_ > k_most_levels) reader.throw_damaged("it has too many levels");
      reader.begin(local_name(name), attributes);
    });
  }
  static void end(void* data, const char* name) {
    guarded(data, [&](XmlReader& reader) {
      --reader.depth_;
      reader.end(local_name(name));
    });
  }
  static void text(void* data, const char* part, int size) {
    guarded(data, [&](XmlReader& reader) { reader.text({part, static_cast<std::size_t>(size)}); });
  }
  static void doctype(void* data, const char*, const char*, const char*, int) {
    guarded(data, [&](const XmlReader& reader) { reader.throw_damaged("it has a document type"); });
  }
};

XmlReader::XmlReader(std::string where) : where_(std::move(where)), parser_(std::make_unique<Parser>()) {
  XML_SetUserData(parser_->handle, this);
  XML_SetElementHandler(parser_->handle, Calls::begin, Calls::end);
  XML_SetCharacterDataHandler(parser_->handle, Calls::text);
  XML_SetStartDoctypeDeclHandler(parser_->handle, Calls::doctype);
}

XmlReader::~XmlReader() = default;

void XmlReader::feed(std::string_view bytes, bool last) {
  const XML_Status status =
      XML_Parse(parser_->handle, bytes.data(), static_cast<int>(bytes.size()), last ? XML_TRUE : XML_FALSE);
  if (failure_) std::rethrow_exception(failure_);
  if (status == XML_STATUS_OK) return;
  const XML_Error code = XML_GetErrorCode(parser_->handle);
  if (code == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
  throw_damaged(XML_ErrorString(code));
}

void XmlReader::feed(ByteSource& source) {
  std::vector<char> piece(k_xml_piece);
  std::size_t got = k_xml_piece;
  while (got == k_xml_piece) {
    got = source.read(piece.data(), k_xml_piece);
    feed({piece.data(), got}, got < k_xml_piece);
  }
}

void XmlReader::throw_damaged(const std::string& reason) const {
  throw Error(ErrorCode::data, "the workbook is damaged: " + reason, "open it in a spreadsheet and save it again",
              where_);
}

}  // namespace shoal::data
