// At the sign-in page nobody is signed in: what this phone could still read of visits goes. Unsent records stay, sealed.
import { forget } from "./vault.js";

const known = indexedDB.databases ? await indexedDB.databases() : [{ name: "field-visits" }];
if (known.some((one) => one.name === "field-visits")) await forget();
