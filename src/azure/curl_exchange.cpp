#include "azure/curl_exchange.h"

#include "facerec/base/text.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <exception>
#include <utility>

namespace facerec::azure {
namespace {

// What comes in, bounded.
struct Incoming {
  HttpResponse response;
  std::size_t room = 0; // bytes of headers and body that may still come
  bool too_large = false;

  bool accept(std::size_t size) {
    too_large = too_large || size > room;
    room -= too_large ? 0 : size;
    return !too_large;
  }
};

void take_header_line(HttpResponse &response, std::string_view line) {
  if (line.starts_with("HTTP/")) { // the status line; after an interim answer (1xx) another one follows
    response.headers.clear();
    return;
  }
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    response.headers.emplace_back(to_lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
}

// Callbacks of libcurl: anything but `count` ends the transfer. No exception may pass through C.
std::size_t on_header(char *data, std::size_t, std::size_t count, void *user) {
  auto &incoming = *static_cast<Incoming *>(user);
  try {
    if (!incoming.accept(count))
      return 0;
    take_header_line(incoming.response, {data, count});
    return count;
  } catch (const std::exception &) {
    return 0;
  }
}

std::size_t on_body(char *data, std::size_t, std::size_t count, void *user) {
  auto &incoming = *static_cast<Incoming *>(user);
  try {
    if (!incoming.accept(count))
      return 0;
    incoming.response.body.append(data, count);
    return count;
  } catch (const std::exception &) {
    return 0;
  }
}

// A line end in a value would start a header of its own.
bool is_clean(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

// libcurl's form of a header: "Name: value", and "Name;" for one without a value.
std::string header_line(const std::pair<std::string, std::string> &header) {
  return header.second.empty() ? header.first + ";" : header.first + ": " + header.second;
}

using HeaderList = std::unique_ptr<curl_slist, CurlDelete>;

bool append(HeaderList &list, const std::string &line) {
  curl_slist *longer = curl_slist_append(list.get(), line.c_str());
  if (!longer)
    return false;
  static_cast<void>(list.release());
  list.reset(longer);
  return true;
}

Result<HeaderList, HttpError> header_list(const HttpRequest &request) {
  HeaderList list;
  // Without these two libcurl would wait for "100 Continue" and call any body a web form.
  bool complete = append(list, "Expect:");
  bool typed = false;
  for (const auto &header : request.headers) {
    if (!is_clean(header.first) || !is_clean(header.second))
      return HttpError{HttpFailure::Transport,
                       "the value of header \"" + shorten(header.first, 64) + "\" holds a control character"};
    typed = typed || to_lower(header.first) == "content-type";
    complete = complete && append(list, header_line(header));
  }
  if (!typed)
    complete = complete && append(list, "Content-Type:");
  if (!complete)
    return HttpError{HttpFailure::Transport, "out of memory"};
  return list;
}

// Keeps the easy handle in the multi handle for the time of a transfer.
class Attached {
public:
  Attached(CURLM *multi, CURL *easy)
      : multi_(multi), easy_(easy), ok_(curl_multi_add_handle(multi, easy) == CURLM_OK) {}
  ~Attached() {
    if (ok_)
      curl_multi_remove_handle(multi_, easy_);
  }
  Attached(const Attached &) = delete;
  Attached &operator=(const Attached &) = delete;
  bool ok() const { return ok_; }

private:
  CURLM *multi_;
  CURL *easy_;
  bool ok_;
};

long milliseconds(std::chrono::milliseconds time) {
  // Zero would mean "for ever".
  return static_cast<long>(std::clamp<std::chrono::milliseconds::rep>(time.count(), 1, 24 * 3600 * 1000));
}

// libcurl sends a request again by itself where a kept connection breaks before any answer. Whoever counts and pays for
// calls cannot have that: the second sending is refused, and the caller decides.
int on_sending(void *user, char *, char *, int, int) {
  auto &sent = *static_cast<bool *>(user);
  return std::exchange(sent, true) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

// Here and not at the URL, because only here it is known where a name leads.
curl_socket_t open_socket(void *options, curlsocktype, curl_sockaddr *address) {
  if (!static_cast<const CurlOptions *>(options)->may_connect(address->addr))
    return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

} // namespace

CurlExchange::CurlExchange(const CurlOptions &options)
    : options_(options), multi_(curl_multi_init()), easy_(curl_easy_init()) {}

Result<HttpResponse, HttpError> CurlExchange::perform(const HttpRequest &request, const std::stop_token &stop) {
  if (!multi_ || !easy_)
    return HttpError{HttpFailure::Transport, "libcurl could not be initialised"};
  if (auto error = configure(request))
    return *error;

  Incoming incoming;
  incoming.room = options_.max_response_bytes;
  std::array<char, CURL_ERROR_SIZE> details{};
  curl_easy_setopt(easy_.get(), CURLOPT_ERRORBUFFER, details.data());
  curl_easy_setopt(easy_.get(), CURLOPT_HEADERDATA, &incoming);
  curl_easy_setopt(easy_.get(), CURLOPT_WRITEDATA, &incoming);
  bool sent = false;
  curl_easy_setopt(easy_.get(), CURLOPT_PREREQDATA, &sent);

  const std::optional<CURLcode> ended = drive(stop);
  curl_easy_setopt(easy_.get(), CURLOPT_ERRORBUFFER, nullptr);
  if (!ended)
    return HttpError{HttpFailure::Cancelled, "the request was cancelled"};
  if (incoming.too_large)
    return HttpError{HttpFailure::TooLarge,
                     "the answer is larger than " + std::to_string(options_.max_response_bytes) + " bytes"};
  if (*ended != CURLE_OK)
    return failure(*ended, details.data());
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  incoming.response.status = static_cast<int>(status);
  return std::move(incoming.response);
}

std::optional<HttpError> CurlExchange::configure(const HttpRequest &request) {
  CURL *easy = easy_.get();
  curl_easy_reset(easy); // options only: connections stay
  auto headers = header_list(request);
  if (!headers)
    return headers.error();
  headers_ = std::move(*headers);
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  // Else an abort would wait for a name server that does not answer.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds(request.timeout));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(request.timeout, options_.connect_timeout)));
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_sending);
  // Plain http is for this machine: a proxy of the environment would read the key.
  if (options_.may_connect || to_lower(request.url.substr(0, 7)) == "http://")
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
  set_security();
  set_method(request);
  return std::nullopt;
}

void CurlExchange::set_security() {
  CURL *easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L); // the key header would travel along
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (options_.may_connect) {
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &options_);
  }
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr); // the given authorities only
  }
}

void CurlExchange::set_method(const HttpRequest &request) {
  CURL *easy = easy_.get();
  const bool may_be_bare = request.method == Method::Get || request.method == Method::Delete;
  if (!may_be_bare || !request.body.empty()) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                     request.body.empty() ? "" : reinterpret_cast<const char *>(request.body.data()));
  }
  if (request.method != Method::Get && request.method != Method::Post)
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, to_string(request.method).data());
}

std::optional<CURLcode> CurlExchange::drive(const std::stop_token &stop) {
  const Attached attached(multi_.get(), easy_.get());
  if (!attached.ok())
    return CURLE_FAILED_INIT;
  const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi_.get()); });
  while (!stop.stop_requested()) {
    int running = 0;
    if (curl_multi_perform(multi_.get(), &running) != CURLM_OK)
      return CURLE_FAILED_INIT;
    if (running == 0)
      return result();
    if (curl_multi_poll(multi_.get(), nullptr, 0, 1000, nullptr) != CURLM_OK)
      return CURLE_FAILED_INIT;
  }
  return std::nullopt;
}

CURLcode CurlExchange::result() {
  int left = 0;
  while (const CURLMsg *message = curl_multi_info_read(multi_.get(), &left))
    if (message->msg == CURLMSG_DONE)
      return message->data.result;
  return CURLE_FAILED_INIT;
}

HttpError CurlExchange::failure(CURLcode code, const std::string &details) const {
  const HttpFailure kind = code == CURLE_OPERATION_TIMEDOUT ? HttpFailure::Timeout : HttpFailure::Transport;
  return {kind, shorten(details.empty() ? curl_easy_strerror(code) : details, 256)};
}

} // namespace facerec::azure
