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
    const offsets = Uint32Array.from({ length: this.#count }, (_, index) => index * digestBytes);
    offsets.sort((a, b) => bytes.compare(bytes, b, b + digestBytes, a, a + digestBytes));
    for (const offset of offsets) {
      yield bytes.subarray(offset, offset + digestBytes);
    }
  }
}
