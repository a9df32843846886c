#include "base/json_bounds.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace shoal::detail {
namespace {

using Json = nlohmann::json;

/// What is read counts as it comes; false ends the reading.
class Counter : public nlohmann::json_sax<Json> {
 public:
  explicit Counter(const JsonBounds& bounds) : bounds_(bounds) {}

  std::size_t flaw() const { return flaw_; }

  bool null() override { return count(); }
  bool boolean(bool) override { return count(); }
  bool number_integer(number_integer_t) override { return count(); }
  bool number_unsigned(number_unsigned_t) override { return count(); }
  bool number_float(number_float_t, const string_t&) override { return count(); }
  bool string(string_t&) override { return count(); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t&) override { return ++keys_.back() <= bounds_.keys; }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) override {
    flaw_ = at;
    return false;
  }

 private:
  bool count() { return ++values_ <= bounds_.values; }
  bool open() {
    keys_.push_back(0);
    return count() && keys_.size() <= bounds_.depth;
  }
  bool close() {
    keys_.pop_back();
    return true;
  }

  const JsonBounds& bounds_;
  std::vector<std::size_t> keys_;  ///< of each object and list that is open
  std::size_t values_ = 0, flaw_ = 0;
};

}  // namespace

std::optional<std::size_t> json_flaw(std::string_view text, const JsonBounds& bounds) {
  Counter counter(bounds);
  if (Json::sax_parse(text, &counter)) return std::nullopt;
  return counter.flaw();
}

}  // namespace shoal::detail
