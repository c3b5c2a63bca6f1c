// facerec serve
#include "facerec/context.h"

#include "server/server.h"

#include <chrono>
#include <ostream>

namespace facerec::tool {
namespace {

Failure start_failure(const Error &error) {
  const bool is_usage = error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::NotFound;
  return {is_usage ? ExitCode::Usage : ExitCode::LocalFailure, "The server cannot start: " + error.message};
}

void print_where(std::ostream &out, const server::Server &server) {
  out << "Listening at " << server.base_url() << " (" << server.recognition() << "). The key is in "
      << server.key_source() << ". Ctrl-C ends it." << std::endl;
}

Outcome serve(const Context &context, server::ServeOptions options) {
  options.key_file = context.options.key_file;
  const auto server = server::Server::start(options);
  if (!server)
    return start_failure(server.error());
  print_where(context.environment.out, **server);
  while (context.environment.wait(std::chrono::hours(1), context.environment.stop)) {
  }
  (*server)->stop();
  return ExitCode::Ok;
}

} // namespace

void add_serve_command(CLI::App &app, Context &context) {
  CLI::App *command = app.add_subcommand("serve", "Run a server that speaks the Azure Face REST API on this machine");
  auto options = std::make_shared<server::ServeOptions>();
  options->data_dir = "facerec-data";
  command->add_option("--port", options->port, "Port; 0: one that is free")->capture_default_str();
  command->add_option("--listen", options->address, "Address of this machine to listen at")
      ->type_name("ADDRESS")
      ->capture_default_str();
  command->add_option("--data", options->data_dir, "Folder for groups, people and the key; made where it is not there")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--models", options->models_dir, "Folder with ONNX models (YuNet, SFace); without: Haar and LBPH")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
  command->add_flag(
      "--keep-images", options->keep_images,
      "Keep the picture of each face that is added, so that another recognizer can learn it; it goes with "
      "the face. Without: only what the recognizer has learned");
  command->add_option("--ready-file", options->ready_file, "File that gets the server's URL once it listens")
      ->type_name("FILE");
  command->footer(
      "\nThe key that clients must send is --key-file's, else FACE_APIKEY, else one that is made and kept in "
      "the data folder.\nCtrl-C or SIGTERM ends the server; that is exit code 0.\n" +
      command->get_footer());
  command->callback([&context, options] { context.action = [&context, options] { return serve(context, *options); }; });
}

} // namespace facerec::tool
