#include "random_record.hpp"

#include <bit>
#include <cmath>
#include <random>
#include <string_view>

#include "run/fields.hpp"

namespace shoal::test {
namespace {

/// Fills every described member at random: any bits for doubles, any character for texts, lists of 0 to 4.
class Filler {
 public:
  explicit Filler(unsigned seed) : random_(seed) {}

  template <class T>
  void operator()(const char* key, T& value) {
    if (std::string_view(key) == "format" || std::string_view(key) == "sweep_parameters") return;
    fill(value);
  }
  void by_feature(const char*, std::vector<double>& values) {
    values.resize(names_);
    for (double& value : values) fill(value);
  }
  /// Names that a reader knows, and one that it does not.
  void numbers(NamedNumbers& parameters, NamedNumbers& measures) {
    parameters = {{"k", whole()}};
    measures = {{"inertia", real()}, {"silhouette", real()}, {"smallest", whole()}, {"elongation", real()}};
  }
  void set_names(std::size_t count) { names_ = count; }

 private:
  std::uint64_t bits() { return random_(); }
  std::int64_t whole() { return static_cast<std::int64_t>(bits()); }
  double real() { return std::bit_cast<double>(bits()); }
  void fill(double& value) { value = real(); }
  void fill(bool& value) { value = bits() % 2 == 0; }
  template <std::integral T>
  void fill(T& value) {
    value = static_cast<T>(bits());
  }
  void fill(std::string& text) {
    static const std::vector<std::string> pieces = {"a", "\"", "\\", "\n", "\x01", "</script>",
                                                    "é", "€",  "😀",  ".",  " "};
    text = std::to_string(bits());
    for (std::uint64_t n = bits() % 6; n > 0; --n) text += pieces[bits() % pieces.size()];
  }
  template <class T>
  void fill(std::optional<T>& value) {
    value.reset();
    if (bits() % 2 == 0) fill(value.emplace());
    if constexpr (std::is_same_v<T, double>) {
      if (value && !std::isfinite(*value)) value.reset();
    }
  }
  template <class T>
  void fill(std::vector<T>& values) {
    values.assign(bits() % 5, T{});
    for (T& value : values) fill(value);
  }
  template <class T>
  void fill(std::map<std::string, T>& values) {
    values.clear();
    for (std::uint64_t n = bits() % 4; n > 0; --n) {
      std::string key;
      fill(key);
      fill(values[key]);
    }
  }
  void fill(Stage& stage) {
    fill(stage.name);
    fill(stage.seconds);
  }
  template <class T>
  requires std::is_class_v<T>
  void fill(T& value) { run::describe(*this, value); }

  std::mt19937_64 random_;
  std::size_t names_ = 0;
};

}  // namespace

RunRecord random_record(unsigned seed) {
  RunRecord record;
  Filler filler(seed);
  filler.set_names(seed % 4);
  run::describe(filler, record);
  record.shop.feature_names.clear();
  for (unsigned j = 0; j < seed % 4; ++j) record.shop.feature_names.push_back("feature " + std::to_string(j));
  return record;
}

}  // namespace shoal::test
