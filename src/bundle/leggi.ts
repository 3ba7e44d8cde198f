import { basename } from "node:path";

import { errnoOf, siocError, SiocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import type { Message, Text } from "../text/index.ts";
import { Unreadable, type Content } from "./contenuto.ts";
import { lstat } from "./disco.ts";
import { folderContent } from "./leggi-cartella.ts";
import { zipContent } from "./leggi-zip.ts";
import { parseManifest, type ParsedManifest } from "./manifest.ts";
import { MANIFEST, SIGNATURE } from "./nomi.ts";

/** A bundle open for reading. Nothing in it has been found true yet: see checkBundle and the signature. */
export interface BundleReader {
  /** Base name, printable. */
  readonly name: string;
  readonly form: "folder" | "zip";
  readonly manifestBytes: Uint8Array;
  readonly manifest: ParsedManifest;
  /** Detached signature of the manifest, if there is one. */
  readonly signature?: {
    readonly name: string;
    readonly format: "openpgp" | "cades";
    readonly bytes: Uint8Array;
  };
  readonly names: readonly string[];
  readonly strangers: readonly string[];
  /** Bytes of a file as the folder or zip declares them, or undefined if there is no such file. */
  size(name: string): number | undefined;
  /** @throws BUNDLE_NOT_READ for a name that is not in `names`, and while reading. */
  stream(name: string): AsyncIterable<Uint8Array>;
  /** To be called at the end: a zip stays open until then. */
  close(): void;
}

const MAX_MANIFEST = 16 * 1024 * 1024;
const MAX_SIGNATURE = 1024 * 1024;

/**
 * Opens a bundle, folder or zip, hostile or not: links, absolute or climbing names, repeated names, password,
 * overlapping or exploding entries are refused before anything is read.
 * @throws BUNDLE_NOT_READ with the reason in words.
 */
export async function openBundleForReading(path: string, text: Text): Promise<BundleReader> {
  const name = printable(basename(path));
  const inWords = (error: unknown): SiocError => toSiocError(error, name, text);
  let content: Content | undefined;
  try {
    const { form, open } = kindOf(path);
    content = await open(path);
    const manifestBytes = await readSmall(content, MANIFEST, MAX_MANIFEST);
    if (manifestBytes === undefined) throw new Unreadable({ key: "bundle.reason.no_manifest" });
    const signature = await readSignature(content);
    return {
      name,
      form,
      manifestBytes,
      manifest: parseManifest(manifestBytes),
      ...(signature === undefined ? {} : { signature }),
      ...view(content, inWords),
    };
  } catch (error) {
    content?.close();
    throw inWords(error);
  }
}

function view(
  content: Content,
  inWords: (error: unknown) => SiocError,
): Pick<BundleReader, "names" | "strangers" | "size" | "stream" | "close"> {
  return {
    names: [...content.sizes.keys()].sort(),
    strangers: content.strangers,
    size: (file) => content.sizes.get(file),
    async *stream(file) {
      try {
        yield* content.stream(file);
      } catch (error) {
        throw inWords(error);
      }
    },
    close: () => {
      content.close();
    },
  };
}

function kindOf(path: string): { form: "folder" | "zip"; open: (path: string) => Promise<Content> } {
  const stats = lstat(path);
  if (stats === undefined) throw new Unreadable({ key: "bundle.reason.missing" });
  if (stats.isSymbolicLink())
    throw new Unreadable({ key: "bundle.reason.link", data: { name: basename(path) } });
  if (stats.isDirectory()) return { form: "folder", open: folderContent };
  if (stats.isFile() && /\.zip$/i.test(path)) return { form: "zip", open: zipContent };
  throw new Unreadable({ key: "bundle.reason.kind" });
}

async function readSignature(content: Content): Promise<BundleReader["signature"]> {
  for (const format of ["openpgp", "cades"] as const) {
    const name = SIGNATURE[format];
    const bytes = await readSmall(content, name, MAX_SIGNATURE);
    if (bytes !== undefined) return { name, format, bytes };
  }
  return undefined;
}

async function readSmall(content: Content, name: string, max: number): Promise<Uint8Array | undefined> {
  const size = content.sizes.get(name);
  if (size === undefined) return undefined;
  if (size > max) throw new Unreadable({ key: "bundle.reason.too_big", data: { name, size } });
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.stream(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function toSiocError(error: unknown, file: string, text: Text): SiocError {
  if (error instanceof SiocError) return error;
  const errno = errnoOf(error);
  const reason: Message =
    error instanceof Unreadable
      ? error.reason
      : errno === undefined || errno.startsWith("Z_")
        ? { key: "bundle.reason.damaged" }
        : { key: "bundle.reason.disk", data: { errno } };
  const data = Object.fromEntries(
    Object.entries(reason.data ?? {}).map(([k, v]) => [k, typeof v === "string" ? printable(v) : v]),
  );
  return siocError("BUNDLE_NOT_READ", { file, reason: text(reason.key, data) }, { cause: error });
}
