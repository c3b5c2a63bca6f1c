#include "overlay/label_cache.h"

#include <algorithm>
#include <utility>

namespace facerec {

LabelCache::LabelCache(std::size_t capacity, Render render)
    : capacity_(std::max<std::size_t>(capacity, 2)), render_(std::move(render)) {}

const CoverageMask &LabelCache::get(std::string_view text) {
  if (const auto found = by_text_.find(text); found != by_text_.end()) {
    labels_.splice(labels_.begin(), labels_, found->second);
    return labels_.front().mask;
  }
  labels_.push_front({std::string(text), render_(text)});
  by_text_.emplace(labels_.front().text, labels_.begin());
  if (labels_.size() > capacity_) {
    by_text_.erase(labels_.back().text);
    labels_.pop_back();
  }
  return labels_.front().mask;
}

void LabelCache::clear() {
  by_text_.clear();
  labels_.clear();
}

} // namespace facerec
