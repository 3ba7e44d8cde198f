export const sourcesBytes = {
  "error.SOURCE_ARCHIVE": "the compressed file {file} cannot be read: {reason}",
  "hint.SOURCE_ARCHIVE":
    "wait for the copy to end if there is one under way; otherwise extract it with another program and name the extracted file, or ask the azienda to send it again",
  "error.SOURCE_EXPANDS": "the compressed file {file} expands too much to be an export: {reason}",
  "hint.SOURCE_EXPANDS":
    "check where it comes from; if it is the right one, extract it and name the extracted file",
  "error.SOURCE_WRAPPED": "{file} holds a file of kind {what}, which cannot be read from there",
  "hint.SOURCE_WRAPPED":
    "extract it into a folder and name the extracted file; only what is compressed once is read, and only if it is text (CSV, SQL, fixed width)",
  "error.SOURCE_STDIN": "“-” reads standard input, but nothing comes in here: it is the terminal",
  "hint.SOURCE_STDIN": "name the file, or for instance: sioc validate - < FILE",

  "sources.archive.truncated": "it is incomplete, it ends too early",
  "sources.archive.damaged": "it is damaged",
  "sources.archive.checksum": "the checksum does not match, the content is damaged",
  "sources.archive.length": "the content does not have the length declared",
  "sources.archive.garbage": "there are other bytes after the end of the content",
  "sources.archive.method": "it is compressed in a way that is not read here",
  "sources.archive.encrypted": "it is protected by a password",
  "sources.archive.several": "it holds more than one file",
  "sources.archive.none": "it holds no file",
  "sources.archive.link": "it holds a link and not a file",
  "sources.archive.directory":
    "its directory is missing or cannot be read: the file is incomplete, damaged or split into parts",
  "sources.archive.stray": "it holds data that its directory does not name",
  "sources.expands.ratio": "more than {n} times its size",
  "sources.expands.size": "more than {n} GB",

  "sources.note.gzip": "read from gzip",
  "sources.note.zip": "read from the zip, file {entry}",
  "sources.note.zipIgnored": "in the zip, files the Mac adds on its own, ignored: {n}",
  "sources.note.stdin": "read from standard input",
} as const;
