#include "tracking/sender.hpp"

#include <algorithm>
#include <csignal>
#include <system_error>
#include <utility>

namespace shoal::tracking {

namespace {

/// Four connections keep a server of one process busy; more only queue up there.
constexpr int k_lanes = 4;
/// An operation that fails so often, while others get through, is left for a later push.
constexpr int k_most_failures = 8;
/// A file of the model that is to be registered.
bool is_part_of(const Operation& artifact, const Operation& enrolment) {
  return artifact.call == Call::artifact && artifact.run == enrolment.run &&
         artifact.path.starts_with(enrolment.path + "/");
}

/// Nobody listens: no use in waiting as long as for a slow answer.
constexpr double k_unreachable_patience = 5.0;

/// Signals are for the thread that works. One of them is SIGPIPE, which a TLS connection that breaks may raise here.
void keep_signals_away() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

std::int64_t now_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Sender::Sender(const TrackingSettings& settings, std::optional<Journal> journal, JournalHead head,
               std::filesystem::path folder, JournalContent before)
    : settings_(settings),
      head_(std::move(head)),
      folder_(std::move(folder)),
      journal_(std::move(journal)),
      runs_(std::move(before.runs)) {
  for (std::size_t i = 0; i < before.operations.size(); ++i) {
    const State state = !before.settled[i] ? State::waiting : before.refused.contains(i) ? State::refused : State::done;
    items_.push_back({std::move(before.operations[i]), state, true, 0, {}, {}});
  }
  for (const auto& [number, words] : before.refused) leave_unregistered(items_[number].operation, &words);
  start_lanes();
}

/// One is enough; without any the record stays in the journal.
void Sender::start_lanes() {
  lanes_.reserve(k_lanes);
  try {
    for (int i = 0; i < k_lanes; ++i) lanes_.emplace_back([this] { lane(); });
  } catch (const std::system_error&) {
    const std::lock_guard lock(mutex_);
    if (lanes_.empty()) close("no thread can be started for it", "raise the limit on processes (ulimit -u)");
  }
}

Sender::~Sender() {
  stopping_ = true;
  changed_.notify_all();
  for (std::thread& lane : lanes_) lane.join();
}

void Sender::add(Operation operation) {
  const std::lock_guard lock(mutex_);
  write_down([&] { journal_->add(items_.size(), operation); });
  items_.push_back({std::move(operation), State::waiting, false, 0, {}, {}});
  changed_.notify_all();
}

/// A journal that cannot be written any more (no space) is given up: the work and the sending go on without.
template <class Write>
void Sender::write_down(Write write) {
  if (!journal_) return;
  try {
    write();
  } catch (const Error& error) {
    journal_.reset();
    problem_ = error.what();
    hint_ = error.hint();
  }
}

void Sender::lane() {
  keep_signals_away();
  try {
    Client client(
        settings_, 0.0, [this] { return stopping_.load(); },
        [this](std::int64_t) { moved_ = Clock::now().time_since_epoch().count(); });
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      const auto number = closed_ ? std::nullopt : next();
      if (!number) {
        changed_.wait_for(lock, std::chrono::milliseconds(100));
        continue;
      }
      Item& item = items_[*number];  // a deque: adding more does not move it
      item.state = State::sending;
      ++sending_;
      const Delivery delivery{head_, folder_, run_of(""), run_of(item.operation.run),
                              item.repeated || item.failures > 0};
      lock.unlock();
      std::optional<ServiceError> failure;
      Delivered delivered;
      try {
        delivered = deliver(client, item.operation, delivery);
      } catch (const ServiceError& error) {
        failure = error;
      }
      lock.lock();
      --sending_;
      item.state = State::waiting;
      if (!failure) {
        succeed(*number, delivered);
      } else if (!stopping_) {
        fail(*number, *failure);
      }
      changed_.notify_all();
    }
  } catch (const Error& error) {
    const std::lock_guard lock(mutex_);
    close(error.what(), error.hint());
  } catch (const std::exception& failure) {
    const std::lock_guard lock(mutex_);
    close(failure.what(), "");
  }
}

std::optional<std::size_t> Sender::next() const {
  if (failures_in_a_row_ > 0 && sending_ > 0) return std::nullopt;
  const auto now = Clock::now();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].state == State::waiting && items_[i].not_before <= now && ready(items_[i])) return i;
  }
  return std::nullopt;
}

bool Sender::ready(const Item& item) const {
  const Operation& operation = item.operation;
  if (operation.call == Call::use) return true;
  if (operation.call == Call::create) return operation.run.empty() || runs_.contains("");
  if (!runs_.contains(operation.run)) return false;
  if (operation.call == Call::enrol) return stored(operation);
  if (operation.call != Call::end) return true;
  return !anything_open(operation.run.empty() ? nullptr : &operation.run, item);
}

/// Whether an operation other than `but` is open, in the run or (nullptr) anywhere.
bool Sender::anything_open(const std::string* run, const Item& but) const {
  return std::ranges::any_of(items_, [&](const Item& item) {
    return &item != &but && item.open() && (run == nullptr || item.operation.run == *run);
  });
}

/// Whether every file of the model that is to be registered has arrived.
bool Sender::stored(const Operation& enrolment) const {
  return std::ranges::all_of(
      items_, [&](const Item& item) { return !is_part_of(item.operation, enrolment) || item.state == State::done; });
}

std::optional<Run> Sender::run_of(const std::string& name) const {
  const auto at = runs_.find(name);
  return at == runs_.end() ? std::nullopt : std::optional(at->second);
}

void Sender::succeed(std::size_t number, const Delivered& delivered) {
  const auto& run = delivered.run;
  Item& item = items_[number];
  item.state = State::done;
  if (run) runs_[item.operation.run] = *run;
  if (!delivered.version.empty()) version_ = delivered.version;
  write_down([&] { journal_->done(number, run ? &*run : nullptr); });
  failures_in_a_row_ = 0;
  unreachable_ = false;
  moved_ = Clock::now().time_since_epoch().count();
}

void Sender::fail(std::size_t number, const ServiceError& error) {
  Item& item = items_[number];
  const bool opens_main = item.operation.run.empty() && (item.operation.call <= Call::use);
  if (error.outcome() == Outcome::closed || (error.outcome() == Outcome::refused && opens_main)) {
    return close(error.message(), error.hint());
  }
  if (error.outcome() == Outcome::refused) return refuse(number, error.message());
  const auto now = Clock::now();
  if (item.failures++ == 0) item.first_failure = now;
  const bool others_go_on = moved_.load() > item.first_failure.time_since_epoch().count();
  if (item.failures >= k_most_failures && others_go_on) {
    item.state = State::given_up;
    leave_unregistered(item.operation, nullptr);
  }
  const double pause = std::max(error.retry_after(), backoff_seconds(item.failures, random_draw()));
  item.not_before =
      now + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(pause, 60.0)));
  ++failures_in_a_row_;
  if (failures_in_a_row_ > 1) {
    for (Item& other : items_) other.not_before = std::max(other.not_before, item.not_before);
  }
  problem_ = error.message();
  hint_ = error.hint();
  unreachable_ = error.unreachable();
}

/// The server will never take it. What belongs to a run that was not made goes with it.
void Sender::refuse(std::size_t number, const std::string& words) {
  Item& item = items_[number];
  item.state = State::refused;
  refused_.insert(words);
  write_down([&] { journal_->refused(number, words); });
  failures_in_a_row_ = 0;
  moved_ = Clock::now().time_since_epoch().count();
  leave_unregistered(item.operation, &words);
  if (item.operation.call != Call::create) return;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].state == State::waiting && items_[i].operation.run == item.operation.run) refuse(i, words);
  }
}

/// A model that lacks a file is not registered: not yet, or (with the server's `words`) not at all.
void Sender::leave_unregistered(const Operation& artifact, const std::string* words) {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].operation.call != Call::enrol || !items_[i].open() || !is_part_of(artifact, items_[i].operation)) {
      continue;
    }
    items_[i].state = State::given_up;
    if (words != nullptr) refuse(i, *words);
  }
}

void Sender::close(const std::string& problem, const std::string& hint) {
  closed_ = true;
  problem_ = problem;
  hint_ = hint;
}

template <class Done>
void Sender::wait_until(std::unique_lock<std::mutex>& lock, double patience, const Cancellation* cancellation,
                        Done done) {
  const auto begin = Clock::now();
  for (Item& item : items_) item.not_before = std::min(item.not_before, begin);
  changed_.notify_all();
  while (!done() && !closed_ && !(cancellation != nullptr && cancellation->raised())) {
    const auto since = std::max(begin.time_since_epoch(), Clock::duration(moved_.load()));
    const double still = std::chrono::duration<double>(Clock::now().time_since_epoch() - since).count();
    const bool nobody_there = unreachable_ && !settings_.required;
    if (still > (nobody_there ? std::min(patience, k_unreachable_patience) : patience)) return;
    changed_.wait_for(lock, std::chrono::milliseconds(50));
  }
}

bool Sender::wait_for_main(double patience, const Cancellation* cancellation) {
  std::unique_lock lock(mutex_);
  wait_until(lock, patience, cancellation, [&] { return runs_.contains(""); });
  return runs_.contains("");
}

SendReport Sender::drain(double patience, const Cancellation* cancellation) {
  std::unique_lock lock(mutex_);
  wait_until(lock, patience, cancellation,
             [&] { return std::ranges::none_of(items_, [](const Item& item) { return item.open(); }); });
  stopping_ = true;
  changed_.notify_all();
  lock.unlock();
  for (std::thread& lane : std::exchange(lanes_, {})) lane.join();
  lock.lock();
  SendReport report;
  report.operations = std::ssize(items_);
  report.unsent = std::ranges::count_if(
      items_, [](const Item& item) { return item.state != State::done && item.state != State::refused; });
  report.problem = problem_.empty() ? "no answer in time" : problem_;
  report.hint = hint_;
  report.refused = refused_;
  report.main = run_of("");
  report.version = version_;
  return report;
}

void Sender::release() { journal_.reset(); }

void Sender::forget() {
  if (journal_) journal_->remove();
}

}  // namespace shoal::tracking
