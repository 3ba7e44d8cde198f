/** What goes, from where it was staged into `sending`. ?1 is the run. */

/** The azienda is that of the file the row came from: one without it breaks NOT NULL. */
export const SENDING_OF_STAGE = `INSERT INTO sending (run, seq, key, stay, person, content1, content2, busta, struttura,
    azienda, aperto, deceduto, source1, row1, source2, row2, tipo1, tipo2, file1, ord1, file2, ord2)
  SELECT CAST(?1 AS INTEGER), s.seq, s.key, s.stay, s.person, s.content1, s.content2, s.busta, s.struttura, o.azienda,
    s.aperto, s.deceduto, s.source1, s.row1, s.source2, s.row2, d.tipo1, d.tipo2, d.file1, d.ord1, d.file2, d.ord2
  FROM deciso d JOIN stage s ON s.seq = d.seq
  LEFT JOIN source o ON o.run = CAST(?1 AS INTEGER) AND o.idx = coalesce(s.source2, s.source1) ORDER BY d.seq`;

/** A cancellation has no row of this run's files behind it, and no content. */
export const SENDING_OF_RECORD = `INSERT INTO sending (run, seq, key, stay, person, busta, struttura, azienda, aperto,
    deceduto, tipo1, tipo2, file1, ord1, file2, ord2)
  SELECT CAST(?1 AS INTEGER), CAST(?2 AS INTEGER), r.key, r.stay, r.person, r.busta, r.struttura, r.azienda, r.aperto,
    r.deceduto, CAST(?4 AS TEXT), CAST(?5 AS TEXT), CAST(?6 AS INTEGER), CAST(?7 AS INTEGER), CAST(?8 AS INTEGER),
    CAST(?9 AS INTEGER)
  FROM record r WHERE r.key = ?3`;
