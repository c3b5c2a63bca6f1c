#include "server/server.h"

#include "server/data_lock.h"
#include "server/fetch/address_rule.h"
#include "server/fetch/url_fetcher.h"
#include "server/files.h"
#include "server/front/front_door.h"
#include "server/kept_image.h"
#include "server/router.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <future>
#include <system_error>
#include <thread>

namespace facerec::server {
namespace {

constexpr std::size_t max_known_faces = 10'000; // at about 2 kB (LBPH), so that Detect cannot fill the memory

int engine_workers() { return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 8U)); }

// Links in answers lead where the client's own request went, which may know this machine by another name.
std::string link_base(const std::string &url, const std::string &host) {
  constexpr std::size_t longest = 255;
  const bool is_host = !host.empty() && host.size() <= longest && std::all_of(host.begin(), host.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == ':' || c == '-' || c == '[' || c == ']';
  });
  return is_host ? url.substr(0, url.find("://") + 3) + host : url;
}

// The parts of a running server, in the order in which they need one another.
class RunningServer final : public Server {
public:
  RunningServer(std::unique_ptr<DataLock> lock, std::unique_ptr<FrontDoor> door, std::unique_ptr<Store> store,
                std::shared_ptr<FaceEngine> engine, const ServeOptions &options)
      : lock_(std::move(lock)), door_(std::move(door)), store_(std::move(store)), engine_(std::move(engine)),
        urls_(options.allow_url_fetch ? make_url_fetcher(is_public) : nullptr), ready_file_(options.ready_file),
        keep_images_(options.keep_images), face_ids_(steady_clock(), max_known_faces),
        galleries_(*store_, engine_->encoder(), engine_->scale()),
        trainer_(*store_, galleries_, engine_->encoder(), [this](const GroupRef &group, const std::stop_token &stop) {
          encode_kept_images(*store_, *engine_, group, stop);
        }) {}
  ~RunningServer() override { stop(); }
  RunningServer(const RunningServer &) = delete;
  RunningServer &operator=(const RunningServer &) = delete;

  Result<void> listen(const HttpOptions &options);

  int port() const override { return front_->port(); }
  std::string base_url() const override { return front_->base_url(); }
  bool is_exposed() const override { return front_->is_exposed(); }
  std::string recognition() const override { return engine_->description(); }
  std::string key_source() const override { return door_->key_source(); }
  void stop() override;

private:
  Response handle(const Request &request);
  Result<void> announce();
  void withdraw();

  const std::unique_ptr<DataLock> lock_; // first: nothing of the folder is open without it
  const std::unique_ptr<FrontDoor> door_;
  const std::unique_ptr<Store> store_;
  const std::shared_ptr<FaceEngine> engine_;
  const std::unique_ptr<UrlFetcher> urls_; // null: none are fetched
  const std::string ready_file_;
  const bool keep_images_;
  FaceIdCache face_ids_;
  Galleries galleries_;
  Trainer trainer_;
  std::promise<std::string> url_known_;
  std::shared_future<std::string> url_ = url_known_.get_future().share(); // set once, when the port is known
  std::unique_ptr<HttpFront> front_;                                      // last: its threads use everything above
};

Response RunningServer::handle(const Request &request) {
  const std::string &url = url_.get();
  Service service{*store_,     *engine_,    face_ids_, galleries_, trainer_, link_base(url, request.host),
                  urls_.get(), keep_images_};
  return route(service, request);
}

void RunningServer::withdraw() {
  std::error_code ignored;
  if (!ready_file_.empty())
    std::filesystem::remove(ready_file_, ignored);
}

Result<void> RunningServer::announce() {
  if (ready_file_.empty())
    return {};
  return write_file_atomically(ready_file_, base_url() + "\n", 0644);
}

Result<void> RunningServer::listen(const HttpOptions &options) {
  withdraw(); // an earlier server's, which was killed
  Result<std::unique_ptr<HttpFront>> front =
      HttpFront::start(options, door_->handlers([this](const Request &request) { return handle(request); }));
  if (!front)
    return front.error();
  front_ = std::move(*front);
  url_known_.set_value(front_->base_url());
  return announce();
}

void RunningServer::stop() {
  if (front_) {
    withdraw();
    if (urls_)
      urls_->stop();
    front_->stop();
  }
  trainer_.stop();
  lock_->release(); // from here on nothing is written
}

} // namespace

Result<std::unique_ptr<Server>> Server::start(const ServeOptions &options) {
  if (options.data_dir.empty())
    return invalid_argument("the server needs a data directory");
  const Result<HttpOptions> http = http_options(options);
  if (!http)
    return http.error();
  if (const Result<void> made = make_private_directory(options.data_dir); !made)
    return made.error();
  Result<std::unique_ptr<DataLock>> lock = DataLock::take(options.data_dir);
  if (!lock)
    return lock.error();
  Result<std::unique_ptr<FrontDoor>> door = FrontDoor::make(options);
  if (!door)
    return door.error();
  Result<std::shared_ptr<FaceEngine>> engine = make_face_engine(options.models_dir, engine_workers());
  if (!engine)
    return engine.error();
  Result<std::unique_ptr<Store>> store = Store::open(std::filesystem::path(options.data_dir) / "faces.db");
  if (!store)
    return store.error();
  auto server = std::make_unique<RunningServer>(std::move(*lock), std::move(*door), std::move(*store),
                                                std::move(*engine), options);
  if (const Result<void> listening = server->listen(*http); !listening)
    return listening.error();
  return std::unique_ptr<Server>(std::move(server));
}

} // namespace facerec::server
