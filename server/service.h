// What the operations work on.
#pragma once

#include "server/face_engine.h"
#include "server/face_id_cache.h"
#include "server/galleries.h"
#include "server/store.h"
#include "server/trainer.h"

#include <string>

namespace facerec::server {

class UrlFetcher;

// The parts live as long as the server; all of them may be used from any thread.
struct Service {
  Store &store;
  FaceEngine &engine;
  FaceIdCache &face_ids;
  Galleries &galleries;
  Trainer &trainer;
  std::string base_url;       // for links in answers
  UrlFetcher *urls = nullptr; // null: pictures named by URL are refused
  bool keep_images = false;   // of the faces that are added
};

} // namespace facerec::server
