// Holds an object's lock for a scope.
#pragma once

#include <gst/gst.h>

namespace facerec::gst {

class ObjectLock {
public:
  explicit ObjectLock(gpointer object) : object_(GST_OBJECT(object)) { GST_OBJECT_LOCK(object_); }
  ~ObjectLock() { GST_OBJECT_UNLOCK(object_); }
  ObjectLock(const ObjectLock &) = delete;
  ObjectLock &operator=(const ObjectLock &) = delete;

private:
  GstObject *object_;
};

} // namespace facerec::gst
