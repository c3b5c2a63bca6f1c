import * as v1_0 from "./client_v1_0.js";
import * as v1_2 from "./client_v1_2.js";

export const clientVersions = [v1_2, v1_0];
