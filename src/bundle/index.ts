export {
  checkTemplate,
  isSafeName,
  LEGGIMI,
  MANIFEST,
  nextRun,
  NOME_DATASET,
  nomeBundle,
  nomeDataset,
  prefissoBundle,
  problemaTemplate,
  SIGNATURE,
  SUFFIX,
  TEMPLATE,
  type DatiNome,
} from "./nomi.ts";
export { canonicalJson } from "./canonical.ts";
export {
  buildManifest,
  parseManifest,
  printManifest,
  type DatasetManifest,
  type FileFacts,
  type Manifest,
  type ManifestInput,
  type ParsedManifest,
  type PerTipo,
} from "./manifest.ts";
export { leggimi } from "./leggimi.ts";
export { openBundle, type BundleFile, type BundleOptions, type BundleWriter } from "./scrivi.ts";
export { sweep } from "./staging.ts";
export { openBundleForReading, type BundleReader } from "./leggi.ts";
export { checkBundle, type Check, type Esiti } from "./controlla.ts";
export {
  findBundle,
  removeBundle,
  type BundleFound,
  type BundlePlace,
  type BundleRemoved,
} from "./elimina.ts";
