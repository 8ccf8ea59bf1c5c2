/** A recording in a file: bodies, each after its length. */
export function writeRecording(bodies: readonly Buffer[]): Buffer {
  return Buffer.concat(
    bodies.flatMap((body) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(body.length);
      return [length, body];
    }),
  );
}

export function readRecording(file: Buffer): Buffer[] {
  const bodies: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32LE(at);
    bodies.push(file.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return bodies;
}
