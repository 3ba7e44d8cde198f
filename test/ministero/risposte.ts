import { crc32, deflateRawSync } from "node:zlib";

import type { EsitoFile, Rilievo } from "./ministero.ts";

/** One file the operator saves and gives to `sioc outcomes`. Ours, not the Ministry's: what spec/gaf.md tells of them. */
export interface Risposta {
  readonly nome: string;
  readonly contenuto: string | Uint8Array;
}

/** How it answers: both gateways are told of in spec/gaf.md, and the shape of the FUS is known to nobody. */
export interface Maniera {
  readonly soap: boolean;
  readonly zip: boolean;
  /** Every part of the key, or Id_Rec and place only. */
  readonly chiaveIntera: boolean;
}

export const MANIERE: readonly Maniera[] = [
  { soap: false, zip: false, chiaveIntera: true },
  { soap: true, zip: true, chiaveIntera: true },
  { soap: true, zip: false, chiaveIntera: false },
  { soap: false, zip: true, chiaveIntera: false },
];

/** The answers to the upload, one file each or one for the supply. */
export function ricevuteCaricamento(esiti: readonly EsitoFile[], { soap }: Maniera): Risposta[] {
  if (esiti.length === 0) return [];
  if (!soap)
    return esiti.map(({ nome, idUpload, caricamento }) => {
      const ok = caricamento === "IF00";
      const body = {
        result: ok ? "IF00" : "KO",
        message: ok ? "File accolto" : "Firma digitale non valida",
        errorCode: ok ? "" : caricamento,
        uploadId: ok ? idUpload : null,
        fileName: nome,
      };
      return { nome: `caricamento-${idUpload}.json`, contenuto: JSON.stringify(body) };
    });
  const items = esiti.map(({ nome, idUpload, caricamento }) => {
    const id =
      caricamento === "IF00" ? `<g:idUpload>${idUpload}</g:idUpload>` : `<g:idUpload xsi:nil="true"/>`;
    return `<g:item>${id}<g:esito>${caricamento}</g:esito><g:nomeFile>${nome}</g:nomeFile></g:item>`;
  });
  const contenuto = busta(
    "invioFlussiReturn",
    `<g:codiceFornitura>9</g:codiceFornitura>${NIENTE}<g:listaEsitiUpload>${items.join("")}</g:listaEsitiUpload>`,
  );
  return [{ nome: `invio-${esiti[0]?.idUpload ?? ""}.xml`, contenuto }];
}

/** What monitoring tells, and the lists to download, once everything has been processed. */
export function ricevuteElaborazione(esiti: readonly EsitoFile[], maniera: Maniera): Risposta[] {
  const taken = esiti.filter(({ stato }) => stato !== undefined);
  return [...stati(taken, maniera), ...taken.flatMap((esito) => elenchi(esito, maniera))];
}

function stati(esiti: readonly EsitoFile[], { soap }: Maniera): Risposta[] {
  if (esiti.length === 0) return [];
  if (!soap)
    return esiti.map(({ idUpload, stato, nome, record, rilievi }) => ({
      nome: `dettaglio-${idUpload}.json`,
      contenuto: JSON.stringify({
        detailsInfo: [{ uploadId: idUpload, monEsiUpload: stato, fileName: nome }],
        recordInfo: [{ elabStep: "ETL", numRecordTotal: record, numRecordDiscarded: scartati(rilievi) }],
      }),
    }));
  const items = esiti.map(
    ({ idUpload, stato }) =>
      `<g:item><g:idUpload>${idUpload}</g:idUpload><g:esitoElaborazione>${stato ?? ""}</g:esitoElaborazione></g:item>`,
  );
  const contenuto = busta(
    "monEsiUploadXMLReturn",
    `${NIENTE}<g:uploadMonitoraggio>${items.join("")}</g:uploadMonitoraggio>`,
  );
  return [{ nome: `monitoraggio-${esiti[0]?.idUpload ?? ""}.xml`, contenuto }];
}

function scartati(rilievi: readonly Rilievo[]): number {
  return rilievi.filter(({ specie }) => specie === "S").length;
}

function elenchi(esito: EsitoFile, maniera: Maniera): Risposta[] {
  const { idUpload, stato, rilievi } = esito;
  if (stato === "MX11") {
    const line = "Line 12: cvc-complex-type.2.4.b: The content of element 'fls:Eventi' is not complete.";
    return [{ nome: `${idUpload}_validazione.txt`, contenuto: `${line}\n` }];
  }
  if (rilievi.length === 0) return [];
  const xml = fus(esito, maniera);
  return maniera.zip
    ? [{ nome: `${idUpload}.zip`, contenuto: zip(`fus_${idUpload}.xml`, xml) }]
    : [{ nome: `${idUpload}.xml`, contenuto: xml }];
}

function fus({ idUpload, nome, rilievi }: EsitoFile, { chiaveIntera }: Maniera): string {
  const rows = rilievi.map(({ dataset, chiave, ordinale, specie, codice, descrizione }) => {
    const { cod_reg, cod_asl, cod_str, data_amm, id_rec } = chiave;
    const rest =
      `<CodiceRegione>${cod_reg}</CodiceRegione><CodiceASL>${cod_asl}</CodiceASL>` +
      `<CodiceStruttura>${cod_str}</CodiceStruttura><DataAmmissione>${data_amm}</DataAmmissione>`;
    return (
      `<Scarto Dataset="${dataset}">${chiaveIntera ? rest : ""}<Id_Rec>${id_rec}</Id_Rec>` +
      `<NumeroRecord>${ordinale}</NumeroRecord><Tipo>${specie}</Tipo><CodiceErrore>${codice}</CodiceErrore>` +
      `<Descrizione>${descrizione.replace("'", "&apos;")}</Descrizione></Scarto>`
    );
  });
  const head = `<IdUpload>${idUpload}</IdUpload><NomeFile>${nome}</NomeFile><NumeroScarti>${scartati(rilievi)}</NumeroScarti>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<FileUnicoScarti><Testata>${head}</Testata>\n${rows.join("\n")}\n</FileUnicoScarti>\n`;
}

const NIENTE = `<g:errorCode xsi:nil="true"/><g:errorText xsi:nil="true"/>`;

function busta(name: string, body: string): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
    `xmlns:g="http://webservices.gaf.mds.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>` +
    `<g:${name}>${body}</g:${name}></soapenv:Body></soapenv:Envelope>\n`
  );
}

/** A zip of one file, by the format's own description: the program reads it with a library. */
function zip(name: string, text: string): Uint8Array {
  const [entry, bytes] = [Buffer.from(name), Buffer.from(text)];
  const packed = deflateRawSync(bytes);
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(8, 4);
  head.writeUInt16LE(33, 8);
  head.writeUInt32LE(crc32(bytes), 10);
  head.writeUInt32LE(packed.length, 14);
  head.writeUInt32LE(bytes.length, 18);
  head.writeUInt16LE(entry.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, entry, packed]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), head, Buffer.alloc(14), entry]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from("PK\x05\x06"), end]);
}
