/** The business rules: one table that feeds the evaluator, `explain`, docs/regole.md and the tests. */
export { compileRules, type Giudice, type OpzioniRegole } from "./giudica.ts";
export { luogoDi, type Luogo } from "./luogo.ts";
export { noteProvince, regoleSaltate } from "./note.ts";
export { isRegolaRecord, type Contesto, type Regola, type RegolaRecord, type Specie } from "./regola.ts";
export { esitoDi, REGOLE, regolaDi, VERSIONE_REGOLE } from "./regole.ts";
export { checkSeverities } from "./severita.ts";
export { tabellaDatata, tabellaDiagnosi, tabellaPosti, type RigaPosti, type RigaTabella } from "./tabelle.ts";
