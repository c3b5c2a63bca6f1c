#!/usr/bin/env python3
"""Compare what facerecjson wrote of a video with the truth about it.

    bench/evaluate.py out/demo.jsonl truth.csv [--enrolled signer_a,signer_b] [--json]

Says how many tracks were named right, wrong or not at all, and how soon and for how long each person was named while
visible. Three kinds of truth files are told apart by their columns:

  identity,tile_x,tile_y,tile_w,tile_h,t_start_s,t_end_s   who is in which part of the picture from when to when
  first_frame,last_frame,identity[,other_visible]          the one person in the picture, by frames
  frame,identity,x,y,w,h,visible_fraction                  the one person's box, frame by frame

A track is *wrong* as soon as one of its frames carries another name than that of the person there; *right* where it was
named and never wrong; *unnamed* where it never had a name. A track that was never on anybody whom the truth knows is
*stray* (a false detection, or a bystander): naming it is wrong. A named frame of another track with nobody in that
place is a *ghost*: the tracker holds on to a box whose face has left. Ghosts are counted apart, since they say something
of the tracker and nothing of the recognition. Tracks shorter than --shortest frames and never named are left out.
Exit code 1: somebody was named wrongly, or an enrolled person was visible and never named.
"""

import argparse
import collections
import csv
import json
import sys

VISIBLE = 0.9  # share of the face's box inside the picture from which it counts as visible


class Truth:
    """Who is where. at(frame, time, x, y): an identity, None (nobody) or "?" (not known)."""

    def __init__(self, rows):
        self.rows = rows

    def appearances(self, frame, time):
        """The (key, identity) of every appearance that is fully visible in this frame."""
        return [(index, row["identity"]) for index, row in enumerate(self.rows) if self.visible(row, frame, time)]


class TileTruth(Truth):
    def visible(self, row, _frame, time):
        return float(row["t_start_s"]) <= time < float(row["t_end_s"])

    def at(self, frame, time, x, y):
        for row in self.rows:
            left, top = float(row["tile_x"]), float(row["tile_y"])
            inside = left <= x < left + float(row["tile_w"]) and top <= y < top + float(row["tile_h"])
            if inside and self.visible(row, frame, time):
                return row["identity"]
        return None


class CutTruth(Truth):
    def visible(self, row, frame, _time):
        return int(row["first_frame"]) <= frame <= int(row["last_frame"])

    def at(self, frame, time, x, _y):
        for row in self.rows:
            if self.visible(row, frame, time):
                return "?" if row.get("other_visible") and x > 0.8 * self.width else row["identity"]
        return None


class BoxTruth(Truth):
    """One row a frame; consecutive visible rows of one person are one appearance."""

    def __init__(self, rows):
        super().__init__(rows)
        self.keys, key, last = {}, 0, None
        for row in rows:
            now = row["identity"] if float(row["visible_fraction"]) >= VISIBLE else None
            key += now != last
            self.keys[int(row["frame"])], last = (key if now else None), now
        self.by_frame = {int(row["frame"]): row for row in rows}

    def appearances(self, frame, _time):
        key = self.keys.get(frame)
        return [(key, self.by_frame[frame]["identity"])] if key else []

    def at(self, frame, _time, x, y):
        row = self.by_frame.get(frame)
        if row is None or float(row["visible_fraction"]) <= 0:
            return None
        left, top, width, height = (float(row[key]) for key in "xywh")
        inside = left <= x < left + width and top <= y < top + height
        return row["identity"] if inside else None


def read_truth(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = rows[0].keys()
    kind = TileTruth if "tile_x" in columns else CutTruth if "first_frame" in columns else BoxTruth
    return kind(rows)


def names_of(line):
    """Track id -> name, of everybody who is recognized in some region."""
    faces = (face for node in line["nodes"].values() for region in node["rois"].values()
             for face in region["recognized_faces"])
    return {str(face["id"]): face["label"] for face in faces}


class Track:
    def __init__(self):
        self.truth, self.names = collections.Counter(), collections.Counter()
        self.right = self.other = self.nobody = self.unknown = 0

    def add(self, truth, name):
        self.truth[truth] += 1
        if name is None:
            return
        self.names[name] += 1
        if truth == "?":
            self.unknown += 1
        elif truth == name:
            self.right += 1
        elif truth is None:
            self.nobody += 1
        else:
            self.other += 1

    @property
    def is_stray(self):
        return set(self.truth) == {None}

    @property
    def wrong(self):
        """Frames with a wrong name."""
        return self.other + (self.nobody if self.is_stray else 0)

    @property
    def ghosts(self):
        return 0 if self.is_stray else self.nobody

    def verdict(self):
        if self.wrong:
            return "wrong"
        return "right" if self.right or self.unknown else "unnamed"


class Appearance:
    def __init__(self, identity, time):
        self.identity, self.begin = identity, time
        self.frames = self.named = 0
        self.first_named = None

    def add(self, time, is_named):
        self.frames += 1
        self.named += is_named
        if is_named and self.first_named is None:
            self.first_named = time - self.begin


def compare(lines, truth):
    tracks, appearances = collections.defaultdict(Track), {}
    for frame, line in enumerate(lines):
        time, names = line["pts"] / 1e9, names_of(line)
        truth.width = line["width"]
        rightly_named = set()
        for face in line["objects"]:
            if face.get("id") is None:
                continue
            rect, name = face["rect"], names.get(str(face["id"]))
            identity = truth.at(frame, time, rect["left"] + rect["width"] / 2, rect["top"] + rect["height"] / 2)
            tracks[str(face["id"])].add(identity, name)
            if name == identity:
                rightly_named.add(name)
        for key, identity in truth.appearances(frame, time):
            appearances.setdefault(key, Appearance(identity, time)).add(time, identity in rightly_named)
    return tracks, appearances


def summary(tracks, appearances, enrolled, shortest):
    kept = {key: t for key, t in tracks.items() if t.names or sum(t.truth.values()) >= shortest}
    verdicts = collections.Counter(track.verdict() for track in kept.values())
    people = [{"identity": a.identity, "from": round(a.begin, 2), "frames": a.frames, "named_frames": a.named,
               "first_named_after": None if a.first_named is None else round(a.first_named, 2)}
              for a in appearances.values()]
    return {"tracks": len(kept), "right": verdicts["right"], "wrong": verdicts["wrong"],
            "unnamed": verdicts["unnamed"], "stray": sum(t.is_stray for t in kept.values()),
            "wrong_frames": sum(t.wrong for t in kept.values()), "right_frames": sum(t.right for t in kept.values()),
            "ghost_frames": sum(t.ghosts for t in kept.values()),
            "missed": [p for p in people if p["first_named_after"] is None
                       and (not enrolled or p["identity"] in enrolled)],
            "people": people,
            "wrong_tracks": {key: {"truth": {str(k): n for k, n in t.truth.items()}, "names": dict(t.names)}
                             for key, t in kept.items() if t.wrong}}


def print_text(result):
    print("{tracks} tracks: {right} named right, {wrong} wrong, {unnamed} unnamed, {stray} of them stray; "
          "named frames: {right_frames} right, {wrong_frames} wrong, {ghost_frames} ghosts".format(**result))
    for person in result["people"]:
        after = person["first_named_after"]
        print("  {identity:<16} from {from:6.2f} s: {named_frames:4d} of {frames:4d} frames named".format(**person)
              + (", NEVER NAMED" if after is None else f", after {after:.2f} s"))
    for key, track in result["wrong_tracks"].items():
        print(f"  wrong: track {key}, truth {track['truth']}, named {track['names']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", help="what facerecjson wrote")
    parser.add_argument("truth", help="CSV file")
    parser.add_argument("--enrolled", default="", help="identities in the group, comma separated (default: all)")
    parser.add_argument("--shortest", type=int, default=10, help="frames (default: %(default)s)")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with open(arguments.lines, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if line.strip()]
    enrolled = set(filter(None, arguments.enrolled.split(",")))
    result = summary(*compare(lines, read_truth(arguments.truth)), enrolled, arguments.shortest)
    print(json.dumps(result, indent=2)) if arguments.json else print_text(result)
    return 1 if result["wrong"] or result["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
