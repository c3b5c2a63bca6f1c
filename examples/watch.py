#!/usr/bin/python3
"""Watch a video, a camera or the test source, and say who is recognized.

    FACE_APIKEY=any-key-you-like facerec serve --port 5000 &
    FACE_APIKEY=any-key-you-like examples/watch.py visitors.mp4 --endpoint http://127.0.0.1:5000 --group staff \\
        --video named.webm --lines named.jsonl

Builds a pipeline around facerecazure, prints the element's messages as they come, and at the end what the lookups
cost. Ctrl-C ends the stream properly, so that the files are whole; a second Ctrl-C ends at once.
"""

import argparse
import os
import sys

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, GObject, Gst  # noqa: E402

END_OF_STREAM_LIMIT = 30  # seconds that the pipeline may take to finish its files


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="a video file, a camera like /dev/video0, or 'test' for procedural people")
    parser.add_argument("--endpoint", default=os.environ.get("FACE_ENDPOINT", ""), help="default: FACE_ENDPOINT")
    parser.add_argument("--key-file", help="file with the key of the service (default: the key in FACE_APIKEY)")
    parser.add_argument("--group", required=True, help="id of the person group")
    parser.add_argument("--model", help="YuNet ONNX file for facerecdetect (default: the Haar cascade)")
    parser.add_argument("--set", action="append", default=[], metavar="[ELEMENT.]NAME=VALUE",
                        help="a property of facerecazure, or of source, detect, track: --set rois=0,0,0.5,0,0.5,1,0,1")
    parser.add_argument("--video", help="write the video with names here, as WebM")
    parser.add_argument("--lines", help="write one JSON line a frame here")
    parser.add_argument("--display", action="store_true", help="show the video in a window")
    parser.add_argument("--frames", type=int, default=375, help="length of the test source (default: %(default)s)")
    return parser.parse_args()


def source_description(source):
    """The pipeline's head, up to raw video in system memory."""
    if source == "test":
        return "facerectestsrc name=source ! video/x-raw,width=1280,height=720,framerate=25/1"
    if source.startswith("/dev/"):
        return "v4l2src name=source ! decodebin ! videoconvert"
    return "filesrc name=source ! decodebin ! videoconvert"


def pipeline_description(arguments):
    # Behind facerectrack nothing may convert or scale: videoconvert drops the track ids.
    head = f"{source_description(arguments.source)} ! queue max-size-buffers=8 ! facerecdetect name=detect"
    branches = ["t. ! queue ! fakesink sync=false"]
    if arguments.video:
        branches.append("t. ! queue ! videoconvert ! vp8enc deadline=1 cpu-used=6 threads=2 target-bitrate=4000000"
                        " ! webmmux ! filesink name=video")
    if arguments.lines:
        branches.append("t. ! queue ! facerecjson ! filesink name=lines")
    if arguments.display:
        branches.append("t. ! queue leaky=downstream ! videoconvert ! autovideosink")
    return f"{head} ! facerectrack name=track ! facerecazure name=azure ! tee name=t " + " ".join(branches)


def has_taken(element, name, text):
    """Whether a property now has this value: GStreamer keeps the old one of a mistyped value, and says nothing."""
    value = element.get_property(name)
    if isinstance(value, GObject.GEnum):
        return text in (value.value_nick, value.value_name, str(int(value)))
    if isinstance(value, bool):
        return text.lower() in (("true", "yes", "1") if value else ("false", "no", "0"))
    if isinstance(value, (int, float)):
        try:
            return float(text) == float(value)
        except ValueError:
            return False
    return True


def set_properties(pipeline, arguments):
    """Values go in as properties, not as pipeline text: a file name may hold anything."""

    def put(element, name, value):
        target = pipeline.get_by_name(element)
        if target is None or target.find_property(name) is None:
            sys.exit(f"watch.py: there is no property {element}.{name}")
        Gst.util_set_object_arg(target, name, value)
        if not has_taken(target, name, value):
            sys.exit(f"watch.py: {element}.{name} cannot be \"{value}\"")

    put("azure", "azure-endpoint", arguments.endpoint)
    put("azure", "person-group-id", arguments.group)
    if arguments.key_file:
        put("azure", "azure-api-key-file", arguments.key_file)
    # A file can wait for its names, a camera cannot.
    put("azure", "mode", "live" if arguments.source.startswith("/dev/") else "offline")
    if arguments.model:
        put("detect", "model", arguments.model)
    if arguments.source == "test":
        put("source", "num-buffers", str(arguments.frames))
    else:
        put("source", "device" if arguments.source.startswith("/dev/") else "location", arguments.source)
    for sink in ("video", "lines"):
        if getattr(arguments, sink):
            put(sink, "location", getattr(arguments, sink))
    for setting in arguments.set:
        name, equals, value = setting.partition("=")
        element, dot, own_name = name.rpartition(".")
        put(element if dot else "azure", own_name, value)


class Watcher:
    """Runs a pipeline on a main loop and prints what facerecazure says."""

    def __init__(self, pipeline):
        self.pipeline = pipeline
        self.loop = GLib.MainLoop()
        self.error = None
        self.interrupted = False
        bus = pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message", self.on_message)
        for signal in (2, 15):  # SIGINT, SIGTERM
            GLib.unix_signal_add(GLib.PRIORITY_HIGH, signal, self.on_signal)

    def run(self):
        """Returns an exit code: 0 at the end of the stream, 1 after an error, 130 after Ctrl-C."""
        if self.pipeline.set_state(Gst.State.PLAYING) == Gst.StateChangeReturn.FAILURE:
            GLib.timeout_add(100, self.loop.quit)  # the bus holds the reason
        self.loop.run()
        if not self.error:
            self.print_cost()
        self.pipeline.set_state(Gst.State.NULL)
        if self.error:
            print(f"watch.py: {self.error}", file=sys.stderr)
            return 1
        return 130 if self.interrupted else 0

    def on_signal(self):
        if self.interrupted:
            self.loop.quit()
            return GLib.SOURCE_REMOVE
        self.interrupted = True
        self.pipeline.send_event(Gst.Event.new_eos())
        GLib.timeout_add_seconds(END_OF_STREAM_LIMIT, self.loop.quit)
        return GLib.SOURCE_CONTINUE

    def on_message(self, _bus, message):
        if message.type == Gst.MessageType.EOS:
            self.loop.quit()
        elif message.type == Gst.MessageType.ERROR:
            error, detail = message.parse_error()
            self.error = f"{message.src.get_name()}: {error.message}"
            print(detail, file=sys.stderr)
            self.loop.quit()
        elif message.type == Gst.MessageType.WARNING:
            print(f"{message.src.get_name()}: {message.parse_warning()[0].message}", file=sys.stderr)
        elif message.type == Gst.MessageType.ELEMENT and message.get_structure().get_name() == "facerecazure":
            self.print_event(message.get_structure())

    def print_event(self, event):
        kind = event.get_string("event")
        track = event.get_value("track_id") if event.has_field("track_id") else "?"
        who = event.get_string("label") or "somebody"
        text = f"{kind:>12}: {who}, track {track}"
        if event.has_field("confidence"):
            text += f", confidence {event.get_value('confidence'):.2f}"
        if event.has_field("rois"):
            text += " in " + ", ".join(event.get_value("rois") or ["no region"])
        print(text, flush=True)

    def print_cost(self):
        stats = self.pipeline.get_by_name("azure").get_property("stats")
        print("\nWhat it cost:")
        for name, value in fields(stats):
            print(f"  {name}: {value}")


def fields(structure, prefix=""):
    """Every field of a structure, those of nested structures as OUTER.INNER."""
    for index in range(structure.n_fields()):
        name = structure.nth_field_name(index)
        value = structure.get_value(name)
        if isinstance(value, Gst.Structure):
            yield from fields(value, f"{prefix}{name}.")
        else:
            yield prefix + name, f"{value:.3f}" if isinstance(value, float) else value


def main():
    arguments = parse_arguments()
    Gst.init(None)
    try:
        pipeline = Gst.parse_launch(pipeline_description(arguments))
    except GLib.Error as error:
        sys.exit(f"watch.py: {error.message} (is the plugin in GST_PLUGIN_PATH?)")
    set_properties(pipeline, arguments)
    return Watcher(pipeline).run()


if __name__ == "__main__":
    sys.exit(main())
