const digestBytes = 32;

/** DigestList keeps SHA-256 digests back to back, outside of the JavaScript heap. */
export class DigestList {
  #bytes = Buffer.alloc(1024 * digestBytes);
  #count = 0;

  push(digest: Buffer): void {
    const offset = this.#count * digestBytes;
    if (offset === this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    }
    digest.copy(this.#bytes, offset);
    this.#count += 1;
  }

  /** sorted yields the digests in rising order; equal ones as often as they were pushed. */
  *sorted(): Generator<Buffer> {
    const bytes = this.#bytes;
    const digestAt = (index: number): Buffer =>
      bytes.subarray(index * digestBytes, (index + 1) * digestBytes);
    const length = this.#count;
    // Digests rarely begin alike, and to compare two numbers takes a tenth of comparing bytes.
    const heads = Uint32Array.from({ length }, (_, index) =>
      bytes.readUInt32BE(index * digestBytes),
    );
    const order = heads.map((_, index) => index);
    order.sort((a, b) => (heads[a] ?? 0) - (heads[b] ?? 0) || digestAt(a).compare(digestAt(b)));
    for (const index of order) {
      yield digestAt(index);
    }
  }
}
