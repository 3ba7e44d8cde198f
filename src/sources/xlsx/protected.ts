/** Names of streams as the directory of the outer file writes them: of what is encrypted, and of what an .xls is. */
const [ENCRYPTED, OLD] = [Buffer.from("EncryptedPackage", "utf16le"), Buffer.from("Book", "utf16le")];
const OLD_1997 = Buffer.from("Workbook", "utf16le");

/**
 * True if a file that begins as an old .xls is rather a new workbook with a password: what is encrypted is put in the
 * same kind of file. Where its directory is too far in to be seen, the name tells: nobody saves an .xls as .xlsx.
 */
export function isProtected(name: string, head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (bytes.includes(ENCRYPTED)) return true;
  return !bytes.includes(OLD) && !bytes.includes(OLD_1997) && /\.xls[xm]$/i.test(name);
}
