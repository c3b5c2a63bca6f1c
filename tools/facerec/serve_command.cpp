// facerec serve
#include "facerec/context.h"

#include "server/server.h"

#include <chrono>
#include <ostream>

namespace facerec::tool {
namespace {

// What the command line gives that is not yet checked.
struct ServeArguments {
  server::ServeOptions options;
  std::string latency;
  std::vector<std::string> faults;
};

Failure start_failure(const Error &error) {
  const bool is_usage = error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::NotFound;
  return {is_usage ? ExitCode::Usage : ExitCode::LocalFailure, "The server cannot start: " + error.message};
}

std::string joined(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts)
    text += (text.empty() ? "" : ",") + part;
  return text;
}

Result<void> read_behaviours(const ServeArguments &arguments, server::Behaviours &behaviours) {
  if (!arguments.latency.empty()) {
    const Result<server::Latency> latency = server::parse_latency(arguments.latency);
    if (!latency)
      return latency.error();
    behaviours.latency = *latency;
  }
  Result<std::vector<server::FaultRule>> faults = server::parse_faults(joined(arguments.faults));
  if (!faults)
    return faults.error();
  behaviours.faults = std::move(*faults);
  return behaviours.tps ? server::check_tps(*behaviours.tps) : Result<void>();
}

void print_where(std::ostream &out, const server::Server &server, const server::ServeOptions &options) {
  out << "Listening at " << server.base_url() << " (" << server.recognition() << "). The key is in "
      << server.key_source() << ". Ctrl-C ends it." << std::endl;
  if (server.is_exposed())
    out << "WARNING: Other machines can reach this server, and nothing is encrypted (--insecure): whoever is on the "
           "way can read keys and pictures."
        << std::endl;
  if (options.admin)
    out << "Behaviours can be changed at " << server.base_url() << "/admin/behaviours from this machine." << std::endl;
}

Outcome serve(const Context &context, const ServeArguments &arguments) {
  server::ServeOptions options = arguments.options;
  options.key_file = context.options.key_file;
  options.warn = [&err = context.environment.err](const std::string &message) {
    err << "facerec: " + message + ".\n" << std::flush;
  };
  if (const Result<void> read = read_behaviours(arguments, options.behaviours); !read)
    return start_failure(read.error());
  const auto server = server::Server::start(options);
  if (!server)
    return start_failure(server.error());
  print_where(context.environment.out, **server, options);
  while (context.environment.wait(std::chrono::hours(1), context.environment.stop)) {
  }
  (*server)->stop();
  return ExitCode::Ok;
}

void add_data_options(CLI::App &command, server::ServeOptions &options) {
  command.add_option("--data", options.data_dir, "Folder for groups, people and the key; made where it is not there")
      ->type_name("DIR")
      ->capture_default_str();
  command.add_option("--models", options.models_dir, "Folder with ONNX models (YuNet, SFace); without: Haar and LBPH")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
  command.add_flag("--keep-images", options.keep_images,
                   "Keep the picture of each face that is added, so that another recognizer can learn it; it goes with "
                   "the face. Without: only what the recognizer has learned");
  command.add_flag("--allow-url-fetch", options.allow_url_fetch,
                   "Fetch pictures that clients name by URL; never from this machine or private networks");
}

void add_listen_options(CLI::App &command, server::ServeOptions &options) {
  command.add_option("--port", options.port, "Port; 0: one that is free")->capture_default_str();
  command
      .add_option("--listen", options.address,
                  "Address of this machine to listen at. One that other machines reach needs --tls-cert and "
                  "--tls-key, or --insecure")
      ->type_name("ADDRESS")
      ->capture_default_str();
  command.add_option("--tls-cert", options.tls_cert, "Certificate for https, with those of intermediate authorities")
      ->type_name("PEM");
  command.add_option("--tls-key", options.tls_key, "The certificate's key, without a passphrase")->type_name("PEM");
  command.add_flag("--insecure", options.insecure, "Permit plain http to other machines");
  command.add_option("--ready-file", options.ready_file, "File that gets the server's URL once it listens")
      ->type_name("FILE");
}

void add_limit_options(CLI::App &command, server::ServeOptions &options) {
  command.add_option("--max-connections", options.max_connections, "Most connections at once")
      ->check(CLI::Range(1, server::most_connections))
      ->capture_default_str();
  command
      .add_option("--max-connections-per-client", options.max_connections_per_client,
                  "Most connections of one address at once (default: all of them at loopback, else 64)")
      ->check(CLI::Range(1, server::most_connections));
  command
      .add_option("--max-requests-per-client", options.max_requests_per_client,
                  "Most requests of one address in any one second; 0: no limit (default: 0 at loopback, else 100)")
      ->check(CLI::Range(0, server::max_tps));
}

void add_behaviour_options(CLI::App &command, const std::shared_ptr<ServeArguments> &arguments) {
  server::ServeOptions &options = arguments->options;
  command.add_option("--tps", options.behaviours.tps, "Serve N requests in any one second, answer 429 to the others")
      ->type_name("N");
  command
      .add_option("--quota", options.behaviours.quota,
                  "Serve N requests in all, answer 403 (out of quota) to later ones")
      ->type_name("N");
  command
      .add_option("--latency", arguments->latency,
                  "Let answers wait: milliseconds, 120, 120±30 or 120+-30 (evenly spread over 90 to 150)")
      ->type_name("MEAN±SPREAD");
  command.add_flag("--deny-identify", options.behaviours.deny_identify,
                   "Refuse identify and verify as Azure does without Limited Access approval (403)");
  command
      .add_option("--fault", arguments->faults,
                  "Go wrong: OPERATION:KIND or OPERATION:KIND*COUNT, several with commas between them; see below")
      ->allow_extra_args(false)
      ->type_name("RULES");
  command.add_flag("--admin", options.admin, "Let behaviours be changed at /admin/behaviours, from this machine");
  command.add_option("--request-log", options.request_log, "File that gets a line of JSON for each request")
      ->type_name("FILE");
}

std::string footer() {
  return "\nThe keys that clients may send are --key-file's (one or two lines: two keys, so that they can be changed "
         "one "
         "after the other; a changed file is read again), else FACE_APIKEY, else one that is made and kept in the data "
         "folder.\n\n--fault 'detect:503*3,identify:reset': three answers of detect are 503, and no identify is ever "
         "answered. The first rule that fits is used. OPERATION is * or one of " +
         server::list_of(server::fault_operations()) + ". KIND is one of " + server::list_of(server::fault_kinds()) +
         ".\n\nCtrl-C or SIGTERM ends the server; that is exit code 0.\n";
}

} // namespace

void add_serve_command(CLI::App &app, Context &context) {
  CLI::App *command = app.add_subcommand("serve", "Run a server that speaks the Azure Face REST API on this machine");
  auto arguments = std::make_shared<ServeArguments>();
  arguments->options.data_dir = "facerec-data";
  add_listen_options(*command, arguments->options);
  add_data_options(*command, arguments->options);
  add_limit_options(*command, arguments->options);
  add_behaviour_options(*command, arguments);
  command->footer(footer() + command->get_footer());
  command->callback(
      [&context, arguments] { context.action = [&context, arguments] { return serve(context, *arguments); }; });
}

} // namespace facerec::tool
