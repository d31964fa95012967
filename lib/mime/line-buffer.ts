/** So many pieces are kept apart: a line that comes byte by byte would else take far more memory than it has bytes. */
const MOST_PIECES = 1024;

/** The line that is not whole yet, and of it only the bytes that can matter. */
export class LineBuffer {
  /** All its bytes, kept or not. */
  length = 0;
  lastByte = 0;
  private pieces: Buffer[] = [];
  private kept = 0;

  add(bytes: Buffer, mostKept: number): void {
    const piece = bytes.subarray(0, Math.max(mostKept - this.kept, 0));
    if (piece.length > 0) this.pieces.push(piece);
    if (this.pieces.length >= MOST_PIECES) this.pieces = [Buffer.concat(this.pieces)];
    this.kept += piece.length;
    this.length += bytes.length;
    this.lastByte = bytes[bytes.length - 1] ?? this.lastByte;
  }

  /** What was kept; begins a new line. */
  take(): Buffer {
    const bytes = Buffer.concat(this.pieces);
    this.pieces = [];
    this.kept = 0;
    this.length = 0;
    return bytes;
  }
}
