import type { Difetto } from "./codice-fiscale.ts";

/** Personal number of a European health card (TEAM). Every state has its own form. */
export interface Team {
  readonly numero: string;
}

/** 1–20 characters, at least one of them not a blank. Source: rules.md OC-F-013. */
export function parseTeam(text: string): Team | Difetto {
  return /^[ .,'/_A-Za-z0-9-]{1,20}$/.test(text) && text.trim() !== "" ? { numero: text } : "structure";
}
