#include "cli/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <system_error>

#include "cli/layout.hpp"
#include "cli/terminal.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {
namespace {

std::string bar(std::int64_t done, std::int64_t total) {
  constexpr std::int64_t k_cells = 20;
  const std::int64_t full = done >= total ? k_cells : done * k_cells / total;
  std::string text;
  for (std::int64_t i = 0; i < k_cells; ++i) text += i < full ? "━" : "─";
  return text;
}

}  // namespace

std::string progress_text(std::string_view verb, std::int64_t done, std::int64_t total, std::string_view unit,
                          double seconds, std::size_t width) {
  std::string line = verb_column(verb);
  const auto add = [&](const std::string& part) {
    const std::string gap = line.ends_with(' ') ? "" : "  ";
    if (display_width(line) + gap.size() + display_width(part) < width) line += gap + part;
  };
  if (done <= 0) {
    add(human_seconds(seconds));
    return line;
  }
  const double rate = static_cast<double>(done) / std::max(seconds, 1e-3);
  add(total > 0 ? fmt::format("{}/{} {}", grouped(done), grouped(total), unit)
                : grouped(done) + " " + std::string(unit));
  if (total > 0) add(human_seconds(static_cast<double>(total - done) / rate) + " left");
  add(grouped(static_cast<std::int64_t>(rate)) + "/s");
  if (total > 0) add(bar(done, total));
  return line;
}

void ProgressLine::start(std::size_t width) {
  const std::lock_guard lock(mutex_);
  width_ = width;
  if (running_) return;
  try {
    running_ = true;
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    running_ = false;  // no thread to be had: the command goes on without the line
  }
}

void ProgressLine::stop() {
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
    erase();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ProgressLine::stage(std::string_view verb) {
  const std::lock_guard lock(mutex_);
  stage_ = {std::string(verb), {}, 0, 0, Clock::now()};
  count_ = {};
  erase();
}

void ProgressLine::advance(std::string_view verb, std::int64_t done, std::int64_t total, std::string_view unit) {
  const std::lock_guard lock(mutex_);
  if (total > 0 && done >= total) {
    count_ = {};
    return erase();
  }
  if (count_.verb != verb) count_ = {std::string(verb), std::string(unit), 0, 0, Clock::now()};
  count_.done = done;
  count_.total = total;
}

void ProgressLine::run() {
  constexpr auto k_interval = std::chrono::milliseconds(100);
  std::unique_lock lock(mutex_);
  while (running_) {
    changed_.wait_for(lock, k_interval);
    if (running_) draw();
  }
}

void ProgressLine::draw() {
  constexpr std::chrono::seconds k_long(1);
  const bool counted = !count_.verb.empty();
  const Work& work = counted ? count_ : stage_;
  const auto now = Clock::now();
  if (work.verb.empty() || (!counted && now - work.begin < k_long)) return;
  const double seconds = std::chrono::duration<double>(now - work.begin).count();
  std::fprintf(stderr, "\r\033[K%s",
               progress_text(work.verb, work.done, work.total, work.unit, seconds, width_).c_str());
  std::fflush(stderr);
  shown_ = true;
}

void ProgressLine::erase() {
  if (!shown_) return;
  std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace shoal::cli
