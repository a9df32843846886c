// Where each of many names stands, so that wide tables are matched in linear time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace shoal {

/// Refers to the names: the caller keeps them as they are.
class NameIndex {
 public:
  explicit NameIndex(const std::vector<std::string>& names) {
    places_.reserve(names.size());
    for (const std::string& name : names) {
      if (!places_.emplace(name, std::ssize(places_) + std::ssize(twice_)).second) twice_.push_back(name);
    }
  }

  /// The first place of the name, -1 if it is not there. O(1).
  std::int64_t find(std::string_view name) const {
    const auto at = places_.find(name);
    return at == places_.end() ? -1 : at->second;
  }
  bool contains(std::string_view name) const { return find(name) >= 0; }
  /// The names that stood there before, in their order.
  const std::vector<std::string_view>& twice() const { return twice_; }

 private:
  std::unordered_map<std::string_view, std::int64_t> places_;
  std::vector<std::string_view> twice_;
};

}  // namespace shoal
