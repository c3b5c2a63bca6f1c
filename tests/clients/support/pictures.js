// Pictures made of others, and of nothing.
import { PNG } from "pngjs";

export function blank(width, height) {
  const picture = new PNG({ width, height });
  picture.data.fill(0xa0);
  return picture;
}

// Two pictures of one size, one beside the other.
export function sideBySide(left, right) {
  const [first, second] = [left, right].map((bytes) => PNG.sync.read(bytes));
  const { width, height } = first;
  const both = blank(2 * width, height);
  PNG.bitblt(first, both, 0, 0, width, height, 0, 0);
  PNG.bitblt(second, both, 0, 0, width, height, width, 0);
  return PNG.sync.write(both);
}

// Of at least the 1 KB that a picture must have.
export function withoutFace() {
  const picture = blank(200, 200);
  return PNG.sync.write(picture, { deflateLevel: 0 });
}
