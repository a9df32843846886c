// What the faces of a device have in common.
#pragma once

#include <functional>
#include <utility>

#include "shoal/points.hpp"
#include "shoal/threads.hpp"

namespace shoal {

/// A face of a device: a family of passes over points. Each pass is a public function that asks place() where to make it
/// and a virtual do_ function that makes it there; the do_ function of the family is the definition (src/device), on the
/// host. A device overrides the do_ functions that it has a faster way for. A device made of others overrides place()
/// alone, so that it has every pass of the family, those to come included.
template <class Face>
class Passes {
 public:
  virtual ~Passes() = default;

  /// `hook(what)` is called before a pass that runs by its definition. It may throw; nothing is done then.
  void when_by_definition(std::function<void(const char* what)> hook) { hook_ = std::move(hook); }

  using Work = std::function<void(Face&, const Points&)>;

  /// Calls work(face, points) with the face that makes the pass and the points as that face knows them. `what` names what
  /// is made, for people.
  virtual void place(ThreadPool& /*threads*/, const Points& x, const char* /*what*/, const Work& work) {
    work(static_cast<Face&>(*this), x);
  }

 protected:
  /// place() without a copy of `work`.
  template <class Body>
  void dispatch(ThreadPool& threads, const Points& x, const char* what, const Body& body) {
    place(threads, x, what, std::cref(body));
  }
  /// Every definition begins with this.
  void by_definition(const char* what) const {
    if (hook_) hook_(what);
  }

 private:
  std::function<void(const char* what)> hook_;
};

}  // namespace shoal
