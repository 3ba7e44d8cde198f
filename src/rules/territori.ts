/** Countries and provinces the rules compare with. Source: spec/codes.md §2–3 (general knowledge, to check on ISTAT). */

export const UE27: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);

/** Where a TEAM card is issued: EU, EEA, Switzerland, United Kingdom. */
export const AREA_TEAM: ReadonlySet<string> = new Set([...UE27, "IS", "LI", "NO", "CH", "GB"]);

/**
 * Region → provinces (first three digits of the ISTAT code of a comune), present and past.
 * 112–119, Sardinia's provinces since 1-1-2026, are left out until their codes are verified: an unknown
 * province is skipped, never refused.
 */
const PROVINCE: Readonly<Record<string, string>> = {
  "010": "1-6 96 103",
  "020": "7",
  "030": "12-20 97 98 108",
  "041": "21",
  "042": "22",
  "050": "23-29",
  "060": "30-32 93",
  "070": "8-11",
  "080": "33-40 99",
  "090": "45-53 100",
  "100": "54 55",
  "110": "41-44 109",
  "120": "56-60",
  "130": "66-69",
  "140": "70 94",
  "150": "61-65",
  "160": "71-75 110",
  "170": "76 77",
  "180": "78-80 101 102",
  "190": "81-89",
  "200": "90-92 95 104-107 111",
};

const REGIONE_DI: ReadonlyMap<string, string> = new Map(
  Object.entries(PROVINCE).flatMap(([regione, province]) =>
    province.split(" ").flatMap((tratto) => codici(tratto).map((codice) => [codice, regione] as const)),
  ),
);

/** The region of a province (three digits), or undefined if the province is not known. */
export function regioneDellaProvincia(provincia: string): string | undefined {
  return REGIONE_DI.get(provincia);
}

function codici(tratto: string): readonly string[] {
  const [da = 0, a = da] = tratto.split("-").map(Number);
  return Array.from({ length: a - da + 1 }, (_, i) => String(da + i).padStart(3, "0"));
}
