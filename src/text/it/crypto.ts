export const crypto = {
  "error.KEY_MISSING": "il file di chiave {file} non c'è o non si può leggere ({reason})",
  "hint.KEY_MISSING":
    "controllare il percorso nella configurazione e che l'utente che esegue sioc possa leggere il file",
  "error.KEY_NOT_A_FILE": "{file} non è un file normale: è una cartella, un collegamento o altro",
  "hint.KEY_NOT_A_FILE":
    "indicare il file stesso: una chiave segreta non si legge attraverso un collegamento",
  "error.KEY_OWNER": "il file {file} appartiene a un altro utente",
  "hint.KEY_OWNER":
    "una chiave segreta deve appartenere a chi esegue sioc, o a root: farla assegnare all'utente giusto",
  "error.KEY_PERMISSIONS": "il file {file} è aperto ad altri utenti (permessi {mode})",
  "hint.KEY_PERMISSIONS": "chiuderlo con: {command}",
  "error.KEY_MALFORMED":
    "la chiave CUNI deve avere {expected} cifre esadecimali, ne ha {length} o contiene altri caratteri",
  "hint.KEY_MALFORMED":
    "scaricare di nuovo la chiave e salvarla da sola nel file, senza spazi né altre righe",
  "error.KEY_UNRECOGNISED": "{file} non contiene una chiave o un certificato che si possa usare",
  "hint.KEY_UNRECOGNISED":
    "servono una chiave OpenPGP, oppure un certificato X.509 in formato PEM (per firmare: chiave privata PEM e certificato); un file .p12 o .pfx va prima convertito",
  "error.KEY_CHECK_DIFFERS":
    "la chiave CUNI non è quella attesa: il suo valore di controllo è diverso da quello della configurazione",
  "hint.KEY_CHECK_DIFFERS":
    "verificare quale chiave è in uso prima di elaborare; se è cambiata davvero, aggiornare il valore di controllo nella configurazione",
  "error.KEY_SELF_TEST": "la prova iniziale del calcolo del CUNI è fallita: nulla è stato elaborato",
  "hint.KEY_SELF_TEST":
    "reinstallare sioc; se accade ancora, segnalarlo: è un difetto del programma o della macchina",
  "error.KEY_EXPIRED": "la chiave o il certificato in {file} è scaduto il {on}",
  "hint.KEY_EXPIRED": "procurarsi quello nuovo e indicarlo nella configurazione",
  "error.KEY_NOT_YET_VALID": "la chiave o il certificato in {file} vale solo dal {on}",
  "hint.KEY_NOT_YET_VALID": "controllare la data del computer; se è giusta, usare quello in vigore oggi",
  "error.KEY_WEAK": "la chiave in {file} è troppo debole",
  "hint.KEY_WEAK":
    "serve una chiave RSA di almeno 2048 bit, o una curva ellittica moderna: chiederne una nuova",
  "error.KEY_USAGE": "la chiave o il certificato in {file} non è fatto per questo uso",
  "hint.KEY_USAGE":
    "per cifrare serve un certificato o una chiave di cifratura, per firmare uno di firma: forse i due file sono scambiati",
  "error.KEY_NOT_RSA": "il certificato in {file} ha una chiave {algorithm}, ma per cifrare serve RSA",
  "hint.KEY_NOT_RSA":
    "chiedere un certificato RSA: con un altro tipo di chiave lo strumento del Ministero scriverebbe un file vuoto",
  "error.KEY_ALGORITHM": "il certificato in {file} ha una chiave {algorithm}, che non si usa per firmare",
  "hint.KEY_ALGORITHM": "serve un certificato di firma RSA o a curva ellittica (P-256, P-384, P-521)",
  "error.KEY_REVOKED": "la chiave in {file} è stata revocata",
  "hint.KEY_REVOKED": "procurarsi la chiave nuova da chi l'ha revocata: quella vecchia non va più usata",
  "error.KEY_PIN_DIFFERS":
    "la chiave o il certificato in {file} non è quello atteso: impronta {found}, in configurazione {pinned}",
  "hint.KEY_PIN_DIFFERS":
    "verificare l'impronta con il Ministero per un'altra via prima di cambiare la configurazione",
  "error.KEY_IS_PRIVATE": "{file} contiene una chiave privata, ma qui serve quella pubblica",
  "hint.KEY_IS_PRIVATE":
    "indicare la chiave pubblica o il certificato del destinatario; la chiave privata non va data a nessuno",
  "error.KEY_IS_PUBLIC": "{file} contiene solo la parte pubblica, ma qui serve la chiave privata",
  "hint.KEY_IS_PUBLIC": "indicare il file della chiave privata",
  "error.KEY_SEVERAL": "{file} contiene più di una chiave o di un certificato",
  "hint.KEY_SEVERAL": "lasciare nel file soltanto quello da usare",
  "error.KEY_CERTIFICATE_MISSING": "per firmare con la chiave {file} serve anche il suo certificato",
  "hint.KEY_CERTIFICATE_MISSING": "indicare nella configurazione il file PEM del certificato di firma",
  "error.KEY_LOCKED": "la chiave in {file} è protetta da una frase segreta, che non è stata indicata",
  "hint.KEY_LOCKED": "indicare da dove leggere la frase segreta: un file riservato o un comando",
  "error.KEY_PASSPHRASE": "la frase segreta non apre la chiave in {file}",
  "hint.KEY_PASSPHRASE": "controllare la frase segreta e che sia quella di questa chiave",
  "error.KEY_PAIR_DIFFERS": "il certificato in {file} non corrisponde alla chiave privata in {key}",
  "hint.KEY_PAIR_DIFFERS": "indicare il certificato rilasciato per quella chiave",
  "error.SECRET_COMMAND":
    "il comando {program}, che doveva dare la frase segreta, non è riuscito (esito {status})",
  "hint.SECRET_COMMAND":
    "provare il comando a mano, con lo stesso utente: deve scrivere il segreto sulla prima riga",
  "error.SECRET_EMPTY": "il segreto letto è vuoto",
  "hint.SECRET_EMPTY": "il segreto deve stare sulla prima riga del file, o della risposta del comando",
  "error.BUNDLE_UNREADABLE": "il file cifrato non si può aprire ({reason})",
  "hint.BUNDLE_UNREADABLE":
    "key: la chiave non è quella del destinatario; truncated o content: il file è incompleto o alterato; gli altri casi: non è un file cifrato da sioc",
  "crypto.expires_60": "la chiave o il certificato in {file} scade il {on} (fra {days} giorni)",
  "crypto.expires_30":
    "la chiave o il certificato in {file} scade il {on}, fra {days} giorni: chiedere quello nuovo",
  "crypto.expires_7":
    "la chiave o il certificato in {file} scade il {on}, fra {days} giorni: sostituirlo subito",
  "crypto.signer_cf_differs":
    "il codice fiscale nel certificato di firma {file} non è quello del mittente configurato: GAF risponderebbe IF01",
  "crypto.signer_cf_absent":
    "il certificato di firma {file} non riporta un codice fiscale: GAF non potrebbe riconoscere chi firma e risponderebbe IF01",
  "crypto.unsigned": "nessuna chiave di firma: i file saranno cifrati ma non firmati",
  "crypto.manifest_only":
    "una firma OpenPGP non può stare dentro la busta CMS: sarà firmato solo il manifesto, che contiene l'impronta di ogni file",
  "crypto.problem.signers": "firme trovate: {n}, attesa una",
  "crypto.problem.attributes": "alla firma mancano le informazioni obbligatorie",
  "crypto.problem.no_certificate": "il certificato di chi ha firmato non è nel file",
  "crypto.problem.digest": "il contenuto è diverso da quello firmato",
  "crypto.problem.signature": "la firma non è valida",
  "crypto.problem.signing_certificate": "la firma non è legata al certificato che l'accompagna",
  "crypto.problem.validity": "il certificato di firma vale dal {from} al {to}",
  "crypto.problem.unknown_key": "la firma è di una chiave che non è fra quelle attese",
} as const;
