/** What the ledger knows of a staged row, as bits. */
export const STORIA = {
  /** At the Ministry: dataset 1, dataset 2. */
  acquisito1: 1,
  acquisito2: 2,
  cancellato1: 4,
  cancellato2: 8,
  /** At the Ministry with the same content. */
  uguale1: 16,
  uguale2: 32,
  /** Accepted without a discharge. */
  aperto: 64,
  /** Accepted with a death. */
  deceduto: 128,
  /** Prepared or sent, outcome still awaited. */
  inVolo: 256,
  /** The last operation was refused. */
  scartato: 512,
  /** In flight, and what will stand if it is accepted is this very content. */
  volante: 1024,
} as const;

/** What {@link STORIA} is made of, as the database tells it: one row for each operation still to be told of. */
export const OPERAZIONE = { attesa: 1, diversa: 2, scartata: 4 } as const;

/**
 * Gathers the rows of one key, which come together and from the first run to the last. The last operation says whether
 * the key is refused: one sent again after a refusal is awaited.
 */
export function raccolta(take: (seq: number, storia: number) => void): {
  add(seq: number, storia: number, operazione: number): void;
  end(): void;
} {
  let current = -1;
  let known = 0;
  let waits = false;
  let differs = false;
  let refused = false;
  const end = (): void => {
    if (current < 0) return;
    const flight = waits ? STORIA.inVolo | (differs ? 0 : STORIA.volante) : 0;
    take(current, known | flight | (refused ? STORIA.scartato : 0));
  };
  return {
    end,
    add(seq, storia, operazione) {
      if (seq !== current) {
        end();
        [current, known, waits, differs, refused] = [seq, storia, false, false, false];
      }
      waits ||= (operazione & OPERAZIONE.attesa) !== 0;
      differs ||= (operazione & OPERAZIONE.diversa) !== 0;
      refused = (operazione & OPERAZIONE.scartata) !== 0 && (operazione & OPERAZIONE.attesa) === 0;
    },
  };
}
