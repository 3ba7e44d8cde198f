/** A sample of places, enough for believable people in every region. Belfiore and ISTAT codes are real, the people are not. */
export interface Comune {
  readonly belfiore: string;
  /** ISTAT code, 6 digits. */
  readonly istat: string;
  readonly regione: string;
}

export interface StatoEstero {
  /** Code in the codice fiscale, Z and three digits. */
  readonly belfiore: string;
  /** ISO 3166-1 alpha-2 */
  readonly iso: string;
  readonly ue: boolean;
}

// Capoluoghi: "Belfiore ISTAT" by region. Source: ISTAT, elenco dei comuni; Agenzia delle Entrate, codici catastali.
const PER_REGIONE: Readonly<Record<string, string>> = {
  "010": "L219 001272 L750 002158 F952 003106 D205 004078 A479 005005 A182 006003",
  "020": "A326 007003",
  "030":
    "L682 012133 C933 013075 I829 014061 F205 015146 A794 016024 B157 017029 G388 018110 D150 019036 E897 020030 E507 097042 E648 098031 F704 108033",
  "041": "A952 021008 F132 021051",
  "042": "L378 022205 H612 022161",
  "050": "L781 023091 L840 024116 A757 025006 L407 026086 L736 027042 G224 028060 H620 029041",
  "060": "L483 030129 E098 031007 L424 032006 G888 093033",
  "070": "E290 008031 I480 009056 D969 010025 E463 011015",
  "080":
    "G535 033032 G337 034027 H223 035033 F257 036023 A944 037006 D548 038008 H199 039014 D704 040012 H294 099014",
  "090":
    "F023 045010 E715 046017 G713 047014 D612 048017 E625 049009 G702 050026 A390 051002 I726 052032 E202 053011 G999 100005",
  "100": "G478 054039 L117 055032",
  "110": "G479 041044 A271 042002 E783 043023 A462 044007 D542 109006",
  "120": "M082 056059 H282 057059 H501 058091 E472 059011 D810 060038",
  "130": "A345 066049 L103 067041 G482 068028 C632 069022",
  "140": "B519 070006 E335 094023",
  "150": "B963 061022 A783 062008 F839 063049 A509 064008 H703 065116",
  "160": "D643 071024 A662 072006 L049 073027 B180 074001 E506 075035 A285 110001",
  "170": "G942 076063 F052 077014",
  "180": "D086 078045 C352 079023 H224 080063 D122 101010 F537 102047",
  "190":
    "L331 081021 G273 082053 F158 083048 A089 084001 B429 085004 C342 086009 C351 087015 H163 088009 I754 089017",
  "200": "I452 090064 F979 091051 B354 092009 G113 095038",
};

const ESTERI =
  "Z129 RO Z104 BG Z127 PL Z110 FR Z112 DE Z131 ES Z100 AL Z330 MA Z210 CN Z138 UA Z140 MD Z352 TN Z336 EG " +
  "Z249 BD Z222 IN Z216 PH Z611 PE Z605 EC Z602 BR Z343 SN Z335 NG Z133 CH Z114 GB";
const UE = new Set(["RO", "BG", "PL", "FR", "DE", "ES"]);

export const COMUNI: readonly Comune[] = Object.entries(PER_REGIONE).flatMap(([regione, codes]) =>
  pairs(codes).map(([belfiore, istat]) => ({ belfiore, istat, regione })),
);
export const STATI: readonly StatoEstero[] = pairs(ESTERI).map(([belfiore, iso]) => ({
  belfiore,
  iso,
  ue: UE.has(iso),
}));

const BY_REGION = new Map(Object.keys(PER_REGIONE).map((r) => [r, COMUNI.filter((c) => c.regione === r)]));

/** Comuni of a region; an unknown region has none. */
export function comuniDi(regione: string): readonly Comune[] {
  return BY_REGION.get(regione) ?? [];
}

/** True for the 21 regions and autonomous provinces. */
export function isRegione(code: string): boolean {
  return BY_REGION.has(code);
}

function pairs(text: string): readonly (readonly [string, string])[] {
  const words = text.split(" ");
  return words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1] ?? ""] as const] : []));
}
