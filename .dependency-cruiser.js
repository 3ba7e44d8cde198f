/**
 * The arrows of docs/architecture.md. Down only: bin → cli → pipeline → rooms → model → core, text.
 * @type {import("dependency-cruiser").IConfiguration}
 */
const ROOMS = [
  "sources",
  "tracciato",
  "identity",
  "rules",
  "xml",
  "crypto",
  "bundle",
  "report",
  "gaf",
  "ledger",
  "synthetic",
];

/** Doors between rooms: who may look into whom. */
const DOORS = {
  rules: ["identity", "tracciato"],
  xml: ["tracciato"],
  sources: ["tracciato"],
  synthetic: ["identity"],
};

const roomRules = ROOMS.map((room) => ({
  name: `room-${room}`,
  severity: "error",
  comment: `${room}/ does not know other rooms: compose them in pipeline/, or move what both need to core/ or model/.`,
  from: { path: `^src/${room}/` },
  to: {
    path: `^src/(${ROOMS.filter((other) => other !== room && !(DOORS[room] ?? []).includes(other)).join("|")}|pipeline|cli)/`,
  },
}));

export default {
  forbidden: [
    ...roomRules,
    {
      name: "front-door",
      severity: "error",
      comment: "From outside, a room is entered by its index.ts.",
      from: { path: "^src/(cli|pipeline)/" },
      to: { path: `^src/(${ROOMS.join("|")})/(?!index\\.ts)` },
    },
    {
      name: "ground-floor",
      severity: "error",
      comment: "core/, model/ and text/ are below everything; model may use core.",
      from: { path: "^src/(core|text)/" },
      to: { path: "^src/", pathNot: "^src/(core|text)/" },
    },
    {
      name: "model-below",
      severity: "error",
      comment: "model/ holds nouns only: it may use core/ and text/.",
      from: { path: "^src/model/" },
      to: { path: "^src/", pathNot: "^src/(core|text|model)/" },
    },
    {
      name: "pipeline-below-cli",
      severity: "error",
      comment: "pipeline/ has no console: return a Message and let cli/ say it.",
      from: { path: "^src/(pipeline|config)/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "only-cli-commander",
      severity: "error",
      comment: "The terminal belongs to cli/.",
      from: { pathNot: "^src/cli/" },
      to: { path: "node_modules/(commander|chalk|@inquirer)" },
    },
    {
      name: "only-sources-csv",
      severity: "error",
      comment: "Only sources/ reads CSV (its errors hold the record).",
      from: { pathNot: "^src/sources/" },
      to: { path: "node_modules/csv-parse" },
    },
    {
      name: "only-sources-iconv",
      severity: "error",
      comment: "Encodings belong to sources/ and, to write test data, synthetic/.",
      from: { pathNot: "^src/(sources|synthetic)/" },
      to: { path: "node_modules/iconv-lite" },
    },
    {
      name: "only-xml",
      severity: "error",
      comment: "XML belongs to xml/.",
      from: { pathNot: "^src/xml/" },
      to: { path: "node_modules/(xmlbuilder2|libxml2-wasm)" },
    },
    {
      name: "only-crypto",
      severity: "error",
      comment: "Keys and envelopes belong to crypto/.",
      from: { pathNot: "^src/crypto/" },
      to: { path: "node_modules/(openpgp|pkijs|asn1js)" },
    },
    {
      name: "only-identity-noble",
      severity: "error",
      comment: "CUNI belongs to identity/; its HMAC, which the ledger also uses, to core/.",
      from: { pathNot: "^src/(identity/|crypto/|core/hmac)" },
      to: { path: "node_modules/@noble" },
    },
    {
      name: "only-sources-workbooks",
      severity: "error",
      comment: "Workbooks are read by sources/xlsx alone; what the Ministry sends back, tag by tag, by gaf/.",
      from: { pathNot: "^src/(sources/xlsx|gaf/ricevute)/" },
      to: { path: "node_modules/saxes" },
    },
    {
      name: "who-writes-zip",
      severity: "error",
      comment: "Zips are written by bundle/ and, as test data, by synthetic/.",
      from: { pathNot: "^src/(bundle|synthetic)/" },
      to: { path: "node_modules/yazl" },
    },
    {
      name: "who-reads-zip",
      severity: "error",
      comment:
        "Zips are read by bundle/, by sources/ (deliveries and workbooks) and by gaf/ (what the Ministry sends back).",
      from: { pathNot: "^src/(bundle|sources|gaf)/" },
      to: { path: "node_modules/yauzl" },
    },
    {
      name: "no-circular",
      severity: "error",
      comment: "Break the circle: one of the two owns what both need.",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    includeOnly: "^(src|node_modules)",
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
