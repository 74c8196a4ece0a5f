/** Stands for Node's module `url` in a browser. */
exports.URL = globalThis.URL;
