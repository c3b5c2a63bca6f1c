// Errors as values.
//
// Every function of the core that can fail returns a Result: either the value or an Error that names what was wrong
// and what to do about it. Nothing in the core throws on purpose; exceptions of libraries are caught where the library
// is called.
//
//   Result<Regions> regions = Regions::parse(text, labels);
//   if (!regions)
//     return regions.error();
//   use(*regions);
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace facerec {

enum class ErrorCode {
  InvalidArgument, // a value breaks a rule; the message names the value and the rule
  NotFound,        // a file, a group or a person that was named does not exist
  Unavailable,     // something outside did not answer; trying again later may work
  Unauthorized,    // the key was refused, or the account may not do this
  Malformed,       // data from outside is not what its format promises
  Cancelled,       // the caller asked to stop
  Internal,        // a library failed in a way that no input should be able to cause
};

struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string message; // one sentence for the user, without a trailing newline and without secrets

  friend bool operator==(const Error &, const Error &) = default;
};

// Holds a T or an E. Reading the side that is not there is a programming error (std::bad_variant_access).
template <class T, class E = Error> class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  bool ok() const { return state_.index() == 0; }

  T &value() & { return std::get<0>(state_); }
  const T &value() const & { return std::get<0>(state_); }
  T &&value() && { return std::get<0>(std::move(state_)); }

  T &operator*() & { return value(); }
  const T &operator*() const & { return value(); }
  T &&operator*() && { return std::move(*this).value(); }
  T *operator->() { return &value(); }
  const T *operator->() const { return &value(); }

  const E &error() const { return std::get<1>(state_); }

private:
  std::variant<T, E> state_;
};

// The outcome of something that has nothing to return but may fail.
template <class E> class [[nodiscard]] Result<void, E> {
public:
  Result() = default;
  Result(E error) : error_(std::move(error)) {}

  explicit operator bool() const { return !error_; }
  bool ok() const { return !error_; }
  const E &error() const { return error_.value(); }

private:
  std::optional<E> error_;
};

inline Error invalid_argument(std::string message) { return {ErrorCode::InvalidArgument, std::move(message)}; }

} // namespace facerec
