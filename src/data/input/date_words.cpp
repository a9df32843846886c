#include "data/input/date_words.hpp"

#include <array>
#include <cstdint>

namespace shoal::data {
namespace {

/// U+00C0 to U+00FF.
constexpr std::string_view k_latin1 = "aaaaaaaceeeeiiiidnooooo/ouuuuypsaaaaaaaceeeeiiiidnooooo/ouuuuypy";

/// The plain letter of a character that is not ASCII; '?' for all others.
char plain_letter(std::uint32_t c) {
  if (c >= 0xC0 && c <= 0xFF) return k_latin1[c - 0xC0];
  switch (c) {
    case 0xA0:
    case 0x2009:
    case 0x202F:
      return ' ';
    case 0x2212:
      return '-';
    case 0xAA:
      return 'a';
    case 0xBA:
      return 'o';
    case 0x104:
    case 0x105:
      return 'a';
    case 0x106:
    case 0x107:
      return 'c';
    case 0x118:
    case 0x119:
      return 'e';
    case 0x141:
    case 0x142:
      return 'l';
    case 0x143:
    case 0x144:
      return 'n';
    case 0x15A:
    case 0x15B:
      return 's';
    case 0x179:
    case 0x17A:
    case 0x17B:
    case 0x17C:
      return 'z';
    default:
      return '?';
  }
}

/// The character that begins at `at`, and its length; a byte that begins none is one of ISO-8859-1.
std::uint32_t character(std::string_view text, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(i < text.size() ? text[i] : '\0'); };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const std::uint32_t first = byte(at);
  length = 1;
  if (first >= 0xC2 && first <= 0xDF && follows(at + 1)) {
    length = 2;
    return (first & 0x1F) << 6 | (byte(at + 1) & 0x3Fu);
  }
  if ((first & 0xF0) == 0xE0 && follows(at + 1) && follows(at + 2)) {
    length = 3;
    return (first & 0x0F) << 12 | (byte(at + 1) & 0x3Fu) << 6 | (byte(at + 2) & 0x3Fu);
  }
  return first;
}

// English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, and the Nordic ones where they differ.
constexpr std::array<std::string_view, 12> k_month_names = {
    "january januar janner janvier enero gennaio janeiro januari styczen stycznia",
    "february februar feber fevrier febrero febbraio fevereiro februari luty lutego",
    "march marz maerz mars marzo marco maart mrt marzec marca marts",
    "april avril abril aprile kwiecien kwietnia",
    "may mai mayo maggio maio mei maj maja",
    "june juni juin junio giugno junho czerwiec czerwca",
    "july juli juillet julio luglio julho lipiec lipca",
    "august aout agosto augustus augusti sierpien sierpnia",
    "september septembre septiembre setiembre settembre setembro wrzesien wrzesnia",
    "october oktober octobre octubre ottobre outubro pazdziernik pazdziernika",
    "november novembre noviembre novembro listopad listopada",
    "december dezember decembre diciembre dicembre dezembro grudzien grudnia desember"};

constexpr std::string_view k_weekdays =
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag "
    "sonnabend "
    "sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo "
    "lunedi "
    "martedi mercoledi giovedi venerdi sabato domenica segunda terca quarta quinta sexta maandag dinsdag woensdag "
    "donderdag "
    "vrijdag zaterdag zondag poniedzialek wtorek sroda czwartek piatek pt sobota niedziela";

bool begins_one_of(std::string_view word, std::string_view names) {
  while (!names.empty()) {
    if (names.starts_with(word)) return true;
    const std::size_t blank = names.find(' ');
    names = blank == std::string_view::npos ? std::string_view() : names.substr(blank + 1);
  }
  return false;
}

}  // namespace

std::string folded_text(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t i = 0, length = 1; i < text.size(); i += length) {
    const std::uint32_t c = character(text, i, length);
    const char ascii = c < 0x80 ? static_cast<char>(c) : plain_letter(c);
    folded += ascii >= 'A' && ascii <= 'Z' ? static_cast<char>(ascii + 32) : ascii == '\t' ? ' ' : ascii;
  }
  return folded;
}

int month_of(std::string_view word) {
  if (word.size() < 3) return 0;
  int found = 0;
  for (std::size_t m = 0; m < k_month_names.size(); ++m) {
    if (!begins_one_of(word, k_month_names[m])) continue;
    if (found != 0) return 0;
    found = static_cast<int>(m) + 1;
  }
  return found;
}

bool is_weekday(std::string_view word) { return word.size() >= 2 && begins_one_of(word, k_weekdays); }

}  // namespace shoal::data
