export const config = {
  "error.CONFIG_MISSING": "il file {file} non c'è o non si può leggere ({reason})",
  "hint.CONFIG_MISSING": "controllare il percorso, oppure crearlo con: sioc init",
  "error.CONFIG_INVALID": "punti da correggere in {file}: {count}\n{problems}",
  "hint.CONFIG_INVALID": "correggere le righe indicate e riprovare; per controllare: sioc doctor",

  "config.problem.at": "{key}: {problem}",
  "config.problem.atLine": "riga {line}, {key}: {problem}",
  "config.problem.required": "manca ed è obbligatorio",
  "config.problem.unknown": "nome non previsto",
  "config.problem.unknownNear": "nome non previsto, forse intendevi «{guess}»",
  "config.problem.enum": "valore non ammesso; ammessi: {values}",
  "config.problem.near": "forse intendevi «{guess}»",
  "config.problem.type": "ci si aspetta {type}",
  "config.problem.quote": "scriverlo tra virgolette",
  "config.problem.range": "numero fuori dai limiti: deve essere {limit}",
  "config.problem.short": "troppo corto: servono almeno {limit}",
  "config.problem.long": "troppo lungo: al massimo {limit}",
  "config.problem.repeated": "lo stesso valore è ripetuto",
  "config.problem.form": "valore scritto in una forma non ammessa",
  "config.problem.syntax": "riga {line}, colonna {column}: non è TOML valido",
  "config.problem.zeros":
    "riga {line}, colonna {column}: un numero non può cominciare con zero; i codici vanno tra virgolette",
  "config.problem.unclosed": "riga {line}: virgolette non chiuse",
  "config.problem.twice": "riga {line}: la stessa impostazione c'è già più sopra",
  "config.problem.tableTwice":
    "riga {line}: la sezione [{table}] c'è già più sopra; unire le due, sotto un solo titolo",
  "config.connection.notDatabase":
    "serve solo se tipo è una base di dati (postgres, mysql, mssql, oracle, sqlite)",
  "config.connection.oneOf":
    "con tipo {tipo} serve una e una sola di queste chiavi: {allowed}; l'indirizzo non si scrive qui, può contenere una password",
  "config.problem.encoding": "il file non è testo UTF-8, o è troppo grande per una configurazione",

  "config.type.string": "un testo tra virgolette",
  "config.type.number": "un numero",
  "config.type.boolean": "true o false",
  "config.type.array": "un elenco tra parentesi quadre",
  "config.type.object": "una sezione",
} as const;
