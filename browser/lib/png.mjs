// Makes a screenshot small: at most 256 colours, best compression. PNG is W3C "Portable Network Graphics".
import { deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS_MAX = 256;

/** The same picture with a palette; transparency is dropped. The original comes back when it is smaller. */
export function compress(png) {
  const { width, height, pixels } = decode(png);
  const { palette, indexes } = quantise(pixels);
  const small = encode(width, height, palette, indexes);
  return small.length < png.length ? small : png;
}

/** Width, height and one 24-bit colour a pixel, of an 8-bit RGB or RGBA picture that is not interlaced. */
export function decode(png) {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error("not a PNG");
  const data = [];
  let header = null;
  let palette = null;
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = body;
    if (type === "PLTE") palette = body;
    if (type === "IDAT") data.push(body);
    at += 12 + length;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 2: 3, 3: 1, 6: 4 }[header[9]];
  if (header[8] !== 8 || !channels || header[12] !== 0) throw new Error("a form of PNG that is not read here");
  const bytes = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const pixels = new Uint32Array(width * height);
  for (let index = 0; index < pixels.length; index += 1) {
    const source = palette ?? bytes;
    const at = palette ? bytes[index] * 3 : index * channels;
    pixels[index] = (source[at] << 16) | (source[at + 1] << 8) | source[at + 2];
  }
  return { width, height, pixels };
}

/** Undoes the five filters of PNG, row by row. */
function unfilter(raw, stride, height, step) {
  const out = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)];
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column >= step ? out[at - step] : 0;
      const up = row > 0 ? out[at - stride] : 0;
      const corner = row > 0 && column >= step ? out[at - stride - step] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[at] = raw[row * (stride + 1) + 1 + column] + guess;
    }
  }
  return out;
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Keeps the colours when they are few; otherwise halves the widest box of colours until there are 256 (median cut). */
export function quantise(pixels) {
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const colours = [...counts.keys()].sort((one, other) => one - other);
  let boxes = [colours];
  if (colours.length <= COLOURS_MAX) boxes = colours.map((colour) => [colour]);
  while (boxes.length < Math.min(COLOURS_MAX, colours.length)) {
    const spans = boxes.map(widest);
    const at = spans.reduce((best, span, index) => (span.width > spans[best].width ? index : best), 0);
    const { shift } = spans[at];
    const box = boxes[at].sort((one, other) => ((one >> shift) & 255) - ((other >> shift) & 255) || one - other);
    const middle = box.length >> 1;
    boxes.splice(at, 1, box.slice(0, middle), box.slice(middle));
  }
  const place = new Map();
  const palette = boxes.map((box, index) => {
    for (const colour of box) place.set(colour, index);
    return mean(box, counts);
  });
  return { palette, indexes: Uint8Array.from(pixels, (pixel) => place.get(pixel)) };
}

function widest(box) {
  let best = { shift: 0, width: -1 };
  for (const shift of [16, 8, 0]) {
    let [low, high] = [255, 0];
    for (const colour of box) {
      low = Math.min(low, (colour >> shift) & 255);
      high = Math.max(high, (colour >> shift) & 255);
    }
    // A box of one colour cannot be halved.
    const width = box.length > 1 ? high - low : -1;
    if (width > best.width) best = { shift, width };
  }
  return best;
}

function mean(box, counts) {
  const total = box.reduce((sum, colour) => sum + counts.get(colour), 0);
  const channel = (shift) =>
    Math.round(box.reduce((sum, colour) => sum + ((colour >> shift) & 255) * counts.get(colour), 0) / total);
  return (channel(16) << 16) | (channel(8) << 8) | channel(0);
}

/** An indexed picture of 8 bits; rows are not filtered, which suits flat colours. */
function encode(width, height, palette, indexes) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) {
    rows.set(indexes.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), body.length + 8);
  return out;
}

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** ISO 3309, as PNG asks for. */
export function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
