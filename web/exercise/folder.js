// Files of Python's file system as one piece of bytes, and back: the names, sizes and times as JSON, then the contents.
const HEAD = 4; // bytes of the length of what comes first

export function packed(FS, paths) {
  const files = paths.map((path) => [path, FS.readFile(path), FS.stat(path).mtime.getTime()]);
  const list = new TextEncoder().encode(JSON.stringify(files.map(([path, bytes, time]) => [path, bytes.length, time])));
  const whole = new Uint8Array(files.reduce((sum, [, bytes]) => sum + bytes.length, HEAD + list.length));
  new DataView(whole.buffer).setUint32(0, list.length);
  let at = HEAD;
  for (const bytes of [list, ...files.map(([, contents]) => contents)]) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}

/** Write the files. Their times come back too: by them Python knows that what it has compiled is up to date. */
export function unpack(FS, buffer) {
  const length = new DataView(buffer).getUint32(0);
  const folders = new Set();
  let at = HEAD + length;
  for (const [path, size, time] of JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, HEAD, length)))) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!folders.has(folder)) FS.mkdirTree(folder);
    folders.add(folder);
    FS.writeFile(path, new Uint8Array(buffer, at, size), { canOwn: true });
    FS.utime(path, time, time);
    at += size;
  }
}
