// What the written dates of a column say about their order.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "data/input/dates.hpp"
#include "shoal/error.hpp"

namespace shoal::data {

/// Takes every date of a column: that no day is above 12 in its first lines says nothing about its last.
class DateEvidence {
 public:
  /// `today`: days since 1970. With two-digit years, an order that would put a date after next week is none.
  explicit DateEvidence(std::int64_t today) : today_(today) {}

  /// `row`: of the date in its part.
  void add(const ParsedTime& time, std::string_view text, std::int64_t row);
  /// What comes behind in the file; place(row) is a text that says where a row of `other` is, or empty.
  template <class Place>
  void add(const DateEvidence& other, const Place& place) {
    ++parts_;
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      if (seen_[i].any || !other.seen_[i].any) continue;
      seen_[i] = other.seen_[i];
      seen_[i].place = place(other.seen_[i].row);
      seen_[i].part = parts_;
    }
    for (std::size_t order = 0; order < later_.size(); ++order) later_[order] = later_[order] || other.later_[order];
    plain_ = plain_ || other.plain_;
  }

  /// Whether some dates say their order themselves (2022-12-31, 5 March 2022).
  bool plain() const { return plain_; }
  /// Whether some do not.
  bool open() const;
  /// The one order in which all dates are dates; nothing when there are several or none.
  std::optional<DateOrder> order() const;
  /// Where order() is nothing: Error{data} that names two readings of one date, or two dates that fit no common order, and the options.
  Error question(const std::string& where) const;
  /// A date whose order is `order`, for people; empty when there is none.
  std::string example(DateOrder order) const;
  /// The rows that question() may name with their places: those of dates that leave day or month first out.
  std::vector<std::int64_t> rows() const;
  /// Which kinds of dates were seen, a bit each: what is of a kind seen before adds nothing.
  using Kinds = std::uint64_t;
  Kinds kinds() const;

 private:
  struct Seen {
    bool any = false;
    std::int64_t part = 0, row = 0;
    std::string text, place;
    std::array<std::int16_t, 3> numbers{};
  };
  /// A kind of dates: the orders that they have, whether with dots, and which of their numbers are equal, as those that are the same day
  /// in two orders are no example of a doubt.
  static std::size_t kind_of(const ParsedTime& time);
  static Orders orders_of(std::size_t kind);
  static bool dotted(std::size_t kind);
  Orders common() const;

  std::int64_t today_;
  std::array<Seen, 64> seen_;    ///< the first date of each kind
  std::array<bool, 4> later_{};  ///< by order: some date would lie after next week
  bool plain_ = false;
  std::int64_t parts_ = 0;
};

/// Seconds of a written date read in the order `from` as one read in `to`, where both are orders with the year last and the date is one
/// in both: day and month change places. A day above 12 was no month, so it stays.
std::int64_t with_order_swapped(std::int64_t seconds);

}  // namespace shoal::data
