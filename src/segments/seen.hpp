// Which codes the current customer has met before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace shoal::detail {

/// Tells what was seen before by the current customer, without clearing between customers.
class Seen {
 public:
  explicit Seen(std::size_t codes) : last_(codes, -1) {}
  /// True the first time that the customer meets the code.
  bool first(std::int32_t code, std::int32_t customer) {
    std::int32_t& last = last_[static_cast<std::size_t>(code)];
    return std::exchange(last, customer) != customer;
  }

 private:
  std::vector<std::int32_t> last_;
};

}  // namespace shoal::detail
