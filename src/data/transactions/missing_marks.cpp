#include "data/transactions/missing_marks.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "data/input/customer_id.hpp"
#include "data/transactions/word_lists.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// What programs write where there is nothing: no shop gives such an id to a person.
constexpr auto k_nothing = std::to_array<std::string_view>(
    {"#n/a",   "#n/d",   "#nv",     "#null!", "#ref!",     "#name?",  "#value!", "#div/0!",   "\\n",  "<na>", "<null>",
     "(null)", "[null]", "(blank)", "(none)", "(not set)", "(empty)", "nat",     "undefined", "n.a.", "#n/v"});
/// What shops write for one whom they do not know, and what could be an id all the same.
constexpr auto k_perhaps_nothing = std::to_array<std::string_view>({"-1",
                                                                    "0",
                                                                    "00000",
                                                                    "-",
                                                                    "--",
                                                                    "---",
                                                                    "?",
                                                                    "x",
                                                                    "xxx",
                                                                    "guest",
                                                                    "gast",
                                                                    "invité",
                                                                    "invitado",
                                                                    "ospite",
                                                                    "anonymous",
                                                                    "anonym",
                                                                    "anonyme",
                                                                    "anonimo",
                                                                    "unknown",
                                                                    "unbekannt",
                                                                    "inconnu",
                                                                    "desconocido",
                                                                    "missing",
                                                                    "nil",
                                                                    "no id",
                                                                    "no customer",
                                                                    "none given",
                                                                    "not available",
                                                                    "not provided",
                                                                    "walk-in",
                                                                    "walk in",
                                                                    "walkin",
                                                                    "cash customer",
                                                                    "guest customer",
                                                                    "guest checkout",
                                                                    "walk-in customer",
                                                                    "default",
                                                                    "default customer",
                                                                    "laufkunde",
                                                                    "99999",
                                                                    "999999",
                                                                    "9999999",
                                                                    "99999999"});

constexpr std::size_t k_longest_mark = 32;  ///< a longer id is looked at no further

enum class Kind : std::uint8_t { customer, given, nothing, perhaps };

Kind kind_of(std::string_view id, const std::vector<std::string>& given) {
  const auto same = [&](const std::string& text) { return folded_words(customer_id(text)) == folded_words(id); };
  if (std::any_of(given.begin(), given.end(), same)) return Kind::given;
  const std::string folded = id.size() > k_longest_mark ? std::string() : folded_words(id);
  if (is_among(k_nothing, folded)) return Kind::nothing;
  return is_among(k_perhaps_nothing, folded) ? Kind::perhaps : Kind::customer;
}

std::string options(const std::vector<std::string>& ids) {
  std::vector<std::string> words;
  for (const std::string& id : ids) words.push_back("--missing " + shell_word(id));
  return join(words, " ");
}

std::string quoted(const std::vector<std::string>& ids) {
  std::vector<std::string> words;
  for (const std::string& id : ids) words.push_back("\"" + id + "\"");
  return join(words, ", ");
}

std::string lines_text(std::int64_t lines) { return grouped(lines) + (lines == 1 ? " line" : " lines"); }

}  // namespace

void mark_missing(Transactions& lines, const std::vector<std::string>& given, Reading& reading) {
  std::vector<Kind> kinds;
  std::vector<std::string> nothing, perhaps, found;
  for (std::size_t i = 0; i < lines.customer.size(); ++i) {
    kinds.push_back(kind_of(lines.customer[i], given));
    if (kinds[i] == Kind::given) found.emplace_back(lines.customer[i]);
    if (kinds[i] == Kind::nothing) nothing.emplace_back(lines.customer[i]);
    if (kinds[i] == Kind::perhaps) perhaps.emplace_back(lines.customer[i]);
  }
  std::array<std::int64_t, 4> counts{};
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    Receipt& receipt = lines.receipts[r];
    if (receipt.customer < 0) continue;
    const Kind kind = kinds[static_cast<std::size_t>(receipt.customer)];
    const LineRange range = lines.lines_of(r);
    counts[static_cast<std::size_t>(kind)] += static_cast<std::int64_t>(range.end - range.begin);
    if (kind == Kind::given || kind == Kind::nothing) receipt.customer = -1;
  }
  if (!nothing.empty()) {
    reading.decisions.push_back({"missing customers",
                                 quoted(nothing) + " in " + lines_text(counts[static_cast<std::size_t>(Kind::nothing)]),
                                 options(nothing)});
  }
  if (!perhaps.empty()) {
    const std::int64_t count = counts[static_cast<std::size_t>(Kind::perhaps)];
    reading.doubts.push_back({"missing_mark",
                              lines_text(count) + (count == 1 ? " has" : " have") + " the customer " + quoted(perhaps) +
                                  ", which often stands for no customer and is taken as one here",
                              options(perhaps), count});
  }
  if (!given.empty() && found.empty()) {
    reading.doubts.push_back(
        {"missing_unused", "no line has the customer " + quoted(given) + ", which --missing names", {}, 0});
  }
}

}  // namespace shoal::data
