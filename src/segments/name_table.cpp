#include "segments/name_table.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "shoal/error.hpp"
#include "shoal/features.hpp"
#include "shoal/segments.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

constexpr std::string_view k_blank = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(k_blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(k_blank) - first + 1);
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || !(value >= -1e300 && value <= 1e300)) return {};
  return value;
}

constexpr const char* k_first_line = "the first line must be \"format = 2\" or \"format = 1\"";

/// One pass over the lines of a name table.
class NameTableParser {
 public:
  explicit NameTableParser(const std::string& where) : where_(where) {}

  std::vector<NameRule> parse(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      line_ = trimmed(text.substr(0, end));
      ++number_;
      if (!line_.empty() && line_.front() != '#') take_line();
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (!format_seen_) fail(k_first_line, "");
    finish_rule();
    if (rules_.empty()) fail("no segment name in the table", "start each one with a line [Name]");
    return std::move(rules_);
  }

 private:
  [[noreturn]] void fail(const std::string& message, const std::string& hint) const {
    throw Error(ErrorCode::usage, message, hint, where_ + ", line " + grouped(std::max<std::int64_t>(number_, 1)),
                std::string(line_));
  }

  void take_line() {
    if (line_.front() == '[') return start_rule();
    const std::size_t equals = line_.find('=');
    if (equals == std::string_view::npos) fail("expected [Name], when = ..., share = ... or advice = ...", "");
    const std::string_view key = trimmed(line_.substr(0, equals)), value = trimmed(line_.substr(equals + 1));
    if (!format_seen_) return take_format(key, value);
    if (key == "share" && about_ == About::members) return take_share(value);
    if (rules_.empty()) fail("a [Name] must come first", "");
    if (key == "when") return take_conditions(value);
    if (key == "advice") return take_advice(value);
    fail("\"" + std::string(key) + "\" is not a key",
         about_ == About::members ? "the keys are when, share and advice" : "the keys of format 1 are when and advice");
  }

  void take_format(std::string_view key, std::string_view value) {
    if (key != "format") fail(k_first_line, "");
    if (value != "1" && value != "2") fail("this version reads formats 1 and 2", "");
    about_ = value == "1" ? About::medians : About::members;
    format_seen_ = true;
  }

  /// Before the first name it is that of all rules.
  void take_share(std::string_view value) {
    const bool percent = value.ends_with('%');
    const std::optional<double> number = parse_number(percent ? trimmed(value.substr(0, value.size() - 1)) : value);
    const double share = number.value_or(0.0) * (percent ? 0.01 : 1.0);
    if (!(share > 0.0 && share <= 1.0)) fail("\"" + std::string(value) + "\" is not a share", "write share = 80 %");
    (rules_.empty() ? share_ : rules_.back().share) = share;
  }

  void start_rule() {
    if (!format_seen_) fail(k_first_line, "");
    if (line_.back() != ']') fail("a name needs a closing bracket", "write [Name]");
    finish_rule();
    const std::string name(trimmed(line_.substr(1, line_.size() - 2)));
    if (name.empty()) fail("a name must not be empty", "");
    const auto same = [&](const NameRule& rule) { return rule.name == name; };
    if (std::any_of(rules_.begin(), rules_.end(), same)) fail("the name \"" + name + "\" is there already", "");
    rules_.push_back({name, "", {}, about_, share_});
  }

  void finish_rule() const {
    if (rules_.empty() || !rules_.back().advice.empty()) return;
    fail("\"" + rules_.back().name + "\" has no advice", "add a line advice = what to do with these customers");
  }

  void take_advice(std::string_view value) {
    if (!rules_.back().advice.empty()) fail("\"" + rules_.back().name + "\" has two lines of advice", "");
    if (value.empty()) fail("the advice is empty", "");
    rules_.back().advice = value;
  }

  void take_conditions(std::string_view text) {
    if (!rules_.back().conditions.empty()) {
      fail("\"" + rules_.back().name + "\" has two lines of conditions", "join them by \"and\"");
    }
    while (true) {
      const std::size_t end = std::min(text.find(" and "), text.size());
      rules_.back().conditions.push_back(parse_condition(trimmed(text.substr(0, end))));
      if (end == text.size()) return;
      text.remove_prefix(end + 5);
    }
  }

  NameCondition parse_condition(std::string_view text) const {
    const std::size_t sign = text.find_first_of("<>");
    if (sign == std::string_view::npos) {
      fail("\"" + std::string(text) + "\" is not a condition", "write FEATURE <= VALUE, with <, <=, > or >=");
    }
    NameCondition condition;
    const bool equal = sign + 1 < text.size() && text[sign + 1] == '=';
    condition.comparison = text[sign] == '<' ? (equal ? Comparison::at_most : Comparison::less)
                                             : (equal ? Comparison::at_least : Comparison::more);
    condition.column = find_feature(std::string(trimmed(text.substr(0, sign))));
    read_threshold(trimmed(text.substr(sign + (equal ? 2 : 1))), condition);
    return condition;
  }

  std::size_t find_feature(const std::string& name) const {
    const auto found = std::find(k_name_features.begin(), k_name_features.end(), name);
    if (found != k_name_features.end()) return static_cast<std::size_t>(found - k_name_features.begin());
    fail("\"" + name + "\" is not a feature" + did_you_mean(name, k_name_features),
         "the features are " + join(k_name_features, ", "));
  }

  /// 3, 50 %, p75 (rank among all customers) or 2x (times their median).
  void read_threshold(std::string_view text, NameCondition& condition) const {
    std::string_view digits = text;
    double unit = 1.0;
    if (text.starts_with('p')) {
      condition.measure = Measure::rank;
      unit = 0.01;
      digits = text.substr(1);
    } else if (text.ends_with('x')) {
      condition.measure = Measure::ratio;
      digits = trimmed(text.substr(0, text.size() - 1));
    } else if (text.ends_with('%')) {
      unit = 0.01;
      digits = trimmed(text.substr(0, text.size() - 1));
    }
    const std::optional<double> value = parse_number(digits);
    if (!value || (condition.measure == Measure::rank && (*value < 0.0 || *value > 100.0))) {
      fail("\"" + std::string(text) + "\" is not a value",
           "write a number (3), a percentage (50 %), a percentile of all customers (p75) or a multiple of their "
           "median (2x)");
    }
    condition.threshold = *value * unit;
  }

  std::string where_;
  std::string_view line_;
  std::int64_t number_ = 0;
  bool format_seen_ = false;
  About about_ = About::members;
  double share_ = k_claim_share;
  std::vector<NameRule> rules_;
};

std::vector<std::string> with_gaps_away() {
  std::vector<std::string> names = k_feature_names;
  names.emplace_back("gaps_away");
  return names;
}

}  // namespace

const std::vector<std::string> k_name_features = with_gaps_away();

std::vector<NameRule> parse_name_table(std::string_view text, const std::string& where) {
  return NameTableParser(where).parse(text);
}

}  // namespace shoal::detail
