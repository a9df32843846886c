// Sends what is logged in the background, so that the work never waits for a server.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "shoal/threads.hpp"
#include "shoal/tracking.hpp"
#include "tracking/client.hpp"
#include "tracking/deliver.hpp"
#include "tracking/journal.hpp"

namespace shoal::tracking {

/// Since 1970; the time of what is logged.
std::int64_t now_milliseconds();

/// What a sender could and could not do.
struct SendReport {
  std::int64_t operations = 0, unsent = 0;
  std::string problem, hint;      ///< why something is unsent
  std::set<std::string> refused;  ///< the server's words about what it will never take
  std::optional<Run> main;
  std::string version;  ///< of the registered model
  bool complete() const { return unsent == 0 && refused.empty(); }
};

/// Several threads, each with a connection of its own, take operations as they come. An operation waits for the run it
/// belongs to, the registration of a model for its files, the end of a run for everything else in it; all else may go in any
/// order. What may succeed later is tried
/// again, with exponential back-off and jitter, for as long as the work lasts; while the server does not answer a single
/// thread asks. Every success and refusal is written into the journal.
class Sender {
 public:
  /// `journal` may be empty: then what is unsent is lost. `folder` is what relative files start from. `before`: what an
  /// earlier process left, to be completed.
  Sender(const TrackingSettings& settings, std::optional<Journal> journal, JournalHead head,
         std::filesystem::path folder, JournalContent before = {});
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// Writes it into the journal and sends it in the background. Never waits for the server, never throws for its sake.
  void add(Operation operation);
  /// Waits until the main run exists, but no longer than `patience` seconds without an answer. False if it does not.
  bool wait_for_main(double patience, const Cancellation* cancellation);
  /// Waits until all is sent, but no longer than `patience` seconds in which nothing moves; then stops the threads.
  SendReport drain(double patience, const Cancellation* cancellation);
  /// Leaves the journal to a later push.
  void release();
  /// Removes the journal.
  void forget();

 private:
  using Clock = std::chrono::steady_clock;
  enum class State : std::uint8_t { waiting, sending, done, refused, given_up };
  struct Item {
    Operation operation;
    State state = State::waiting;
    bool repeated = false;
    int failures = 0;
    Clock::time_point not_before{}, first_failure{};
    bool open() const { return state == State::waiting || state == State::sending; }
  };

  void start_lanes();
  void lane();
  std::optional<std::size_t> next() const;
  bool ready(const Item& item) const;
  bool anything_open(const std::string* run, const Item& but) const;
  bool stored(const Operation& enrolment) const;
  void succeed(std::size_t number, const Delivered& delivered);
  void fail(std::size_t number, const ServiceError& error);
  void refuse(std::size_t number, const std::string& words);
  void leave_unregistered(const Operation& artifact, const std::string* words);
  void close(const std::string& problem, const std::string& hint);
  template <class Done>
  void wait_until(std::unique_lock<std::mutex>& lock, double patience, const Cancellation* cancellation, Done done);
  template <class Write>
  void write_down(Write write);
  std::optional<Run> run_of(const std::string& name) const;

  const TrackingSettings settings_;
  const JournalHead head_;
  const std::filesystem::path folder_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Journal> journal_;
  std::deque<Item> items_;
  std::map<std::string, Run> runs_;
  std::set<std::string> refused_;
  std::string problem_, hint_, version_;
  int sending_ = 0;
  int failures_in_a_row_ = 0;
  bool closed_ = false;  ///< the server takes nothing from us
  bool unreachable_ = false;
  std::atomic<bool> stopping_{false};
  std::atomic<Clock::rep> moved_{0};  ///< when something last went well
  std::vector<std::thread> lanes_;
};

}  // namespace shoal::tracking
