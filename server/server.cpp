#include "server/server.h"

#include "server/data_lock.h"
#include "server/errors.h"
#include "server/files.h"
#include "server/http_front.h"
#include "server/image_decoder.h"
#include "server/kept_image.h"
#include "server/key.h"
#include "server/router.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <system_error>
#include <thread>

namespace facerec::server {
namespace {

constexpr std::size_t max_known_faces = 10'000; // at about 70 kB (LBPH), so that Detect cannot fill the memory

int engine_workers() { return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 8U)); }

// The parts of a running server, in the order in which they need one another.
class RunningServer final : public Server {
public:
  RunningServer(std::unique_ptr<DataLock> lock, Key key, std::unique_ptr<Store> store,
                std::shared_ptr<FaceEngine> engine, std::string ready_file, bool keep_images)
      : lock_(std::move(lock)), key_(std::move(key)), store_(std::move(store)), engine_(std::move(engine)),
        ready_file_(std::move(ready_file)), keep_images_(keep_images), face_ids_(steady_clock(), max_known_faces),
        galleries_(*store_, engine_->encoder(), engine_->scale()),
        trainer_(*store_, galleries_, engine_->encoder(), [this](const GroupRef &group, const std::stop_token &stop) {
          encode_kept_images(*store_, *engine_, group, stop);
        }) {}
  ~RunningServer() override { stop(); }
  RunningServer(const RunningServer &) = delete;
  RunningServer &operator=(const RunningServer &) = delete;

  Result<void> listen(const ServeOptions &options);

  int port() const override { return front_->port(); }
  std::string base_url() const override { return front_->base_url(); }
  std::string recognition() const override { return engine_->description(); }
  std::string key_source() const override { return key_.source; }
  void stop() override;

private:
  Response handle(const Request &request);
  Result<void> announce();
  void withdraw();

  const std::unique_ptr<DataLock> lock_; // first: nothing of the folder is open without it
  const Key key_;
  const std::unique_ptr<Store> store_;
  const std::shared_ptr<FaceEngine> engine_;
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
  if (!same_key(key_.value, request.key))
    return access_denied();
  Service service{*store_, *engine_, face_ids_, galleries_, trainer_, url_.get(), keep_images_};
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

Result<void> RunningServer::listen(const ServeOptions &options) {
  withdraw(); // an earlier server's, which was killed
  const HttpOptions http{.address = options.address,
                         .port = options.port,
                         .max_connections = options.max_connections,
                         .max_body_bytes = max_image_bytes};
  Result<std::unique_ptr<HttpFront>> front =
      HttpFront::start(http, [this](const Request &request) { return handle(request); });
  if (!front)
    return front.error();
  front_ = std::move(*front);
  url_known_.set_value(front_->base_url());
  return announce();
}

void RunningServer::stop() {
  if (front_) {
    withdraw();
    front_->stop();
  }
  trainer_.stop();
  lock_->release(); // from here on nothing is written
}

} // namespace

Result<std::unique_ptr<Server>> Server::start(const ServeOptions &options) {
  if (options.data_dir.empty())
    return invalid_argument("the server needs a data directory");
  if (options.max_connections < 1)
    return invalid_argument("max_connections is " + std::to_string(options.max_connections) +
                            "; it must be at least 1");
  if (const Result<void> made = make_private_directory(options.data_dir); !made)
    return made.error();
  Result<std::unique_ptr<DataLock>> lock = DataLock::take(options.data_dir);
  if (!lock)
    return lock.error();
  Result<Key> key = load_key(options);
  if (!key)
    return key.error();
  Result<std::shared_ptr<FaceEngine>> engine = make_face_engine(options.models_dir, engine_workers());
  if (!engine)
    return engine.error();
  Result<std::unique_ptr<Store>> store = Store::open(std::filesystem::path(options.data_dir) / "faces.db");
  if (!store)
    return store.error();
  auto server = std::make_unique<RunningServer>(std::move(*lock), std::move(*key), std::move(*store),
                                                std::move(*engine), options.ready_file, options.keep_images);
  if (const Result<void> listening = server->listen(options); !listening)
    return listening.error();
  return std::unique_ptr<Server>(std::move(server));
}

} // namespace facerec::server
