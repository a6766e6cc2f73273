// On every page of an account: what was kept in the browser before the log-in is there now, too.
import { joined } from "vw/store";

if (await joined()) location.reload();
