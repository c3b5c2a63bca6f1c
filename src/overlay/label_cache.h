// Rendered labels, the latest used ones first.
#pragma once

#include "overlay/coverage_mask.h"

#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace facerec {

class LabelCache {
public:
  using Render = std::function<CoverageMask(std::string_view text)>;

  // Keeps at most `capacity` labels (at least 2); `render` makes one that is not there.
  LabelCache(std::size_t capacity, Render render);

  // Valid until capacity - 1 other texts have been asked for, or the cache is cleared.
  const CoverageMask &get(std::string_view text);

  void clear();
  std::size_t size() const { return labels_.size(); }

private:
  struct Label {
    std::string text;
    CoverageMask mask;
  };

  std::size_t capacity_;
  Render render_;
  std::list<Label> labels_;
  std::unordered_map<std::string_view, std::list<Label>::iterator> by_text_; // the keys are in the list
};

} // namespace facerec
