import type { Difetto } from "./codice-fiscale.ts";

/** Provisional codice fiscale of 11 digits (tipo_ci 4); its last digit is checked as that of a partita IVA. */
export interface Numerico {
  readonly cifre: string;
}

export function parseNumerico(text: string): Numerico | Difetto {
  if (!/^[0-9]{11}$/.test(text)) return "structure";
  return controlloNumerico(text) === text.charAt(10) ? { cifre: text } : "check";
}

/** Check digit of the first ten. Source: D.M. 23 dicembre 1976, art. 10 (the Luhn sum). */
export function controlloNumerico(text: string): string {
  let sum = 0;
  for (let i = 0; i < 10; i += 1) {
    const value = (text.charCodeAt(i) - 48) * (i % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return String((10 - (sum % 10)) % 10);
}
