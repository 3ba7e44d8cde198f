import { crc32 } from "node:zlib";

/** An entry as a hostile hand writes it: everything as told, nothing made to agree. */
export interface Voce {
  readonly name: string;
  readonly data?: Buffer;
  readonly mode?: number;
  readonly flags?: number;
  /** 0 stored, 8 deflated. */
  readonly method?: number;
  /** Declared uncompressed size; that of `data` if absent. */
  readonly size?: number;
  readonly extra?: Buffer;
  /** Points at the entry before it. */
  readonly shared?: boolean;
}

export function zipOf(entries: readonly Voce[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  let previous = 0;
  for (const entry of entries) {
    const at = entry.shared === true ? previous : offset;
    central.push(header(entry, at));
    if (entry.shared === true) continue;
    const bytes = Buffer.concat([header(entry), entry.data ?? Buffer.alloc(0)]);
    local.push(bytes);
    previous = offset;
    offset += bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

/** Local header, or the central one when it is told where the local one is. */
function header(entry: Voce, at?: number): Buffer {
  const data = entry.data ?? Buffer.alloc(0);
  const name = Buffer.from(entry.name, "latin1");
  const extra = at === undefined ? Buffer.alloc(0) : withCrc(entry.extra ?? Buffer.alloc(0), name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(entry.flags ?? 0, 2);
  common.writeUInt16LE(entry.method ?? 0, 4);
  common.writeUInt32LE(crc32(data), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(entry.size ?? data.length, 18);
  common.writeUInt16LE(name.length, 22);
  common.writeUInt16LE(extra.length, 24);
  if (at === undefined) return Buffer.concat([word(0x04034b50), common, name]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(((entry.mode ?? 0o100_600) << 16) >>> 0, 6);
  tail.writeUInt32LE(at, 10);
  const madeByUnix = Buffer.from([20, 3]);
  return Buffer.concat([word(0x02014b50), madeByUnix, common, tail, name, extra]);
}

function withCrc(extra: Buffer, name: Buffer): Buffer {
  if (extra.length > 0) extra.writeUInt32LE(crc32(name), 5);
  return extra;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
