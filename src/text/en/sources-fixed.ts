export const sourcesFixed = {
  "error.SOURCE_FIXED": "the file {file} cannot be read as fixed width: {reason}",
  "hint.SOURCE_FIXED":
    "declare one column a line in the [fixed] section of the mapping: name = [position, length], for instance num_ric = [1, 10]; positions are in characters, the first is 1",
  "sources.fixed.none": "the mapping declares no columns",
  "sources.fixed.lineEnds":
    "it has no line ends, the records follow one another; ask for the file with one record a line",
  "sources.fixed.skip": "the lines to be skipped (skip_lines) take more than 2 MB",
  "sources.what.fixed": "fixed width, {encoding}, {length} characters",
  "sources.note.fixedOverlap": "overlapping columns: {names}",
  "sources.note.fixedStripped":
    "the lines lost the blanks at their end: shorter ones are filled up to {length} characters",
  "sources.note.fixedDelimiter": "nearly all lines hold “{delimiter}”: the file may not be fixed width",
  "sources.note.fixedBytes":
    "lines with accented letters come out shorter: positions seem to be counted in bytes and not in characters; ask for the file in Windows-1252, or with positions in characters",
  "sources.note.fixedLength":
    "the lines have {found} characters, the declared columns take {length}: check the positions; the rest of the line that is not needed must be declared too, under any name",
  "sources.note.fixedVaries":
    "the lines have from {min} to {max} characters, the declared columns take {length}: the file may not be fixed width",
} as const;
