// What has been started and unpacked once, kept by the reader's own browser: the memory of a Python that has just
// started, and NumPy's files with what Python has compiled of them. The next start takes both up, in a fraction of the
// time. A browser that keeps nothing starts anew each time.
const NAME = "tconv-course-python";
const HASH = "sha-256";

/** What is kept at an address that ends with the build; null if there is nothing, it is damaged, or storage is denied. */
export async function kept(address) {
  try {
    const found = await (await caches.open(NAME)).match(address);
    const bytes = await found.arrayBuffer();
    return (await hashOf(bytes)) === found.headers.get(HASH) ? bytes : null;
  } catch {
    return null;
  }
}

/** Keep bytes, and nothing of another build. */
export async function keep(address, bytes) {
  try {
    const cache = await caches.open(NAME);
    for (const request of await cache.keys()) if (new URL(request.url).search !== address.search) await cache.delete(request);
    await cache.put(address, new Response(bytes, { headers: { [HASH]: await hashOf(bytes) } }));
  } catch {} // storage is denied or full
}

/** Erase what is kept. */
export const forget = async () => caches.delete(NAME);

const hashOf = async (bytes) => new Uint8Array(await crypto.subtle.digest(HASH, bytes)).join(" ");
