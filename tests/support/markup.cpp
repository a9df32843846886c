#include "markup.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <string_view>

namespace shoal::test {
namespace {

bool is_void(const std::string& name) {
  static const std::set<std::string> names = {"meta", "link", "br", "img", "input", "hr"};
  return names.contains(name);
}

/// Walks the page from tag to tag.
class Walk {
 public:
  explicit Walk(const std::string& page) : page_(page) {}

  std::vector<std::string> faults() {
    while (at_ < page_.size()) {
      const std::size_t open = page_.find('<', at_);
      text(page_.substr(at_, open - at_));
      if (open == std::string::npos) break;
      tag(open);
    }
    if (!stack_.empty()) faults_.push_back("not closed: " + stack_.back());
    return faults_;
  }

 private:
  void text(const std::string& piece) {
    static const std::regex entity("&(amp|lt|gt|quot|#39);");
    if (std::regex_replace(piece, entity, "").find('&') != std::string::npos) faults_.push_back("stray & in: " + piece);
    if (piece.find('>') != std::string::npos) faults_.push_back("stray > in: " + piece);
  }

  void tag(std::size_t open) {
    const std::size_t end = page_.find('>', open);
    if (end == std::string::npos) return fail_at(open, "tag without an end");
    at_ = end + 1;
    std::string inside = page_.substr(open + 1, end - open - 1);
    if (inside == "!DOCTYPE html") return;
    if (inside.starts_with('/')) return close(inside.substr(1));
    const bool empty = inside.ends_with('/');
    if (empty) inside.pop_back();
    const std::string name = inside.substr(0, inside.find_first_of(" \n"));
    if (name.empty() || !std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0; })) {
      return fail_at(open, "no tag");
    }
    if (!attributes(inside.substr(name.size()))) fail_at(open, "attributes");
    if (!empty && !is_void(name)) stack_.push_back(name);
    if (name == "style" || name == "script") at_ = page_.find("</", at_);
  }

  void close(const std::string& name) {
    if (!stack_.empty() && stack_.back() == name) return stack_.pop_back();
    faults_.push_back("closed out of order: " + name);
  }

  void fail_at(std::size_t place, const std::string& what) {
    faults_.push_back(what + ": " + page_.substr(place, 120));
    at_ = std::max(at_, place + 1);
  }

  /// False unless all is ` name="value"` or ` name`, over and over.
  bool attributes(std::string_view rest) {
    while (!rest.empty() && rest != " ") {
      if (rest[0] != ' ') return false;
      rest.remove_prefix(1);
      const std::size_t end = rest.find_first_of("= ");
      const std::string name(rest.substr(0, end));
      if (name.empty() || name.find_first_of("\"'<&") != std::string::npos) return false;
      rest.remove_prefix(std::min(end, rest.size()));
      if (!rest.starts_with("=")) continue;
      if (!rest.starts_with("=\"")) return false;
      const std::size_t quote = rest.find('"', 2);
      if (quote == std::string_view::npos) return false;
      attribute(name, std::string(rest.substr(2, quote - 2)));
      rest.remove_prefix(quote + 1);
    }
    return true;
  }

  void attribute(const std::string& name, const std::string& value) {
    static const std::set<std::string> numbers = {"x",  "y", "x1",    "x2",     "y1", "y2",     "cx",
                                                  "cy", "r", "width", "height", "d",  "viewBox"};
    if (name == "id" && !ids_.insert(value).second) faults_.push_back("id twice: " + value);
    const bool finite = value.find("nan") == std::string::npos && value.find("inf") == std::string::npos;
    if (numbers.contains(name) && !finite) faults_.push_back("not finite: " + name);
  }

  const std::string& page_;
  std::size_t at_ = 0;
  std::vector<std::string> stack_, faults_;
  std::set<std::string> ids_;
};

}  // namespace

std::vector<std::string> markup_faults(const std::string& page) { return Walk(page).faults(); }

}  // namespace shoal::test
