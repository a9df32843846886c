// XML as it comes, by expat.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

namespace shoal::data {

class ByteSource;

/// The attributes of an element, as pairs that end with a null pointer.
using XmlAttributes = const char**;
/// The value of an attribute, by its name without the prefix of a namespace; empty where there is none.
std::string_view attribute(XmlAttributes attributes, std::string_view name);

/// Calls begin(), end() and text() for what it is fed. Names come without the prefixes of namespaces. A document type is refused, so
/// no entity expands, and more than 64 levels are.
class XmlReader {
 public:
  /// `where`: what errors name.
  explicit XmlReader(std::string where);
  virtual ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  /// Error{data} for what is no XML; what the calls throw comes out too.
  void feed(std::string_view bytes, bool last);
  /// Everything of a source.
  void feed(ByteSource& source);

 protected:
  virtual void begin(std::string_view name, XmlAttributes attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view part) = 0;
  [[noreturn]] void throw_damaged(const std::string& reason) const;
  const std::string& where() const { return where_; }

 private:
  struct Calls;
  struct Parser;
  std::string where_;
  std::unique_ptr<Parser> parser_;
  std::exception_ptr failure_;
  int depth_ = 0;
};

}  // namespace shoal::data
